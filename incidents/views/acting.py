"""The beats that the pages of one incident share: coming in by the door, and doing one thing with one form.

A page of an incident says what it does in three words: its form, its operation, and the sentence for afterwards.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from incidents.access import Sight, Viewer, get_incident, sight_of, viewer_of
from incidents.facts import Facts, facts_of
from incidents.forms.base import Versioned
from incidents.guards import CONFLICT
from incidents.models import Incident
from incidents.need_to_know import Reading, dressed, is_revealed
from incidents.views.answering import attempt
from schools.access import Standing
from schools.confirming import confirm_first
from schools.forms.overrun import is_overrun, say_what_it_says_now
from schools.models import School, User
from schools.views.taking import Taking

Given = dict[str, Any]


@dataclass(frozen=True)
class Visit:
    """Somebody before an incident that they see whole: who, which, when, and what is known."""

    request: HttpRequest
    standing: Standing
    incident: Incident
    facts: Facts
    viewer: Viewer
    at: datetime
    reading: Reading

    @property
    def user(self) -> User:
        """Who asks."""
        return self.standing.user

    @property
    def school(self) -> School:
        """The school whose incident it is."""
        return self.incident.school

    @property
    def posted(self) -> QueryDict | None:
        """What was sent with the form, or nothing."""
        return self.request.POST if self.request.method == "POST" else None

    @property
    def conflict(self) -> Sequence[str]:
        """Why somebody with a conflict of interest may not act."""
        return (str(CONFLICT.sentence),) if self.viewer.conflicted else ()

    @property
    def url(self) -> str:
        """The incident's page."""
        return reverse("incident", args=[self.school.slug, self.incident.reference])


def come_in(request: HttpRequest, slug: str, reference: str) -> Visit:
    """Come in by the door. Raises Http404, always the same, for whoever does not see the incident whole."""
    at = timezone.now()
    standing, incident = get_incident(request, slug, reference, at)
    return visit_to(request, standing, incident, at)


def visit_to(request: HttpRequest, standing: Standing, incident: Incident, at: datetime) -> Visit:
    """What whoever has come in by a door finds: the facts, and every name as they may read it."""
    facts = facts_of(incident, at)
    viewer = viewer_of(standing.user, facts)
    reading = dressed(facts, viewer, revealed=is_revealed(request.session, incident, at))
    return Visit(request, standing, incident, facts, viewer, at, reading)


def act(
    visit: Visit,
    form: Any,
    do: Callable[[Given], object],
    *,
    page: str,
    said: str,
    barred: Sequence[str] | None = None,
    to: Callable[[], str] | None = None,
    confirming: bool = False,
    **more: Any,
) -> HttpResponse:
    """Do one thing with one form: 302 when done, 200 with what is wrong in it, 409 with why not and the text kept.

    `barred` is why this person may not do it now; somebody with a conflict of interest may not, unless it says so.
    Whoever may is asked first whether it is still them, where it is `confirming` (S7.03).
    """
    why_not = visit.conflict if barred is None else barred
    if why_not and not form.is_bound:
        return shut(visit, why_not, page=page, **more)
    if confirming and not why_not and (asked := confirm_first(visit.request)):
        return asked
    taking = Taking(visit.request, visit.standing, visit.at, to or (lambda: visit.url), said)
    status = _try(visit, form, lambda given: taking.take(lambda: do(given)), why_not) if form.is_bound else 200
    if status == 302:
        return taking.answer()
    return render(visit.request, f"incidents/{page}.html", _context(visit, form=form, **more), status=status)


def where_next(visit: Visit) -> str:
    """The incident's page, or the start page of whoever has just given the incident away and no longer sees it."""
    incident, on = visit.incident, timezone.localdate(visit.at)
    incident.refresh_from_db(fields=["owner", "owner_role"])
    if sight_of(visit.user, incident, on) is Sight.ALL:
        return visit.url
    return reverse("home", args=[visit.school.slug])


def _try(visit: Visit, form: Any, do: Callable[[Given], object], why_not: Sequence[str]) -> int:
    for sentence in why_not:
        form.add_error(None, sentence)
    if why_not:
        return 409
    if not form.is_valid():
        return 200
    status = attempt(form, lambda: do(form.cleaned_data), visit.incident)
    if status == 200:
        return 302
    if isinstance(form, Versioned):
        if is_overrun(form, "version"):
            say_what_it_says_now(form)
        visit.incident.refresh_from_db(fields=["version"])
        form.carry(visit.incident.version)
    return status


def shut(visit: Visit, sentences: Sequence[str], *, page: str, **more: Any) -> HttpResponse:
    """The page of something that may not be done now: 409, every sentence, and the way back."""
    return render(
        visit.request, "incidents/shut.html", _context(visit, sentences=sentences, page=page, **more), status=409
    )


def _context(visit: Visit, **more: Any) -> dict[str, Any]:
    return {"incident": visit.incident, "facts": visit.facts, "viewer": visit.viewer, "visit": visit, **more}
