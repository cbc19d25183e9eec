"""Taking a step of the ladder, marking its action as done, closing and reopening. Nothing else moves an incident."""

from datetime import datetime

from incidents.guards import Asked, Closing
from incidents.ladder import STEPS, answer_from, higher
from incidents.models import Incident, Involvement, Taken
from incidents.operations.entry import Entry, enter, enter_to_act, refresh_due, save_changed, tell
from incidents.timeline import EventKind
from policies.vocabulary import LADDER, StepName
from schools.models import User
from schools.operation import Refused, operation

NECESSITY = "Say why this is necessary and proportionate."
ELSEWHERE = (StepName.HAND_OVER, StepName.CLOSE, StepName.REOPEN)


@operation
def take_step(
    *,
    incident: Incident,
    step: StepName,
    by: User,
    at: datetime,
    to: Involvement | None = None,
    note: str = "",
    necessity: str = "",
    despite: str = "",
    due: datetime | None = None,
    emergency: bool = False,
    version: int | None = None,
) -> Taken:
    """Take a step. `despite` is the reason for going beyond the policy, `necessity` why a serious step is needed.

    Raises NotFound, Stale, and Refused with every sentence when the ladder shuts it or a reason is missing.
    """
    if step in ELSEWHERE:
        raise Refused("Handing over, closing and reopening have a page of their own: an outcome or a person is needed.")
    entry = enter(incident, by=by, at=at, version=version)
    asked = Asked(step, entry.facts, entry.viewer, emergency)
    _refuse(asked, necessity, despite)
    _check_person(entry, to, due, at)
    taken = Taken.objects.create(
        incident=entry.incident,
        step=step,
        to=to,
        note=note,
        necessity=necessity,
        despite=despite,
        due_at=due,
        emergency=emergency,
        at=at,
        by=by,
    )
    _after(entry, taken)
    return taken


def _refuse(asked: Asked, necessity: str, despite: str) -> None:
    found = answer_from(asked)
    if found.is_shut:
        raise Refused(*found.sentences)
    missing = list(found.sentences) if found.needs_reason and not despite.strip() else []
    if STEPS[asked.step].serious and not asked.emergency and not necessity.strip():
        missing.append(NECESSITY)
    if missing:
        raise Refused(*missing)


def _check_person(entry: Entry, to: Involvement | None, due: datetime | None, at: datetime) -> None:
    if to is not None and to.pk not in {each.pk for each in entry.facts.involvements}:
        raise Refused("This person is not linked to the incident.")
    if due is not None and due <= at:
        raise Refused("The date has to lie ahead.")


def _after(entry: Entry, taken: Taken) -> None:
    """What a step also does: reopen, hold, the date to come, and the event."""
    incident, step = entry.incident, StepName(taken.step)
    if not incident.is_open:
        _reopen(incident)
    if step in (StepName.HOLD, StepName.LIFT_HOLD):
        incident.in_hold = step == StepName.HOLD
    if step in LADDER:
        incident.last_step, incident.last_step_at = step, taken.at
        incident.highest_step = higher(incident.highest_step, step)
    refresh_due(incident)
    tell(
        incident,
        EventKind.STEP,
        by=taken.by,
        at=taken.at,
        step=step.value,
        to=str(taken.to.key) if taken.to else "",
        note=taken.note,
        necessity=taken.necessity,
        despite=taken.despite,
        emergency=taken.emergency,
        due=taken.due_at.isoformat() if taken.due_at else "",
    )
    save_changed(incident)


@operation
def mark_done(*, incident: Incident, step: StepName, by: User, at: datetime, version: int | None = None) -> None:
    """The action that a step's date made is done. Raises Refused when there is no such action."""
    entry = enter_to_act(incident, by=by, at=at, version=version)
    pending = [each for each in entry.facts.pending if each.step == step]
    if not pending:
        raise Refused("There is no such action to mark as done.")
    for taken in pending:
        taken.done_at = at
        taken.save()
    refresh_due(entry.incident)
    tell(entry.incident, EventKind.DONE, by=by, at=at, step=step.value)
    save_changed(entry.incident)


@operation
def close(
    *, incident: Incident, outcome: str, reasons: str, by: User, at: datetime, version: int | None = None
) -> None:
    """Close an incident with an outcome and reasons. Raises Refused with every sentence that stands in the way."""
    entry = enter(incident, by=by, at=at, version=version)
    found = answer_from(Asked(StepName.CLOSE, entry.facts, entry.viewer, closing=Closing(outcome, reasons)))
    if not found.is_open:
        raise Refused(*found.sentences)
    locked = entry.incident
    locked.closed_at, locked.closed_by, locked.outcome, locked.closing_reasons = at, by, outcome, reasons
    tell(locked, EventKind.CLOSED, by=by, at=at, outcome=outcome, reasons=reasons)
    save_changed(locked)


@operation
def reopen(*, incident: Incident, reason: str, by: User, at: datetime, version: int | None = None) -> None:
    """Reopen a closed incident, which clears its outcome. The reason stands in the story."""
    entry = enter(incident, by=by, at=at, version=version)
    found = answer_from(Asked(StepName.REOPEN, entry.facts, entry.viewer))
    if not found.is_open:
        raise Refused(*found.sentences)
    if not reason.strip():
        raise Refused("Give the reason for reopening.")
    _reopen(entry.incident)
    tell(entry.incident, EventKind.REOPENED, by=by, at=at, reason=reason)
    save_changed(entry.incident)


def _reopen(incident: Incident) -> None:
    incident.closed_at, incident.closed_by, incident.outcome, incident.closing_reasons = None, None, "", ""
