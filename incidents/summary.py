"""The figures of a school's terms: counts, and never a name, a word or a link. Writes nothing.

The queries select no column that could name anybody (S8.19). What may be shown of small numbers is decided in
`suppression.py` and put together in `published.py`. An incident reported in a holiday belongs to the next term.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from incidents.breaches import BREACH
from incidents.models import Categorisation, Exclusion, Incident
from incidents.vocabulary import NO_BREACH_OUTCOMES, Outcome
from policies.vocabulary import GROUPS
from schools.access import Standing
from schools.calendar import Calendar, TermDates
from schools.dates import dates_of
from schools.models import School


@dataclass(frozen=True)
class Figures:
    """The counts of a term. `by_kind` counts an incident once for every kind it has; the others, once."""

    term: str
    incidents: int = 0
    breaches: int = 0
    not_a_breach: int = 0
    open_at_end: int = 0
    highest_step: dict[str, int] = field(default_factory=dict)
    by_kind: dict[str, int] = field(default_factory=dict)
    by_channel: dict[str, int] = field(default_factory=dict)
    by_outcome: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """The same as plain data."""
        return asdict(self)


def counted_in(school: School, term: TermDates, calendar: Calendar) -> QuerySet[Incident]:
    """The incidents that governors count in a term: reported in it, or in the holiday before it."""
    starts, ends = window(term, calendar)
    return Incident.objects.of(school).filter(reported_at__gte=starts, reported_at__lt=ends)


def window(term: TermDates, calendar: Calendar) -> tuple[datetime, datetime]:
    """The moments between which a report is counted in a term: the holiday before it included, the end left out."""
    return _midnight(_first_day(term, calendar)), _midnight(term.ends + timedelta(days=1))


def _first_day(term: TermDates, calendar: Calendar) -> date:
    day = term.starts
    while (before := calendar.term_for_counting(day - timedelta(days=1))) and before.name == term.name:
        day -= timedelta(days=1)
    return day


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def figures(
    school: School, term_name: str, calendar: Calendar, *, now: datetime, only: Collection[int] | None = None
) -> Figures:
    """Count a term. `only` keeps to these incidents. An unknown term counts nothing."""
    term = next((each for each in calendar.terms if each.name == term_name), None)
    if term is None:
        return Figures(term_name)
    incidents = counted_in(school, term, calendar)
    if only is not None:
        incidents = incidents.filter(pk__in=only)
    moment = min(now, _midnight(term.ends + timedelta(days=1)))
    return Figures(
        term=term_name,
        **_totals(incidents, moment),
        highest_step=_tally(incidents, "highest_step"),
        by_kind=_by_kind(incidents),
        by_channel=_tally(incidents, "channel"),
        by_outcome=_tally(incidents.filter(closed_at__isnull=False), "outcome"),
    )


def _totals(incidents: QuerySet[Incident], moment: datetime) -> dict[str, int]:
    still_open = Q(closed_at__isnull=True) | Q(closed_at__gt=moment)
    return incidents.aggregate(
        incidents=Count("pk"),
        breaches=Count("pk", filter=BREACH),
        not_a_breach=Count("pk", filter=Q(outcome=Outcome.NOT_A_BREACH)),
        open_at_end=Count("pk", filter=still_open),
    )


def _tally(incidents: QuerySet[Incident], column: str) -> dict[str, int]:
    return dict(incidents.order_by().values_list(column).annotate(Count("pk")))


def _by_kind(incidents: QuerySet[Incident]) -> dict[str, int]:
    rows = Categorisation.objects.of(incidents.order_by())
    return dict(rows.order_by().values_list("category__kind").annotate(Count("incident", distinct=True)))


# Several terms at once, for the pages of summaries


def terms_begun(school: School, on: date) -> list[TermDates]:
    """The terms of a school that have begun, the newest first: one question to the database."""
    return [dates_of(term) for term in school.terms.order_by("-starts") if term.starts <= on]


@dataclass
class Counts:
    """The true counts of a term. They leave this app only through `published.py`.

    `channels`, `steps` ("" where none was taken) and `endings` ("" while open) each add up to the total; in `groups`
    an incident counts once for every group of categories that it falls under. Whatever its outcome, an incident of
    no more than complaint or criticism ends as one: it is never a breach.
    """

    channels: dict[str, int] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    endings: dict[str, int] = field(default_factory=dict)
    groups: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many incidents the term has."""
        return sum(self.channels.values())


def counted_for(standing: Standing) -> QuerySet[Incident]:
    """Every incident of the school, save those that this person is kept from: no figure may tell of them (S8.13)."""
    kept_from = Exclusion.objects.of(OuterRef("pk")).filter(user=standing.user, ended_at__isnull=True)
    return Incident.objects.of(standing.school).filter(~Exists(kept_from))


def counts_of(incidents: QuerySet[Incident], terms: Sequence[TermDates], calendar: Calendar) -> list[Counts]:
    """The counts of each of these terms, in four questions to the database, however many terms."""
    found = [Counts() for _ in terms]
    placed = _within(incidents, terms, calendar).annotate(place=_place(terms, calendar)).filter(place__isnull=False)
    for place, channel, count in placed.values_list("place", "channel").annotate(n=Count("*")):
        found[place].channels[channel] = count
    for place, step, count in placed.values_list("place", "highest_step").annotate(n=Count("*")):
        found[place].steps[step] = count
    for place, ending, count in _endings(placed):
        found[place].endings[ending] = found[place].endings.get(ending, 0) + count
    for place, group, count in _groups(placed, _place(terms, calendar, "incident__")):
        found[place].groups[group] = count
    return found


def _within(incidents: QuerySet[Incident], terms: Sequence[TermDates], calendar: Calendar) -> QuerySet[Incident]:
    """The incidents between the first of these days and the last: a stretch of one index."""
    spans = [window(term, calendar) for term in terms]
    return incidents.filter(reported_at__gte=min(spans)[0], reported_at__lt=max(ends for _, ends in spans)).order_by()


def _place(terms: Sequence[TermDates], calendar: Calendar, path: str = "") -> Case:
    """The number of the term, in this list, that an incident is counted in."""
    spans = [window(term, calendar) for term in terms]
    whens = [
        When(**{f"{path}reported_at__gte": starts, f"{path}reported_at__lt": ends}, then=Value(place))
        for place, (starts, ends) in enumerate(spans)
    ]
    return Case(*whens, output_field=IntegerField())


def _endings(placed: QuerySet[Incident]) -> Iterator[tuple[int, str, int]]:
    rows = placed.values_list("place", "outcome").annotate(n=Count("*"), breaches=Count("pk", filter=BREACH))
    for place, outcome, count, breaches in rows:
        if not outcome or outcome in NO_BREACH_OUTCOMES:
            yield place, outcome, count
        else:
            yield place, outcome, breaches
            yield place, Outcome.COMPLAINTS_PROCEDURE, count - breaches


def _groups(placed: QuerySet[Incident], place: Case) -> QuerySet[Categorisation]:
    group = Case(*(When(category__kind__in=kinds, then=Value(group)) for group, kinds in GROUPS.items()))
    rows = Categorisation.objects.of(placed.values("pk")).annotate(place=place, group=group)
    return rows.order_by().values_list("place", "group").annotate(n=Count("incident", distinct=True))
