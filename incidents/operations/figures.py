"""Keeping the figures of a term once it is over, so that whoever reads them reads the same ever after (S8.21)."""

from datetime import datetime

from django.utils import timezone

from incidents.given import written
from incidents.models import Exclusion, Incident, TermFigures
from incidents.operations.entry import tell_of_figures
from incidents.published import publish
from incidents.summary import counted_for, counted_in, counts_of
from schools import record
from schools.access import Standing
from schools.calendar import Calendar, TermDates
from schools.dates import dates_of
from schools.history import SystemActor
from schools.models import School, User
from schools.operation import operation


def keep_all_figures(*, by: SystemActor, at: datetime) -> int:
    """Keep the figures of every term of every school that is over and has none kept. How many terms that was."""
    done = 0
    for school in School.objects.order_by("pk"):
        terms = [dates_of(term) for term in school.terms.order_by("starts")]
        done += sum(keep_figures(school=school, term=term, terms=terms, by=by, at=at) for term in terms)
    return done


@operation
def keep_figures(*, school: School, term: TermDates, terms: list[TermDates], by: SystemActor, at: datetime) -> bool:
    """Keep the figures of a term that is over: a row for everybody, and one for each who is kept from some of it.

    A term of which days are in figures that were kept already gets none: two tables of nearly the same days would tell
    what is in one of them alone.
    """
    if term.ends >= timezone.localdate(at):
        return False
    record.lock_head(school)
    if TermFigures.objects.of(school).filter(starts__lte=term.ends, ends__gte=term.starts).exists():
        return False
    calendar = Calendar(terms)
    kept_from = Exclusion.objects.of(counted_in(school, term, calendar)).filter(ended_at__isnull=True)
    people = User.objects.filter(pk__in=kept_from.values("user")).order_by("pk")
    for person in (None, *people):
        _keep(school, term, calendar, person, at)
    tell_of_figures(school, by=by, at=at, term=term.name)
    return True


def _keep(school: School, term: TermDates, calendar: Calendar, person: User | None, at: datetime) -> None:
    everything = Incident.objects.of(school)
    theirs = counted_for(Standing(person, school, frozenset())) if person else everything
    figures = written(publish(counts_of(theirs, [term], calendar)[0]))
    TermFigures.objects.create(
        school=school,
        term=term.name,
        starts=term.starts,
        ends=term.ends,
        person=person,
        figures=figures,
        frozen_at=at,
    )
