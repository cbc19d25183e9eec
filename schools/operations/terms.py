"""Keeping term dates, and the days in term on which a school is shut."""

from collections.abc import Sequence
from datetime import date, datetime

from schools.calendar import TermDates
from schools.history import Actor
from schools.models import ClosureDay, School, Term
from schools.operation import Refused, operation
from schools.operations.entry import may_keep_people, tell


@operation
def set_terms(*, school: School, terms: Sequence[TermDates], by: Actor, at: datetime) -> None:
    """Keep the school's terms; one of the same name is put right."""
    may_keep_people(by, school, at)
    for term in terms:
        dates = {
            "starts": term.starts,
            "ends": term.ends,
            "half_term_starts": term.half_term_starts,
            "half_term_ends": term.half_term_ends,
        }
        Term.objects.of(school).update_or_create(school=school, name=term.name, defaults=dates)
    tell(school, "terms-set", by, at, terms=", ".join(term.name for term in terms))


@operation
def add_closure(*, school: School, day: date, why: str, by: Actor, at: datetime) -> ClosureDay:
    """Keep a day in term on which the school is shut."""
    may_keep_people(by, school, at)
    closure, made = ClosureDay.objects.of(school).get_or_create(school=school, day=day, defaults={"why": why})
    if not made:
        raise Refused("This day is a closure day already.")
    tell(school, "closure-added", by, at, day=day.isoformat())
    return closure
