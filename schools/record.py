"""The school's record: the only writer of events and looks, and the arithmetic that ties events together.

Each school has one record. Its events are numbered without gaps, and each is tied to the one before it:

    hash = SHA-256(version, previous hash, number, kind, about, actor, at, recorded_at, commitment)

where the commitment is HMAC-SHA256(salt, details). The details can be erased and the record still be checked
(S14.10); without the salt nobody can try out guessed names against it (S14.11). Checking is in `verification.py`; what
the events mean is for the apps that write them. Details come back as they were kept: dates as ISO text.
"""

import hashlib
import hmac
import json
import re
import secrets
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import Error, connection, transaction
from django.utils import timezone

from schools.history import Actor
from schools.models import Event, EventPayload, Look, RecordHead, School, User
from schools.models.event import CODE_LENGTH

VERSION = b"\x01"
SALT_BYTES = 32
NUMBER, LENGTH = struct.Struct(">Q").pack, struct.Struct(">I").pack
# Codes and keys only: a space, a comma or an @ would let a name into what can never be erased (S14.12).
CODE = re.compile(rf"[A-Za-z0-9_.:-]{{1,{CODE_LENGTH}}}")


class NotRecordable(ValueError):
    """The details, a code or a time cannot be written down so that it reads the same for ever."""


class NotInATransaction(RuntimeError):
    """An event was to be written by itself; it belongs in one transaction with the change it tells of (S16.13)."""


class LookNotRecorded(Exception):
    """Who looked could not be written down, so the page stays shut (S16.08, R.09)."""

    def __init__(self) -> None:
        super().__init__(
            "The record of who looked cannot be written just now, so this page stays shut. "
            "If somebody is in danger call 999 and note the time."
        )


class Head(NamedTuple):
    """Where a record stands: its last number, and the hash of that event."""

    number: int
    hash: bytes


@dataclass(frozen=True)
class Draft:
    """An event before it has a number."""

    kind: str
    about: str
    actor: Actor
    at: datetime
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """An event as the story tells it. `details` is None once they were erased."""

    number: int
    kind: str
    actor: str
    at: datetime
    recorded_at: datetime
    details: dict[str, Any] | None


def write(*, school: School, kind: str, about: str, actor: Actor, at: datetime, details: Mapping[str, Any]) -> Event:
    """Add one event to the school's record, inside the transaction of the change it tells of.

    `about` names the thing by its key ("incident:<uuid>"); `at` is when it happened; when it was recorded is the
    server's clock, read here. Other writers of this school wait until the transaction ends: lock an incident's row
    before writing, never after, and write for two schools in the order of their ids. Raises `NotInATransaction` and
    `NotRecordable`. (S16.13, S16.15, S16.17)
    """
    return write_all(school=school, drafts=[Draft(kind, about, actor, at, details)])[0]


def write_all(*, school: School, drafts: Sequence[Draft]) -> list[Event]:
    """Add several events of one change, in their order. As `write`, but the head is locked and moved once."""
    head = lock_head(school)
    events, payloads, new_head = chain(school, head.number + 1, bytes(head.hash), drafts)
    for event, payload in zip(events, payloads, strict=True):
        event.save()
        payload.save()
    move_head(head, new_head)
    return events


def look(*, school: School, viewer: User, kind: str, about: str, at: datetime) -> None:
    """Write down that `viewer` sees something, in a transaction of its own, before the page is rendered (S16.07).

    Raises `LookNotRecorded` when it cannot be written, `NotRecordable` for a code that is not one, and `RuntimeError`
    inside another transaction, which could take the look back.
    """
    moment(at)
    seen = Look(school=school, viewer=viewer, kind=_code("kind", kind), about=_code("about", about), at=at)
    try:
        with transaction.atomic(durable=True, savepoint=False):
            seen.save()
    except Error as error:
        raise LookNotRecorded from error


def story_of(school: School, about: str) -> list[Told]:
    """Tell what happened to one thing, in the order of the record, in one query."""
    rows = (
        Event.objects.of(school)
        .filter(about=about)
        .order_by("number")
        .values_list("number", "kind", "actor", "at", "recorded_at", "payload__body")
    )
    return [Told(*row, None if body is None else json.loads(bytes(body))) for *row, body in rows]


def details_of(school: School, kind: str) -> Iterator[dict[str, Any]]:
    """The details of every event of one kind that still has any, in the order of the record."""
    bodies = EventPayload.objects.of(school).filter(event__kind=kind).order_by("event__number")
    return (json.loads(bytes(body)) for body in bodies.values_list("body", flat=True).iterator())


def lock_head(school: School) -> RecordHead:
    """Take the school's record for this transaction; made on first use. Raises `NotInATransaction`."""
    if not connection.in_atomic_block:
        raise NotInATransaction("An event is written in one transaction with the change that it tells of.")
    # On SQLite the lock is BEGIN IMMEDIATE (settings); select_for_update does nothing there.
    heads = RecordHead.objects.of(school).select_for_update()
    return heads.get_or_create(defaults={"school_id": school.pk, "hash": genesis(school.pk)})[0]


def move_head(head: RecordHead, to: Head) -> None:
    """Set the locked row to the last event that was added."""
    head.number, head.hash = to
    head.save(update_fields=["number", "hash"])


def chain(
    school: School, start_number: int, previous_hash: bytes, drafts: Iterable[Draft]
) -> tuple[list[Event], list[EventPayload], Head]:
    """Number and tie `drafts` in memory, and say where the record then stands. No SQL, so `seed_bulk` can use it."""
    head, events, payloads = Head(start_number - 1, previous_hash), [], []
    for draft in drafts:
        event, payload = _tie(school, head, draft)
        head = Head(event.number, bytes(event.hash))
        events.append(event)
        payloads.append(payload)
    return events, payloads, head


def _tie(school: School, head: Head, draft: Draft) -> tuple[Event, EventPayload]:
    salt, body = secrets.token_bytes(SALT_BYTES), canonical(draft.details)
    event = Event(
        school=school,
        number=head.number + 1,
        kind=_code("kind", draft.kind),
        about=_code("about", draft.about),
        actor=_code("actor", draft.actor.record_key),
        at=draft.at,
        recorded_at=timezone.now(),
        commitment=commit(salt, body),
        previous=head.hash,
    )
    texts = (event.kind, event.about, event.actor, moment(event.at), moment(event.recorded_at))
    event.hash = seal(head.hash, event.number, [text.encode() for text in texts], bytes(event.commitment))
    return event, EventPayload(event=event, salt=salt, body=body)


def genesis(school_id: int) -> bytes:
    """What the first event is tied to. The school's number, because its slug may change (S16.15)."""
    return hashlib.sha256(VERSION + b"the record of school %d" % school_id).digest()


def seal(previous: bytes, number: int, texts: Iterable[bytes], commitment: bytes) -> bytes:
    """Return the hash of an event. `texts` are kind, about, actor, at and recorded_at (as `moment` writes them).

    Every text goes in after its length, so that no two events share their bytes.
    """
    kind, about, actor, at, recorded_at = texts
    # Joined in one go, because checking a record does this for every event of it.
    parts = (
        VERSION, previous, NUMBER(number), LENGTH(len(kind)), kind, LENGTH(len(about)), about, LENGTH(len(actor)),
        actor, LENGTH(len(at)), at, LENGTH(len(recorded_at)), recorded_at, commitment,
    )  # fmt: skip
    return hashlib.sha256(b"".join(parts)).digest()


def commit(salt: bytes, body: bytes) -> bytes:
    """Return the commitment to details: it proves them to whoever holds the salt, and tells nobody else anything."""
    return hmac.digest(salt, body, "sha256")


def moment(at: datetime) -> str:
    """Return a time as the record hashes it: UTC, to the microsecond. Raises `NotRecordable` without a time zone."""
    if at.utcoffset() is None:
        raise NotRecordable("A time in the record needs its time zone.")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(details: Mapping[str, Any]) -> bytes:
    """Return details as the one run of bytes that is kept and hashed (S16.16). Raises `NotRecordable`."""
    if not isinstance(details, dict):
        raise NotRecordable("The details of an event are names with values.")
    try:
        return json.dumps(_plain(details), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        raise NotRecordable("The details hold half a character.") from error


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int():
            return value
        case str():
            return str.__str__(value)
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case list() | tuple():
            return [_plain(part) for part in value]
        case dict() if all(isinstance(key, str) for key in value):
            return {key: _plain(part) for key, part in value.items()}
    # Not floats: 0.1 is not the same text everywhere.
    raise NotRecordable(f"The record does not keep a {type(value).__name__}.")


def _code(name: str, value: str) -> str:
    if not isinstance(value, str) or not CODE.fullmatch(value):
        raise NotRecordable(f"The {name} in the record is a code of at most {CODE_LENGTH} letters and figures.")
    return str.__str__(value)
