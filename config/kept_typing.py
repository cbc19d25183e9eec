"""What was typed when a session had just ended: kept for whoever typed it, and handed back once they are in again.

Somebody rings a parent, comes back after forty minutes and sends the note that they had begun. Their session is over;
what they sent waits on that browser for a quarter of an hour, for them alone, and comes back in a form of one button
(S7.05). Passwords and codes are never kept. Files are not either: the page asks for them again.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from config.sessions import WAS
from schools.confirming import hand_back, keep_for
from schools.models import User

NEVER_KEPT = ("account_", "mfa_", "openid_", "invitation_")
"""Pages of signing in, by the first word of their names."""


class KeepTyped:
    """Stands between the session's limits and the way to the sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Keep a form that comes too late, behind the check against forgery. What a script sends by itself is not."""
        match, was = request.resolver_match, request.session.get(WAS)
        if request.method != "POST" or was is None or isinstance(request.user, User) or match is None:
            return
        by_script = request.headers.get("X-Requested-With") == "fetch"
        if not by_script and not str(match.url_name).startswith(NEVER_KEPT):
            keep_for(request, was)


class HandBackTyped:
    """Stands behind everything that asks who is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """In place of the page where it was typed, once."""
        return hand_back(request) if isinstance(request.user, User) else None
