"""A form that is sent again leads to what it made the first time, whatever its page would say by now (R.06)."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from schools.models import School, User
from schools.reach import within
from schools.sent import led_to, sending_of
from schools.views.taking import AGAIN

ANSWERS = (200, 404, 409, 503)
"""What a form is answered that was not taken: wrong in itself, no longer theirs, shut or stale, or waited too long."""


class TakenBefore:
    """Asks, of a form that was not taken, whether it was before: the page may be shut, or gone, because it was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, and answer in its place where the same person sent the same form before."""
        response = self.get_response(request)
        to = _led_to(request) if request.method == "POST" and response.status_code in ANSWERS else ""
        if not to:
            return response
        messages.success(request, AGAIN)
        return redirect(to)


def _led_to(request: HttpRequest) -> str:
    """Where the form led this person before; empty where it did not, and for whoever is not signed in."""
    match, user = request.resolver_match, request.user
    sent = sending_of(request)
    if sent is None or match is None or "slug" not in match.kwargs or not isinstance(user, User):
        return ""
    school = School.objects.filter(slug=match.kwargs["slug"]).first()
    if school is None:
        return ""
    with within(school):
        return led_to(sent, school, user)
