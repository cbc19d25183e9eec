"""Placing and lifting a legal hold, and setting for how long a school keeps its incidents (S14.15)."""

from datetime import datetime

from django.utils import timezone

from incidents.models import Incident, LegalHold, RetentionPeriod
from incidents.operations.entry import Entry, enter_to_act, tell
from incidents.retention import LONGEST, periods_of
from incidents.timeline import EventKind
from incidents.vocabulary import Rule
from schools.access import standing_at
from schools.models import School, User
from schools.operation import NotFound, Refused, operation
from schools.operations.entry import tell as tell_school
from schools.vocabulary import Permission

ONLY_THE_OWNER = "Only the owner of this incident may place or lift a legal hold."


@operation
def place_hold(*, incident: Incident, reason: str, by: User, at: datetime, version: int | None = None) -> LegalHold:
    """See that nothing of an incident is disposed of: the owner's act, with a reason."""
    entry = _enter_as_owner(incident, by, at, version)
    if not reason.strip():
        raise Refused("Say why nothing of this incident may go.")
    if LegalHold.objects.of(incident).filter(lifted_at__isnull=True).exists():
        raise Refused("A legal hold stands on this incident already.")
    hold = LegalHold.objects.create(incident=entry.incident, reason=reason, placed_at=at, placed_by=by)
    tell(entry.incident, EventKind.HOLD_PLACED, by=by, at=at, reason=reason)
    return hold


@operation
def lift_hold(*, incident: Incident, reason: str, by: User, at: datetime, version: int | None = None) -> None:
    """Lift the legal hold: the owner's act, with a reason. What is due meanwhile is proposed the night after."""
    entry = _enter_as_owner(incident, by, at, version)
    if not reason.strip():
        raise Refused("Say why the hold is not needed any more.")
    hold = LegalHold.objects.of(incident).filter(lifted_at__isnull=True).first()
    if hold is None:
        raise Refused("No legal hold stands on this incident.")
    hold.lifted_at, hold.lifted_by, hold.lifted_reason = at, by, reason
    hold.save()
    tell(entry.incident, EventKind.HOLD_LIFTED, by=by, at=at, reason=reason)


def _enter_as_owner(incident: Incident, by: User, at: datetime, version: int | None) -> Entry:
    entry = enter_to_act(incident, by=by, at=at, version=version)
    if not entry.viewer.owns:
        raise Refused(ONLY_THE_OWNER)
    return entry


@operation
def set_period(*, school: School, rule: Rule, years: int, reason: str, by: User, at: datetime) -> None:
    """Set for how many years a school keeps what falls under a rule, and why. Raises NotFound and Refused."""
    if not standing_at(by, school, timezone.localdate(at)).may(Permission.KEEP_SCHEDULE):
        raise NotFound()
    if not 1 <= years <= LONGEST:
        raise Refused(f"Give a number of years from 1 to {LONGEST}.")
    if not reason.strip():
        raise Refused("Say why the school keeps it for this long.")
    before = periods_of(school)[rule]
    changed = {"school": school, "years": years, "reason": reason, "decided_at": at, "decided_by": by}
    RetentionPeriod.objects.of(school).update_or_create(rule=rule, defaults=changed)
    said = {"rule": rule.value, "before": str(before), "years": str(years), "reason": reason}
    tell_school(school, "retention-set", by, at, **said)
