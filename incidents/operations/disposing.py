"""Proposing that something is erased, agreeing to it, and deciding against it (S14.13, S14.15).

What is due is proposed by the nightly job; erasing somebody wrongly linked, by somebody who works on the incident. It
takes two people: one of them the head or the chair, and neither kept from the incident nor with a part in it. Nothing
of an open incident, or of one under a legal hold, is disposed of.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from incidents.access import is_conflicted, owns
from incidents.facts import facts_of
from incidents.models import Disposal, Incident, Involvement
from incidents.operations.entry import enter_to_act, lock, tell
from incidents.operations.erasing import ERASE
from incidents.operations.erasing_person import erase_person
from incidents.retention import DEFAULTS, Due, due_in, due_on, hold_on, periods_of, rule_of, years_after
from incidents.timeline import EventKind
from incidents.vocabulary import Erases, Rule
from schools.access import roles_at, standing_at
from schools.erasure import Ground
from schools.history import TIDYING, Actor
from schools.models import Event, School, User
from schools.operation import NotFound, Refused, operation
from schools.vocabulary import Permission, Role

LEADS = frozenset({Role.HEAD, Role.CHAIR})
ANOTHER = "You agreed already. Somebody else has to agree as the second person."
ONE_LEADS = "One of the two people has to be the head of school or the chair of governors."
HAS_A_PART = "You have a part in this incident. Somebody else decides whether it is erased."
SETTLED = "This was decided already."
HELD = "A legal hold stands on this incident. Nothing of it is disposed of until the hold is lifted."
REOPENED = "This incident is open again. Nothing of an open incident is disposed of."
NOT_DUE = "The school keeps this for longer now. It will be proposed again when it is due."
MOST_AT_ONCE = 500


def propose_due(*, at: datetime) -> int:
    """Propose what is due at every school and not proposed yet: for the nightly job. Says how many; again, none."""
    return sum(_propose_all(school, at) for school in School.objects.order_by("pk"))


def _propose_all(school: School, at: datetime) -> int:
    due = list(_first(due_in(school, timezone.localdate(at)), MOST_AT_ONCE))
    for each in due:
        _propose_one(due=each, by=TIDYING, at=at)
    return len(due)


def _first(found: Iterator[Due], most: int) -> Iterator[Due]:
    for _, each in zip(range(most), found, strict=False):
        yield each


@operation
def _propose_one(*, due: Due, by: Actor, at: datetime) -> None:
    incident = lock(due.incident)
    looks = due.erases is Erases.LOOKS
    subject = f"looks:{incident.key}" if looks else incident.about
    given = {"erases": due.erases, "ground": Ground.TIME, "rule": due.rule, "due_on": due.due_on, "proposed_at": at}
    Disposal.objects.create(school=incident.school, incident=incident, subject=subject, **given)
    if not looks:
        tell(incident, EventKind.ERASURE_PROPOSED, by=by, at=at, what=_what(due.erases))


def _what(erases: str) -> str:
    label = Erases(erases).label
    return label[:1].lower() + label[1:]


@operation
def propose_person(
    *, incident: Incident, link: Involvement, reason: str, by: User, at: datetime, version: int | None = None
) -> Disposal:
    """Propose to erase somebody who was wrongly linked. A second person has to agree. They are unlinked first."""
    entry = enter_to_act(incident, by=by, at=at, version=version)
    if link.incident_id != incident.pk:
        raise NotFound()
    if link.linked:
        raise Refused("Take this person off the incident first, then erase what is kept of them.")
    if not reason.strip():
        raise Refused("Say why they were linked wrongly, so that the second person can judge it.")
    subject = f"involvement:{link.key}"
    if Disposal.objects.of(incident.school_id).filter(subject=subject, outcome="").exists():
        raise Refused("This was proposed already. It waits for a second person.")
    given: dict[str, Any] = {"erases": Erases.PERSON, "ground": Ground.WRONG_PERSON, "reason": reason}
    mine = {"proposed_at": at, "proposed_by": by, "agreed_at": at, "agreed_by": by}
    made = Disposal.objects.create(school=incident.school, incident=entry.incident, subject=subject, **given, **mine)
    tell(entry.incident, EventKind.ERASURE_PROPOSED, by=by, at=at, to=str(link.key), what=_what(Erases.PERSON))
    return made


@operation
def agree(*, disposal: Disposal, by: User, at: datetime) -> Event | None:
    """Agree that it is erased. The second person's word does it, and the receipt comes back.

    Raises NotFound for whoever may not decide it, and Refused with why not.
    """
    waiting = _enter(disposal, by, at)
    if waiting.agreed_by_id == by.pk:
        raise Refused(ANOTHER)
    if why_not := stands_against(waiting, at):
        raise Refused(why_not)
    if waiting.agreed_by is None:
        _agree_first(waiting, by, at)
        return None
    if not _leads(waiting.agreed_by, waiting, at) and not _leads(by, waiting, at):
        raise Refused(ONE_LEADS)
    return _erase(waiting, by, at)


def _agree_first(waiting: Disposal, by: User, at: datetime) -> None:
    waiting.agreed_at, waiting.agreed_by = at, by
    waiting.save()
    if waiting.incident.disposed_at is None:
        tell(waiting.incident, EventKind.ERASURE_AGREED, by=by, at=at, what=_what(waiting.erases))


def _leads(user: User, waiting: Disposal, at: datetime) -> bool:
    """Whether this is the head or the chair; about somebody wrongly linked, the incident's owner too."""
    roles = roles_at(user, waiting.school, timezone.localdate(at))
    return bool(roles & LEADS) or (waiting.erases == Erases.PERSON and owns(user, waiting.incident, roles))


def _enter(disposal: Disposal, by: User, at: datetime) -> Disposal:
    """The proposal, locked, for somebody who may decide it."""
    incident = lock(disposal.incident)
    of_school = Disposal.objects.of(incident.school_id).select_for_update(of=("self",))
    locked = of_school.select_related("school__trust", "agreed_by")
    waiting = locked.get(pk=disposal.pk)
    waiting.incident = incident
    facts = facts_of(incident, at)
    may = standing_at(by, waiting.school, timezone.localdate(at)).may(Permission.DISPOSE)
    if not may or any(each.user_id == by.pk and each.in_force for each in facts.exclusions):
        raise NotFound()
    if waiting.outcome or (incident.disposed_at and waiting.erases != Erases.LOOKS):
        raise Refused(SETTLED)
    if is_conflicted(by, facts):
        raise Refused(HAS_A_PART)
    return waiting


def stands_against(waiting: Disposal, at: datetime) -> str:
    """What stands against erasing it now, in a sentence; nothing where nothing does. Somebody wrongly linked may
    always go: a hold is on what happened, and not on a mistake about who did it."""
    incident = waiting.incident
    if waiting.erases == Erases.PERSON:
        return ""
    if hold_on(incident) is not None:
        return HELD
    if incident.is_open:
        return REOPENED
    return "" if _is_due(waiting, timezone.localdate(at)) else NOT_DUE


def _is_due(waiting: Disposal, today: date) -> bool:
    """Whether its time is over by the schedule as it is now."""
    incident, looks = waiting.incident, waiting.erases == Erases.LOOKS
    rule = Rule.LOOKS if looks else rule_of(incident)
    since = incident.disposed_at if looks else incident.closed_at
    return due_on(since, periods_of(waiting.school)[rule]) <= today and DEFAULTS[rule].erases == waiting.erases


def _erase(waiting: Disposal, by: User, at: datetime) -> Event:
    first = waiting.agreed_by
    assert first is not None
    waiting.outcome, waiting.settled_at, waiting.settled_by = Disposal.Outcome.ERASED, at, by
    waiting.save()
    told = {
        "act": waiting.erases,
        "ground": waiting.ground,
        "rule": waiting.rule,
        "due": waiting.due_on.isoformat() if waiting.due_on else "",
        "proposed_by": waiting.proposed_by.record_key if waiting.proposed_by else TIDYING.record_key,
        "proposed_at": waiting.proposed_at,
        "agreed_by": first.record_key,
        "confirmed_by": by.record_key,
    }
    if waiting.erases == Erases.PERSON:
        of_incident = Involvement.objects.of(waiting.incident).select_related("person", "incident")
        link = of_incident.get(key=waiting.subject.partition(":")[2])
        stone = erase_person(link, told=told, by=by, at=at)
    else:
        stone = ERASE[Erases(waiting.erases)](waiting.incident, told=told, by=by, at=at)
    done = Disposal.objects.of(waiting.school).get(pk=waiting.pk)
    done.receipt = stone.number
    done.save()
    return stone


@operation
def keep_instead(*, disposal: Disposal, reason: str, by: User, at: datetime) -> None:
    """Decide against it. What was due by time is proposed again after a year. One person is enough to keep."""
    waiting = _enter(disposal, by, at)
    if not reason.strip():
        raise Refused("Say why it is kept.")
    waiting.outcome, waiting.settled_at, waiting.settled_by = Disposal.Outcome.KEPT, at, by
    waiting.kept_until = years_after(timezone.localdate(at), 1)
    waiting.save()
    if waiting.incident.disposed_at is None:
        what = _what(waiting.erases)
        tell(waiting.incident, EventKind.ERASURE_DECLINED, by=by, at=at, what=what, reason=reason)
