"""Pages of a version's life: send, send back, approve, withdraw, revise, adopt; and the review date."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from policies.access import WORKS_ON_POLICY
from policies.forms.life import AdoptForm, ApproveForm, ReviewForm, ReviseForm, SendBackForm, SendForm, WithdrawForm
from policies.hub import reasons_of
from policies.in_force import adoption_in_force, due_words
from policies.models import PolicyVersion
from policies.next_act import others_on_the_way
from policies.operations import life as operations
from policies.operations.starting import revise as make_new_version
from policies.readiness import Doing, Reason, wrong_moment
from policies.views.refusing import Visit, act, come_in, come_to
from schools.dates import calendar_of
from schools.vocabulary import Permission

NO_POLICY = "This school has not adopted a policy yet, so that there is nothing to review."


@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, slug: str, policy: str, number: int) -> HttpResponse:
    """Send a draft to the governors."""
    visit = come_to(request, slug, policy, number, Permission.KEEP_POLICY)
    return act(
        visit,
        SendForm(visit.posted),
        lambda given: operations.send_to_governors(version=visit.version, by=visit.user, at=visit.at, **given),
        page="send",
        said="The governors have it now.",
        **_barred(visit, Doing.SEND, ready=True),
    )


@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, slug: str, policy: str, number: int) -> HttpResponse:
    """Send a version back to be changed."""
    visit = come_to(request, slug, policy, number, *WORKS_ON_POLICY)
    return act(
        visit,
        SendBackForm(visit.posted),
        lambda given: operations.send_back(version=visit.version, by=visit.user, at=visit.at, **given),
        page="send_back",
        said="It is a draft again.",
        **_barred(visit, Doing.SEND_BACK),
    )


@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, slug: str, policy: str, number: int) -> HttpResponse:
    """Record that the governors approved a version."""
    visit = come_to(request, slug, policy, number, Permission.APPROVE_POLICY)
    body = visit.version.approving_body or "The governors"
    return act(
        visit,
        ApproveForm(visit.posted, initial={"body": body}, edition=visit.version.edition),
        lambda given: operations.approve(version=visit.version, by=visit.user, at=visit.at, **given),
        page="approve",
        said="The approval is recorded.",
        **_barred(visit, Doing.APPROVE, ready=True),
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, slug: str, policy: str, number: int) -> HttpResponse:
    """Give up a version that was never adopted."""
    visit = come_to(request, slug, policy, number, Permission.KEEP_POLICY)
    return act(
        visit,
        WithdrawForm(visit.posted),
        lambda given: operations.withdraw(version=visit.version, by=visit.user, at=visit.at, **given),
        page="withdraw",
        said="This version is withdrawn.",
        **_barred(visit, Doing.WITHDRAW),
    )


@require_http_methods(["GET", "POST"])
def revise(request: HttpRequest, slug: str, policy: str, number: int) -> HttpResponse:
    """Make the next version as a copy of this one."""
    visit = come_to(request, slug, policy, number, Permission.KEEP_POLICY)
    made: list[PolicyVersion] = []
    return act(
        visit,
        ReviseForm(visit.posted),
        lambda given: made.append(make_new_version(version=visit.version, by=visit.user, at=visit.at, **given)),
        page="revise",
        said="This is the new version. Change what is to change.",
        to=lambda: reverse("version", args=[slug, policy, made[0].number]),
        others=others_on_the_way(visit.version, visit.standing, timezone.localdate(visit.at)),
        **_barred(visit, Doing.REVISE),
    )


@require_http_methods(["GET", "POST"])
def adopt(request: HttpRequest, slug: str, policy: str, number: int) -> HttpResponse:
    """Put an approved version in force at this school, from a day."""
    visit = come_to(request, slug, policy, number)
    if not visit.standing.may(Permission.KEEP_POLICY):
        raise Http404
    given = {"school": visit.school, "version": visit.version, "by": visit.user, "at": visit.at}
    return act(
        visit,
        AdoptForm(visit.posted, initial={"review_due": visit.version.review_due}),
        lambda typed: operations.adopt(**given, **typed),
        page="adopt",
        said="It is adopted.",
        now=adoption_in_force(visit.school, timezone.localdate(visit.at)),
        today=timezone.localdate(visit.at),
        past_due=_past_due(visit),
        **_barred(visit, Doing.ADOPT, ready=True),
    )


@require_http_methods(["GET", "POST"])
def review_due(request: HttpRequest, slug: str) -> HttpResponse:
    """Set when the policy in force is to be reviewed."""
    visit = come_in(request, slug, Permission.KEEP_POLICY)
    adoption = adoption_in_force(visit.school, timezone.localdate(visit.at))
    return act(
        visit,
        ReviewForm(visit.posted, initial={"review_due": adoption.review_due if adoption else ""}),
        lambda given: operations.set_review_due(adoption=adoption, by=visit.user, at=visit.at, **given),
        page="review_due",
        said="The review date is set.",
        to=lambda: reverse("policy", args=[slug]),
        barred=[] if adoption else [NO_POLICY],
        shut=True,
        adoption=adoption,
    )


def _past_due(visit: Visit) -> str:
    """When the document says that it was due for review, where that has passed; else nothing."""
    said = visit.version.review_due
    overdue = calendar_of(visit.school).review_overdue(said, timezone.localdate(visit.at))
    return due_words(said) if overdue else ""


def _barred(visit: Visit, doing: Doing, *, ready: bool = False) -> dict[str, Any]:
    """Why this cannot be done now: the wrong moment, or what is missing, with the pages where that is put right."""
    sentence = wrong_moment(visit.version, doing, timezone.localdate(visit.at))
    reasons: Sequence[Reason] = reasons_of(visit.version) if ready and not sentence else ()
    barred = [sentence] if sentence else [each.sentence for each in reasons]
    return {"barred": barred, "reasons": reasons, "shut": True}
