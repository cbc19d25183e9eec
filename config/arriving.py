"""Whoever is sent here by another site gets to a few pages only; to the others by a click of their own (S3.06).

Browsers say from where a request comes in `Sec-Fetch-Site`, and no page can change what they say. A link in a school's
web mail comes from another site too, so somebody who follows it is not turned away for good: they read one plain page,
whose link leads to the same address from here. Pictures, frames, scripts and forms of other sites get nothing at all.
A browser too old to say anything is let through: its cookies and tokens guard it as before.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from config.handlers import from_elsewhere

MAY_BE_LED_TO = frozenset(
    {
        *("front_door", "home", "account_login", "hidden"),
        *("account_reset_password_from_key", "account_confirm_email", "invitation_link", "invitation_accept"),
        *("openid_connect_callback", "mfa_authenticate", "mfa_index", "mfa_reauthenticate"),
        *("public_policy", "public_policy_pdf"),
    }
)
"""The start, the sign-in with where it may lead at once, links that are mailed, and what is shown to everybody."""


class FromElsewhere:
    """Stands before everything that knows who is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return from_elsewhere(request) if turned_away(request) else self.get_response(request)


def turned_away(request: HttpRequest) -> bool:
    """Whether another site makes the browser ask for what nobody is led to, or for more than a page to look at."""
    if request.headers.get("Sec-Fetch-Site") != "cross-site":
        return False
    looks = request.method in ("GET", "HEAD") and request.headers.get("Sec-Fetch-Dest", "document") == "document"
    return not (looks and name_of(request.path_info) in MAY_BE_LED_TO)


def name_of(path: str) -> str:
    """The name of the page at an address; nothing where there is none."""
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""
