"""Inviting somebody to an office, and what an administrator or the second person does with it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from schools import operations
from schools.forms.people import InviteForm, SettleForm
from schools.invitations import Stands, find_here, seconds_for, stands
from schools.models import Invitation
from schools.operations.invitations import NOT_WAITING, NOT_YOURS
from schools.views.acting import Given, Visit, act, come_in
from schools.vocabulary import Permission


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """Invite somebody by e-mail to an office."""
    visit = come_in(request, slug, Permission.KEEP_PEOPLE)

    def do(given: Given) -> None:
        operations.invite(school=visit.school, by=visit.user, at=visit.at, **given)

    form, back = InviteForm(visit.posted, today=visit.today), reverse("people", args=[slug])
    said = "It is on this page, under Invited."
    return act(request, form, do, page="invite", to=lambda: back, said=said, confirming=True)


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Show an invitation; send it again, or withdraw it."""
    visit = come_in(request, slug, Permission.KEEP_PEOPLE)
    found = _found(visit, key)
    form = SettleForm(visit.posted, offered=("again", "withdraw"))

    def do(given: Given) -> None:
        ways = {"again": operations.invite_again, "withdraw": operations.withdraw_invitation}
        ways[given["do"]](invitation=found, by=visit.user, at=visit.at)

    shown = {"invitation": found, "stands": stands(found, visit.at).name, "seconds": seconds_for(found, visit.at)}
    shown |= {"may_confirm": visit.user in shown["seconds"]}
    return act(request, form, do, page="invitation", to=lambda: reverse("people", args=[slug]), **shown)


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Agree, as the second person, to somebody becoming head or administrator; or do not."""
    visit = come_in(request, slug)
    found = _found(visit, key)
    second = visit.user in seconds_for(found, visit.at)
    if not second and not visit.standing.may(Permission.KEEP_PEOPLE):
        raise Http404
    form = SettleForm(visit.posted, offered=("confirm", "refuse"))

    def do(given: Given) -> None:
        ways = {"confirm": operations.confirm_invitation, "refuse": operations.withdraw_invitation}
        ways[given["do"]](invitation=found, by=visit.user, at=visit.at)

    waits = stands(found, visit.at) is Stands.WAITING
    barred = (NOT_WAITING,) if not waits else () if second else (NOT_YOURS,)
    to = reverse("home", args=[slug])
    said = "Thank you: what you decided is kept."
    shown = {"page": "confirm", "said": said, "barred": barred, "invitation": found}
    return act(request, form, do, to=lambda: to, confirming=True, **shown)


def _found(visit: Visit, key: UUID) -> Invitation:
    found = find_here(visit.school, key)
    if found is None:
        raise Http404
    return found
