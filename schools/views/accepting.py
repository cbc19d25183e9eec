"""Accepting an invitation: pages outside every school, for whoever has the link.

The token never stands in the address of a page that is shown: the link leads on at once, and the session keeps it. So
no Referer and no list of visited pages holds it, and a wrong one is no line in the server's log (S6.17).
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from schools import operations
from schools.forms.people import AcceptForm, NothingForm
from schools.history import INVITING
from schools.invitations import Stands, account_of, find_by_token, is_for, stands
from schools.models import Invitation, User
from schools.views.acting import Given, act

KEPT_AS = "invitation"
LONGEST = 100


@login_not_required
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address, and go on."""
    request.session[KEPT_AS] = token[:LONGEST]
    return redirect("invitation_accept")


@login_not_required
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest) -> HttpResponse:
    """Accept the invitation whose link was followed; or say plainly why not, and the way out."""
    token = request.session.get(KEPT_AS, "")
    found, at = find_by_token(token) if token else None, timezone.now()
    where = stands(found, at) if found else None
    if found is None or where is not Stands.OPEN:
        return _shut(request, where.name if where else "NOT_THERE")
    known = account_of(found.email)
    if known and not known.is_active:
        return _shut(request, "ACCOUNT_SHUT")
    if isinstance(request.user, User):
        return _as_oneself(request, found) if is_for(found, request.user) else _shut(request, "SOMEBODY_ELSE")
    return _shut(request, "SIGN_IN", invitation=found) if known else _as_new(request, found)


def _as_new(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Somebody who has no account yet makes theirs."""
    posted = request.POST if request.method == "POST" else None
    form = AcceptForm(posted, name=found.name, email=found.email)

    def do(given: Given) -> None:
        words = make_password(given["password1"])
        operations.accept_as_new(
            invitation=found, name=given["name"], password_hash=words, by=INVITING, at=timezone.now()
        )
        del request.session[KEPT_AS]

    said = "Your account is ready. Sign in with your e-mail address and the password that you chose."
    return act(request, form, do, page="accept", to=lambda: reverse("account_login"), said=said, invitation=found)


def _as_oneself(request: HttpRequest, found: Invitation) -> HttpResponse:
    """Somebody who has an account, and is signed in with it, presses a button."""
    assert isinstance(request.user, User)
    user, form = request.user, NothingForm(request.POST if request.method == "POST" else None)

    def do(given: Given) -> None:
        operations.accept(invitation=found, by=user, at=timezone.now())
        del request.session[KEPT_AS]

    to = reverse("front_door")
    return act(request, form, do, page="accept", to=lambda: to, invitation=found, someone=user)


def _shut(request: HttpRequest, why: str, **shown: object) -> HttpResponse:
    """Say why it cannot be accepted here and now: a plain page, and the way out."""
    if request.method == "POST" and why == "ACCEPTED":
        messages.info(request, "This invitation has been accepted. Sign in.")
        return redirect("front_door")
    return render(request, "schools/invitation_shut.html", {"why": why, **shown})
