"""Pages of for how long things are kept: the school's schedule, a legal hold, somebody wrongly linked."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from incidents.erasable import gone_people, where_named
from incidents.forms.retention import HoldForm, PeriodForm, WrongPersonForm
from incidents.operations import disposing, holding
from incidents.retention import ELSEWHERE, hold_on
from incidents.schedule import line_of, lines_of
from incidents.views.acting import act, come_in
from incidents.views.answering import attempt
from schools.confirming import confirm_first
from schools.door import get_school
from schools.views.taking import Taking
from schools.vocabulary import Permission


@require_safe
def schedule(request: HttpRequest, slug: str) -> HttpResponse:
    """Show for how long the school keeps what, what each default rests on, and what the school decided itself."""
    standing = get_school(request, slug, Permission.DISPOSE, Permission.KEEP_SCHEDULE)
    shown = {
        "lines": lines_of(standing.school),
        "elsewhere": ELSEWHERE,
        "keeps": standing.may(Permission.KEEP_SCHEDULE),
        "decides": standing.may(Permission.DISPOSE),
    }
    return render(request, "incidents/schedule.html", shown)


@require_http_methods(["GET", "POST"])
def period(request: HttpRequest, slug: str, rule: str) -> HttpResponse:
    """Set for how many years the school keeps what falls under one rule."""
    at = timezone.now()
    standing = get_school(request, slug, Permission.KEEP_SCHEDULE)
    line = line_of(standing.school, rule)
    if line is None:
        raise Http404
    if asked := confirm_first(request):
        return asked
    form, status = PeriodForm(request.POST if request.method == "POST" else None), 200
    if form.is_bound and form.is_valid():
        who = {"school": standing.school, "rule": line.rule, "by": standing.user, "at": at}
        said = "The schedule is changed. It counts from tonight."
        taking = Taking(request, standing, at, lambda: reverse("schedule", args=[slug]), said)
        status = attempt(form, lambda: taking.take(lambda: holding.set_period(**who, **form.cleaned_data)))
        if status == 200:
            return taking.answer()
    return render(request, "incidents/schedule_change.html", {"form": form, "line": line}, status=status)


@require_http_methods(["GET", "POST"])
def legal_hold(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Place a legal hold on the incident, or lift it. The owner's act."""
    visit = come_in(request, slug, reference)
    hold = hold_on(visit.incident)
    do, said = (holding.lift_hold, "The legal hold is lifted.") if hold else (holding.place_hold, "The hold stands.")
    return act(
        visit,
        HoldForm(visit.posted, version=visit.incident.version),
        lambda given: do(incident=visit.incident, by=visit.user, at=visit.at, **given),
        page="legal_hold",
        said=said,
        barred=visit.conflict or (() if visit.viewer.owns else (holding.ONLY_THE_OWNER,)),
        hold=hold,
    )


@require_http_methods(["GET", "POST"])
def erase_person(request: HttpRequest, slug: str, reference: str, key: UUID) -> HttpResponse:
    """Propose to erase somebody who was wrongly linked and taken off again. A second person has to agree."""
    visit = come_in(request, slug, reference)
    link = next((each for each in gone_people(visit.facts) if each.key == key), None)
    if link is None:
        raise Http404
    return act(
        visit,
        WrongPersonForm(visit.posted, version=visit.incident.version),
        lambda given: disposing.propose_person(incident=visit.incident, link=link, by=visit.user, at=visit.at, **given),
        page="erase_person",
        said="It is proposed. A second person finds it under “Kept and erased”.",
        confirming=True,
        link=link,
        named_in=where_named(visit.facts, link),
    )
