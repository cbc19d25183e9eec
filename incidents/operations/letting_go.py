"""Letting go of the name of somebody who left: proposed at night, agreed to by two, with a receipt (S14.17).

What they did stays theirs by the key of their account. Their name, every name and address that the account had, and
offers of an office to them go from the account, from its history, and from the details of the school's record, but for
what tells of an incident: that goes with the incident, and nobody is due who had a part in one that is kept. Details
are one piece: what names them goes whole, and its entry stays, with its kind, its time and the key of whoever acted.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from incidents.leavers import due_leavers, is_due
from incidents.models import Leaving
from incidents.operations.disposing import ANOTHER, LEADS, NOT_DUE, ONE_LEADS, SETTLED
from incidents.operations.going import ENTRIES, VERSIONS, Going
from incidents.retention import years_after
from schools import record
from schools.access import roles_at, standing_at
from schools.erasure import RESTORING, Ground, register
from schools.history import TIDYING, Actor
from schools.models import Event, EventPayload, Invitation, School, User
from schools.models.erasure import TOMBSTONE
from schools.operation import NotFound, Refused, operation
from schools.operations.entry import about, tell
from schools.operations.erasing import bury
from schools.operations.leaving import NOWHERE, let_name_go
from schools.outbox import forget_mail_to
from schools.vocabulary import Permission

TAKEN_OVER = ("act", "ground", "rule", "due", "proposed_by", "proposed_at", "agreed_by", "confirmed_by")


def propose_leavers(*, at: datetime) -> int:
    """Propose, at every school, the names that are due: for the nightly job. Says how many; again, none."""
    return sum(_propose_all(school=school, by=TIDYING, at=at) for school in School.objects.order_by("pk"))


@operation
def _propose_all(*, school: School, by: Actor, at: datetime) -> int:
    found = list(due_leavers(school, timezone.localdate(at)))
    for user, due_on in found:
        Leaving.objects.create(school=school, user=user, due_on=due_on, proposed_at=at)
        tell(school, "name-proposed", by, at, about(user), user=user.record_key)
    return len(found)


@operation
def agree_to_let_go(*, leaving: Leaving, by: User, at: datetime) -> Event | None:
    """Agree that a name goes. The second person's word does it, and the receipt comes back.

    Raises NotFound for whoever may not decide it, and Refused with why not.
    """
    waiting = _enter(leaving, by, at)
    if waiting.agreed_by_id == by.pk:
        raise Refused(ANOTHER)
    if not is_due(waiting.school, waiting.user, timezone.localdate(at)):
        raise Refused(NOT_DUE)
    if waiting.agreed_by is None:
        waiting.agreed_at, waiting.agreed_by = at, by
        waiting.save()
        tell(waiting.school, "name-agreed", by, at, about(waiting.user), user=waiting.user.record_key)
        return None
    if not _leads(waiting.agreed_by, waiting, at) and not _leads(by, waiting, at):
        raise Refused(ONE_LEADS)
    return _let_go(waiting, waiting.agreed_by, by, at)


@operation
def keep_name_instead(*, leaving: Leaving, by: User, at: datetime) -> None:
    """Decide against it: it is proposed again after a year. One person is enough to keep."""
    waiting = _enter(leaving, by, at)
    waiting.outcome, waiting.settled_at, waiting.settled_by = Leaving.Outcome.KEPT, at, by
    waiting.kept_until = years_after(timezone.localdate(at), 1)
    waiting.save()
    tell(waiting.school, "name-kept", by, at, about(waiting.user), user=waiting.user.record_key)


def _enter(leaving: Leaving, by: User, at: datetime) -> Leaving:
    """The proposal, locked, for somebody who may decide it; never about themselves."""
    record.lock_head(leaving.school)
    rows = Leaving.objects.of(leaving.school_id).select_for_update(of=("self",))
    waiting: Leaving = rows.select_related("school__trust", "agreed_by", "user").get(pk=leaving.pk)
    may = standing_at(by, waiting.school, timezone.localdate(at)).may(Permission.DISPOSE)
    if not may or waiting.user_id == by.pk:
        raise NotFound()
    if waiting.outcome:
        raise Refused(SETTLED)
    return waiting


def _leads(user: User, waiting: Leaving, at: datetime) -> bool:
    return bool(roles_at(user, waiting.school, timezone.localdate(at)) & LEADS)


def _let_go(waiting: Leaving, first: User, by: User, at: datetime) -> Event:
    told = {"act": "NAME", "ground": Ground.TIME, "rule": "LEAVERS", "due": waiting.due_on.isoformat()}
    told |= {"proposed_by": TIDYING.record_key, "proposed_at": waiting.proposed_at}
    told |= {"agreed_by": first.record_key, "confirmed_by": by.record_key}
    stone = _erase(waiting.user, waiting.school, told, by, at)
    waiting.outcome, waiting.settled_at, waiting.settled_by = Leaving.Outcome.LET_GO, at, by
    waiting.receipt = stone.number
    waiting.save()
    return stone


def _erase(user: User, school: School, told: Mapping[str, Any], by: Actor, at: datetime) -> Event:
    """Take the name from the account, and then from everywhere that it stood."""
    earlier, going = User.history.filter(id=user.pk), Going()
    words = {each for pair in earlier.values_list("name", "email") for each in pair} | {user.name, user.email}
    let_name_go(user, at)
    forget_mail_to(user, words)
    latest = earlier.latest("history_id").history_id
    going.add(earlier.exclude(history_id=latest), VERSIONS)
    offered = Invitation.objects.of(school).filter(email__in=words) | Invitation.objects.of(school).filter(person=user)
    numbers = list(offered.values_list("pk", flat=True))
    going.remove(Invitation.objects.of(school).filter(pk__in=numbers))
    going.add(_versions(Invitation, school).filter(id__in=numbers), VERSIONS)
    going.add(EventPayload.objects.of(school).filter(pk__in=_entries(user, school, words)), ENTRIES)
    kinds = {kind: count for kind, count in sorted(going.kinds.items()) if count}
    said = {"subject": f"leaver:{user.record_key}", **told, "reference": "", "kinds": kinds}
    said |= {"files": 0, "fingerprints": []}
    return bury(school=school, about=about(user), rows=going.rows, told=said, by=by, at=at)


def _versions(model: Any, school: School) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.history.model.objects.of(school)
    return rows


def _entries(user: User, school: School, words: set[str]) -> list[int]:
    """The entries of the record whose details name them, those left out that tell of an incident."""
    others = set(User.objects.exclude(pk=user.pk).filter(name__in=words).values_list("name", flat=True))
    wanted = [json.dumps(each, ensure_ascii=False)[1:-1].encode() for each in words - others if _is_a_name(each)]
    rows = EventPayload.objects.of(school).exclude(event__kind=TOMBSTONE).exclude(event__about__startswith="incident:")
    named = rows.values_list("pk", "event__about", "event__actor", "body").iterator()
    mine, key = about(user), user.record_key
    shared = [json.dumps(each, ensure_ascii=False)[1:-1].encode() for each in words & others]
    return [
        number
        for number, thing, actor, body in named
        if any(each in bytes(body) for each in (wanted + (shared if actor == key or thing == mine else [])))
    ]


def _is_a_name(text: str) -> bool:
    return bool(text.strip()) and not text.endswith(f"@{NOWHERE}")


@operation
def _again(*, school: School, receipt: Mapping[str, Any], by: Actor, at: datetime) -> Event | None:
    """Let a name go once more that a restored backup brought back."""
    user = User.objects.filter(key=receipt["subject"].partition(":")[2]).first()
    if user is None:
        return None
    told = {name: receipt[name] for name in TAKEN_OVER if name in receipt} | {"again_of": receipt["event"]}
    return _erase(user, school, told, by, at)


def ready() -> None:
    """Tell `schools.erasure` how a name is let go of again after a restore."""
    register("leaver", lambda school, receipt, at: _again(school=school, receipt=receipt, by=RESTORING, at=at))
