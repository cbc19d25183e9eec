"""A school's calendar, loaded from its terms, closure days and the bank holidays of its nation. Writes nothing."""

from django.utils import timezone

from schools.calendar import Calendar, TermDates
from schools.models import ClosureDay, School, Term
from schools.reach import within
from schools.term_dates import bank_holidays


def dates_of(term: Term) -> TermDates:
    """A term as plain dates."""
    return TermDates(term.name, term.starts, term.ends, term.half_term_starts, term.half_term_ends)


def calendar_of(school: School) -> Calendar:
    """The school's own days: two questions to the database.

    They are no secret between schools: a policy that is adopted goes by the days of the school that keeps it.
    """
    with within(school):
        terms = [dates_of(term) for term in Term.objects.of(school)]
        closures = frozenset(ClosureDay.objects.of(school).values_list("day", flat=True))
    known = {day.year for term in terms for day in (term.starts, term.ends)} or {timezone.localdate().year}
    return Calendar(terms, closures, bank_holidays(range(min(known) - 1, max(known) + 2), school.nation))
