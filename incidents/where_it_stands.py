"""Where an incident stands, in the few words that lists and homes show, and as conditions to find it by. Pure.

It reads only what the incident itself repeats for the lists, and two questions that ride along with the rows. What may
be done next is not here: that is the ladder's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils import timezone

from incidents.models import Categorisation, Finding, Incident, Taken
from incidents.vocabulary import SAFEGUARDING_KINDS, FindingKind, HostAnswer, Outcome
from policies.vocabulary import LADDER, StepName

DONE: dict[str, str] = {
    StepName.DISCUSS: "Talked with the parent",
    StepName.MEETING: "Met the parent",
    StepName.ASK_FOR_REMOVAL: "Asked for the post to come down",
    StepName.WRITTEN_WARNING: "Decided on a written warning",
    StepName.LEGAL_ADVICE: "Asked for legal advice",
    StepName.POLICE: "Told the police",
    StepName.RESTRICT: "Blocked or limited on a school channel",
    StepName.REPORT_TO_HOST: "Reported it to the host",
}
"""The last step of the ladder that was taken, as something done."""

_ANSWERS = Finding.objects.of(OuterRef("pk")).filter(kind=FindingKind.SAFEGUARDING)
_LATER = Finding.objects.of(OuterRef("incident")).filter(kind=FindingKind.SAFEGUARDING, at__gte=OuterRef("at"))
_ASKED = Exists(Categorisation.objects.of(OuterRef("pk")).filter(category__kind__in=SAFEGUARDING_KINDS))
_TOLD = Exists(Taken.objects.of(OuterRef("pk")).filter(~Exists(_LATER), step=StepName.SAFEGUARD))
WAITS_FOR_SAFEGUARDING = Q(closed_at__isnull=True) & (Q(_ASKED & ~Exists(_ANSWERS)) | Q(_TOLD))
"""The safeguarding lead was told, or has to be asked (B6), and has not answered since."""

_HOST_ANSWERED = Finding.objects.of(OuterRef("pk")).filter(kind=FindingKind.HOST).exclude(value=HostAnswer.WAITING)
WAITS_FOR_HOST = Q(closed_at__isnull=True, last_step=StepName.REPORT_TO_HOST) & ~Q(Exists(_HOST_ANSWERED))


class Where(models.TextChoices):
    """Where an open incident can stand, besides the last step that was taken."""

    OVERDUE = "overdue", "An action is overdue"
    NEW = "new", "Nothing done yet"
    ON_HOLD = "on-hold", "Contact is on hold"
    SAFEGUARDING = "safeguarding", "Waiting for the safeguarding lead"
    HOST = "host", "Waiting for the host"


def overdue(at: datetime) -> Q:
    """Open, and the date of an action has passed."""
    return Q(closed_at__isnull=True, due_at__lt=at)


UNTOUCHED = Q(closed_at__isnull=True, last_step="", in_hold=False)
"""Reported, and no step of the ladder taken."""

_CONDITIONS: dict[str, Callable[[datetime], Q]] = {
    Where.OVERDUE: overdue,
    Where.NEW: lambda at: UNTOUCHED,
    Where.ON_HOLD: lambda at: Q(closed_at__isnull=True, in_hold=True),
    Where.SAFEGUARDING: lambda at: WAITS_FOR_SAFEGUARDING,
    Where.HOST: lambda at: WAITS_FOR_HOST,
}


def as_written(code: str) -> str:
    """A code of the vocabulary as it stands in an address."""
    return code.lower().replace("_", "-")


STEPS = {as_written(step): step for step in LADDER}
OUTCOMES = {as_written(outcome): outcome for outcome in Outcome}
CHOICES = [
    ("Open", Where.choices),
    ("The last step was", [(code, DONE[step]) for code, step in STEPS.items()]),
    ("Closed", [(code, outcome.label) for code, outcome in OUTCOMES.items()]),
]


def stands_at(place: str, at: datetime) -> Q:
    """The condition for one of the choices."""
    if place in OUTCOMES:
        return Q(outcome=OUTCOMES[place])
    if place in STEPS:
        return Q(last_step=STEPS[place])
    return _CONDITIONS[place](at)


@dataclass(frozen=True)
class Stand:
    """Where an incident stands: a few words, and the tone of their tag (open, hold, waiting, overdue or none)."""

    words: str
    tone: str = ""


def know_stands(incidents: Sequence[Incident]) -> Sequence[Incident]:
    """Give each of these incidents what `stand_of` asks of it: one question, of the rows of a page alone.

    Asked together with the rows, databases would answer it for the whole table.
    """
    rows = Incident.objects.of({each.school_id for each in incidents}).filter(pk__in=[each.pk for each in incidents])
    waits = rows.values_list("pk", _whether(WAITS_FOR_SAFEGUARDING), _whether(WAITS_FOR_HOST))
    known = {pk: answers for pk, *answers in waits}
    for each in incidents:
        each.waits_for_safeguarding, each.waits_for_host = known[each.pk]
    return incidents


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))


def stand_of(incident: Incident, at: datetime) -> Stand:
    """Where an incident whose waits are known (`know_stands`) stands, the most pressing first."""
    if not incident.is_open:
        return Stand(f"Closed: {incident.get_outcome_display().lower()}")
    possible = (
        (incident.in_hold, Stand("On hold", "hold")),
        (incident.waits_for_safeguarding, Stand("Waiting for the safeguarding lead", "waiting")),
        (bool(incident.due_at and incident.due_at < at), Stand("Overdue", "overdue")),
        (incident.waits_for_host, Stand("Waiting for the host", "waiting")),
        (not incident.last_step, Stand("Nothing done yet", "waiting")),
    )
    return next((stand for holds, stand in possible if holds), Stand("Under way", "open"))


def last_step_in_words(incident: Incident) -> str:
    """The last step of the ladder with its day, or nothing."""
    if not incident.last_step or incident.last_step_at is None:
        return ""
    return f"{DONE[incident.last_step]} on {timezone.localtime(incident.last_step_at):%-d %B %Y}"
