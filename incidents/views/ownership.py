"""Pages about who owns an incident and who is kept from seeing it."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.appointing import get_without_owner
from incidents.forms.ownership import AppointForm, ExcludeForm, HandOverForm, ReadmitForm, RecuseForm
from incidents.guards import Asked
from incidents.ladder import answer_from
from incidents.operations import ownership as operations
from incidents.ownership import may_be_handed, owner_in_words
from incidents.views.acting import Given, Visit, act, come_in, where_next
from incidents.views.answering import attempt
from policies.vocabulary import StepName
from schools.access import holders, people_of
from schools.models import User
from schools.views.taking import Taking
from schools.vocabulary import Role

ONLY_THE_OWNER = "Only the owner of this incident may decide who is kept from seeing it."


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Hand the incident over to somebody in an office that can own one."""
    visit = come_in(request, slug, reference)

    def do(given: Given) -> object:
        to, role = given.pop("to")
        return operations.hand_over(incident=visit.incident, to=to, role=role, by=visit.user, at=visit.at, **given)

    found = answer_from(Asked(StepName.HAND_OVER, visit.facts, visit.viewer))
    form = HandOverForm(visit.posted, version=visit.incident.version, owners=_owners(visit))
    said = "The incident is handed over."
    more = {"owner": owner_in_words(visit.incident), "thing": StepName.HAND_OVER.label}
    barred, to = found.sentences, lambda: where_next(visit)
    return act(visit, form, do, page="hand_over", said=said, barred=barred, to=to, **more)


def _owners(visit: Visit) -> list[tuple[User, Role]]:
    """Who could own it: somebody in such an office, free of conflict, who does not own it already."""
    incident = visit.incident
    return [
        (user, role)
        for user, roles in people_of(visit.school, timezone.localdate(visit.at))
        for role in operations.MAY_OWN
        if role in roles and may_be_handed(user, visit.facts)
        if (role, user.pk) != (incident.owner_role, incident.owner_id or user.pk)
    ]


@require_http_methods(["GET", "POST"])
def exclude(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Keep somebody who can sign in from seeing the incident. The owner's act."""
    visit = come_in(request, slug, reference)
    out = {each.user_id for each in visit.facts.exclusions if each.in_force}
    people = people_of(visit.school, timezone.localdate(visit.at))
    form = ExcludeForm(
        visit.posted, version=visit.incident.version, staff=[each for each in people if each[0].pk not in out]
    )
    return act(
        visit,
        form,
        lambda given: operations.exclude(incident=visit.incident, by=visit.user, at=visit.at, **given),
        page="exclude",
        said="This person cannot see the incident any more.",
        barred=_owner_only(visit),
        to=lambda: where_next(visit),
        confirming=True,
    )


@require_http_methods(["GET", "POST"])
def readmit(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Let somebody see the incident again who was kept from it. The owner's act."""
    visit = come_in(request, slug, reference)
    out = [each.user for each in visit.facts.exclusions if each.in_force]
    return act(
        visit,
        ReadmitForm(visit.posted, version=visit.incident.version, users=out),
        lambda given: operations.readmit(incident=visit.incident, by=visit.user, at=visit.at, **given),
        page="readmit",
        said="This person sees the incident again. They still may not decide.",
        barred=_owner_only(visit),
        confirming=True,
    )


@require_http_methods(["GET", "POST"])
def recuse(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Step aside from the incident. Whoever sees it whole may, with a conflict of interest too."""
    visit = come_in(request, slug, reference)
    return act(
        visit,
        RecuseForm(visit.posted, version=visit.incident.version),
        lambda given: operations.recuse(incident=visit.incident, by=visit.user, at=visit.at, **given),
        page="recuse",
        said="You have stepped aside, and do not see this incident any more.",
        barred=(),
        to=lambda: where_next(visit),
    )


def _owner_only(visit: Visit) -> Sequence[str]:
    return visit.conflict or (() if visit.viewer.owns else (ONLY_THE_OWNER,))


@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Appoint a governor to own an incident. The administrator sees nothing of it."""
    at = timezone.now()
    standing, incident = get_without_owner(request, slug, key)
    governors = holders(standing.school, Role.GOVERNOR, timezone.localdate(at))
    form = AppointForm(request.POST if request.method == "POST" else None, governors=governors)
    status = 200
    if form.is_valid():
        who = form.cleaned_data["who"]
        said = f"{who.name} now owns this incident, and finds it among their incidents."
        taking = Taking(request, standing, at, lambda: reverse("home", args=[slug]), said)
        given = {"incident": incident, "who": who, "by": standing.user, "at": at}
        status = attempt(form, lambda: taking.take(lambda: operations.appoint_owner(**given)))
        if status == 200:
            return taking.answer()
    return render(request, "incidents/appoint.html", {"form": form, "governors": governors}, status=status)
