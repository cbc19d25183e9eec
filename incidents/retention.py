"""For how long an incident is kept, and what is due to be disposed of. Reads, and never writes (S14.15).

The defaults are those that schools commonly work with: guidance, not law. A school sets its own, with a reason. A time
runs from the day on which the incident was closed, London time, and ends with the same day of a later year: what was
closed on 29 February is kept until 1 March, never a day too short; so is what runs from a birthday on that day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from incidents.models import Disposal, Finding, Incident, LegalHold, RetentionPeriod, Taken
from incidents.vocabulary import Erases, FindingKind, Outcome, Rule, SafeguardingAnswer
from policies.vocabulary import StepName
from schools.models import Look, School

LONGEST = 15


@dataclass(frozen=True)
class Default:
    """For how long by default, and what that rests on."""

    years: int
    rests_on: str
    erases: Erases = Erases.DISPOSE


DEFAULTS: dict[Rule, Default] = {
    Rule.CONTACT: Default(
        6,
        "Guidance for schools keeps the file of a complaint for at least six years after it was resolved; a civil "
        "claim for harassment can be brought within six years.",
    ),
    Rule.NO_BREACH: Default(
        1,
        "Nothing was wrong, so as little as possible is kept. The file of a complaint is kept elsewhere.",
        Erases.ANONYMISE,
    ),
    Rule.LEGAL: Default(
        6,
        "Six years after it was closed, for legal claims. Where negligence is in question schools keep up to fifteen: "
        "set more years, or place a legal hold on the one incident.",
    ),
    Rule.SAFEGUARDING: Default(
        6,
        "The pupil’s child protection file is kept elsewhere, commonly until the child’s twenty-fifth birthday. What "
        "stands here only points to it. Before you agree, see that the file holds what it needs.",
    ),
    Rule.LOOKS: Default(
        1,
        "Who looked at what shows that access was proper. It names no words, and is kept one year longer than the "
        "incident.",
        Erases.LOOKS,
    ),
    Rule.LEAVERS: Default(
        6,
        "Guidance for schools keeps the file of somebody on the staff for six years after their last day. What they "
        "did stays theirs, by a key. Whoever had a part in an incident that is still kept stays named while it is.",
        Erases.NAME,
    ),
}

ELSEWHERE = (
    ("A request to see what is kept about somebody", "3 years after it was answered", "It shows that it was answered."),
    ("A report in progress", "7 days after it was last saved", "Nobody has sent it. It goes by itself."),
    ("Somebody wrongly linked", "Promptly, when two people agree", "Accuracy. That there was a correction stays."),
    ("The figures for governors", "For good, with the minutes", "They are counts, and name nobody."),
    ("Policies and how parents were told", "6 years after they were superseded", "They prove what was in force."),
    ("The sealed record", "For good", "Keys, codes and times. Its details go with what they tell of."),
    ("Allegations against staff, and child protection files", "Not kept here", "They belong in files of their own."),
)
"""What is kept by other rules, for the page: what, for how long, why."""


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 1 March for a 29 February that the year does not have."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _last_closed(today: date, years: int) -> date:
    """The last day on which something was closed that is due today: the reverse of `years_after`."""
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return date(today.year - years, 2, 28)


def periods_of(school: School) -> Mapping[Rule, int]:
    """For how many years a school keeps what falls under each rule."""
    own = {Rule(each.rule): each.years for each in RetentionPeriod.objects.of(school)}
    return {rule: own.get(rule, default.years) for rule, default in DEFAULTS.items()}


_SERIOUS = Taken.objects.of(OuterRef("pk")).filter(step__in=(StepName.LEGAL_ADVICE, StepName.POLICE))
_PASSED_ON = Finding.objects.of(OuterRef("pk")).filter(
    kind=FindingKind.SAFEGUARDING, value=SafeguardingAnswer.TRANSFERRED
)
RULE = Case(
    When(Q(outcome__in=(Outcome.ADVICE_TAKEN, Outcome.POLICE_MATTER)) | Exists(_SERIOUS), then=Value(Rule.LEGAL.value)),
    When(Q(outcome=Outcome.SAFEGUARDING_TRANSFER) | Exists(_PASSED_ON), then=Value(Rule.SAFEGUARDING.value)),
    When(outcome__in=(Outcome.NOT_A_BREACH, Outcome.COMPLAINTS_PROCEDURE), then=Value(Rule.NO_BREACH.value)),
    default=Value(Rule.CONTACT.value),
)
"""Under which rule an incident falls, as a column: the weightiest first."""

HELD = Exists(LegalHold.objects.of(OuterRef("pk")).filter(lifted_at__isnull=True))


@dataclass(frozen=True)
class Due:
    """An incident whose time is over: under which rule, since when, and what is to be done."""

    incident: Incident
    rule: Rule
    due_on: date

    @property
    def erases(self) -> Erases:
        """What is to be erased."""
        return DEFAULTS[self.rule].erases


def closed_in(school: School) -> QuerySet[Incident]:
    """The closed incidents of a school that are not disposed of, each with its rule and whether it is held."""
    closed = Incident.objects.of(school).filter(closed_at__isnull=False, disposed_at__isnull=True)
    return closed.annotate(rule=RULE, held=HELD)


def due_in(school: School, today: date) -> Iterator[Due]:
    """What is due at a school and neither proposed already, held, nor decided to be kept for longer."""
    periods = periods_of(school)
    settled = Disposal.objects.of(school).filter(incident=OuterRef("pk")).exclude(erases=Erases.PERSON)
    waiting = settled.filter(Q(outcome="") | Q(outcome=Disposal.Outcome.KEPT, kept_until__gt=today))
    free = closed_in(school).filter(~Exists(waiting), held=False)
    for rule in (Rule.CONTACT, Rule.NO_BREACH, Rule.LEGAL, Rule.SAFEGUARDING):
        over = free.filter(rule=rule, closed_at__lt=_end_of(_last_closed(today, periods[rule])))
        for incident in over.order_by("closed_at", "pk"):
            yield Due(incident, rule, due_on(incident.closed_at, periods[rule]))
    yield from _looks_due(school, today, periods[Rule.LOOKS], waiting)


def _looks_due(school: School, today: date, years: int, waiting: QuerySet[Disposal]) -> Iterator[Due]:
    end = _end_of(_last_closed(today, years))
    gone = Incident.objects.of(school).filter(~Exists(waiting), disposed_at__lt=end).order_by("disposed_at", "pk")
    for incident in gone:
        if looks_at(incident).exists():
            yield Due(incident, Rule.LOOKS, due_on(incident.disposed_at, years))


def looks_at(incident: Incident) -> QuerySet[Look]:
    """Who looked at the incident itself. Looks at its letters and files name keys that belong to nothing any more."""
    return Look.objects.of(incident.school_id).filter(about=incident.about)


def due_on(since: datetime | None, years: int) -> date:
    """The day from which something is due: so many years after the day on which it ended, London time."""
    assert since is not None
    return years_after(timezone.localdate(since), years)


def _end_of(day: date) -> datetime:
    """The midnight after a day, London time, whatever the clocks do."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def rule_of(incident: Incident) -> Rule:
    """Under which rule an incident falls."""
    of_school = Incident.objects.of(incident.school_id).annotate(rule=RULE)
    return Rule(of_school.values_list("rule", flat=True).get(pk=incident.pk))


def hold_on(incident: Incident) -> LegalHold | None:
    """The legal hold that stands on an incident, with who placed it."""
    return incident.legal_holds.filter(lifted_at__isnull=True).select_related("placed_by").first()
