"""Handing over, excluding, readmitting, and appointing a governor to own an incident."""

from datetime import datetime

from django.utils import timezone

from incidents.facts import facts_of
from incidents.guards import Asked
from incidents.ladder import answer_from
from incidents.models import Exclusion, Incident, Taken
from incidents.need_to_know import is_unnamed
from incidents.operations.entry import Entry, enter, enter_to_act, lock, save_changed, tell
from incidents.operations.people import refuse_to_leave_alone, settle_conflicts
from incidents.ownership import may_be_handed, owner_in_words
from incidents.timeline import EventKind
from policies.vocabulary import StepName
from schools.access import roles_at, standing_at
from schools.models import User
from schools.operation import NotFound, Refused, operation
from schools.vocabulary import Permission, Role

MAY_OWN = (Role.HEAD, Role.SLT, Role.DSL, Role.CHAIR, Role.TRUST_LEAD)
"""Offices to which an incident can be handed over."""


@operation
def hand_over(
    *, incident: Incident, to: User, role: Role, note: str = "", by: User, at: datetime, version: int | None = None
) -> None:
    """Hand an incident to somebody in an office. It is theirs until they hand it back.

    Raises Refused when the ladder shuts it, or when that person could not own it.
    """
    entry = enter_to_act(incident, by=by, at=at, version=version)
    found = answer_from(Asked(StepName.HAND_OVER, entry.facts, entry.viewer))
    if found.is_shut:
        raise Refused(*found.sentences)
    _check_receiver(entry, to, role, at)
    locked = entry.incident
    Taken.objects.create(incident=locked, step=StepName.HAND_OVER, note=note, at=at, by=by)
    locked.owner_role, locked.owner = role, (None if role == Role.HEAD else to)
    tell(locked, EventKind.HANDED_OVER, by=by, at=at, owner=owner_in_words(locked), note=note)
    save_changed(locked)


def _check_receiver(entry: Entry, to: User, role: Role, at: datetime) -> None:
    if role not in MAY_OWN or role not in roles_at(to, entry.incident.school, timezone.localdate(at)):
        raise Refused("Choose somebody who holds an office that can own an incident.")
    if not may_be_handed(to, entry.facts):
        raise Refused("This person cannot own the incident, because of a conflict of interest.")
    if role != Role.HEAD and is_unnamed(entry.facts, to):
        raise Refused("The name of this person is kept back here, and everybody would read who owns the incident.")


@operation
def exclude(*, incident: Incident, who: User, reason: str, by: User, at: datetime, version: int | None = None) -> None:
    """Keep somebody who can sign in from seeing an incident. The owner's act.

    An owner who excludes themselves steps aside: the incident passes to the next office in turn.
    """
    entry = _enter_as_owner(incident, by=by, at=at, version=version)
    if Exclusion.objects.of(incident).filter(user=who, ended_at__isnull=True).exists():
        raise Refused("This person is already kept from seeing the incident.")
    refuse_to_leave_alone(entry, who, by=by, at=at)
    Exclusion.objects.create(incident=entry.incident, user=who, reason=reason, since=at, by=by)
    tell(entry.incident, EventKind.EXCLUDED, by=by, at=at, user=who.record_key, reason=reason)
    settle_conflicts(entry.incident, by=by, at=at)
    save_changed(entry.incident)


@operation
def recuse(*, incident: Incident, reason: str, by: User, at: datetime, version: int | None = None) -> None:
    """Step aside from an incident: from now on one does not see it. Where one owns it, it passes to the next in turn.

    The reason is for the owner alone. Coming back is the owner's decision, never one's own (S8.18).
    """
    entry = enter(incident, by=by, at=at, version=version)
    if not reason.strip():
        raise Refused("Say in a few words why you should not deal with this.")
    Exclusion.objects.create(incident=entry.incident, user=by, reason=reason, since=at, by=by)
    tell(entry.incident, EventKind.RECUSED, by=by, at=at)
    settle_conflicts(entry.incident, by=by, at=at)
    save_changed(entry.incident)


@operation
def readmit(*, incident: Incident, who: User, reason: str, by: User, at: datetime, version: int | None = None) -> None:
    """Let somebody see the incident again who was kept from it. They still may not decide. The owner's act (S8.17).

    Never one's own: whoever is kept out is not the owner, and does not come in here.
    """
    entry = _enter_as_owner(incident, by=by, at=at, version=version)
    if not reason.strip():
        raise Refused("Give the reason.")
    exclusion = Exclusion.objects.of(incident).filter(user=who, ended_at__isnull=True).first()
    if exclusion is None:
        raise Refused("This person is not kept from seeing the incident.")
    exclusion.ended_at, exclusion.ended_by, exclusion.ended_reason = at, by, reason
    exclusion.ended_how = Exclusion.Ended.READMITTED
    exclusion.save()
    tell(entry.incident, EventKind.READMITTED, by=by, at=at, user=who.record_key, reason=reason)
    save_changed(entry.incident)


def _enter_as_owner(incident: Incident, *, by: User, at: datetime, version: int | None) -> Entry:
    entry = enter_to_act(incident, by=by, at=at, version=version)
    if not entry.viewer.owns:
        raise Refused("Only the owner of this incident may decide who is kept from seeing it.")
    return entry


@operation
def appoint_owner(*, incident: Incident, who: User, by: User, at: datetime) -> None:
    """Appoint a governor to own an incident whose head and chair both have a conflict of interest.

    The administrator's act: they are told only that one is needed, and never see the incident. Raises NotFound when
    none is needed.
    """
    locked, on = lock(incident), timezone.localdate(at)
    may = standing_at(by, locked.school, on).may(Permission.KEEP_PEOPLE)
    if not may or locked.owner_role != Role.GOVERNOR or locked.owner_id:
        raise NotFound()
    if Role.GOVERNOR not in roles_at(who, locked.school, on):
        raise Refused("Choose a governor of this school.")
    if not may_be_handed(who, facts_of(locked, at)):
        raise Refused("This governor cannot be appointed here. Choose another.")
    locked.owner = who
    tell(locked, EventKind.OWNER_APPOINTED, by=by, at=at, owner=owner_in_words(locked))
    save_changed(locked)
