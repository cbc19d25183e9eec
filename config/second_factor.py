"""Nobody whose office can open an incident goes on with a password alone (S6.01). Deny by default.

Somebody signed in without a second factor in this session gets the few pages with which they set one up, or give the
one they have, and the pages that ask for no sign-in; every other address leads there. Off in the demonstration alone.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from schools.factors import factors_of, needs_factor, passed
from schools.models import User

OPEN_TO_SET_UP = frozenset(
    {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout"}
)
"""For somebody who has no second factor yet."""

OPEN_TO_GIVE = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout"})
"""For somebody who has one and has not given it: not the pages that add another, which a stolen password would use."""


class SecondFactorRequired:
    """Stands after the middleware that asks for a sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on; what it asks for is known only once its address is resolved."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Lead away from every page but those few."""
        user = request.user
        if not settings.SECOND_FACTOR_REQUIRED or not isinstance(user, User) or passed(request):
            return None
        if not getattr(view, "login_required", True) or not needs_factor(user, timezone.localdate()):
            return None
        return lead(request, user)


def lead(request: HttpRequest, user: User) -> HttpResponseBase | None:
    """To the page where the factor is given, or set up; nothing where they are there."""
    match = request.resolver_match
    name = match.url_name if match else None
    factors = factors_of(user)
    if not factors:
        return None if name in OPEN_TO_SET_UP else HttpResponseRedirect(reverse("mfa_index"))
    if name in OPEN_TO_GIVE:
        return None
    page = "mfa_reauthenticate" if any(each.type == "totp" for each in factors) else "mfa_reauthenticate_webauthn"
    back = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return HttpResponseRedirect(f"{reverse(page)}?{back}" if back else reverse(page))
