"""Lawful erasure, to be read: on which grounds, receipts, and erasing again.

Erasing itself is in `operations/erasing.py`. Every erasure leaves one event, its receipt: what kinds of rows, how many,
on which ground, who proposed it and who agreed, and by when the last backup that holds it is gone. It names things by
their keys and people by theirs, so it is never erased itself. It commits to the list of rows that were let go: whoever
removes details without one, or adds to one, is found (`accounts.py`, S14.13).

**After a restore** (S14.16). A backup brings back what was erased after it was made. Whoever restores one calls
`reapply(erasure_log.kept())`, or `reapply(erasures_since(moment))` where the other database still stands; both give the
same plain data. What is there again is erased again, under an event of its own that says so; what is not there, or was
erased in that record already, is passed over. So it may be called with more than is needed, and again.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models

from schools.history import SystemActor
from schools.models import Event, EventPayload, School, TakenOut, User
from schools.models.erasure import TOMBSTONE

RESTORING = SystemActor(-12, "erasing-after-restore")
PAYLOADS = EventPayload._meta.db_table


class Ground(models.TextChoices):
    """On which legal ground something is erased (S14.13)."""

    TIME = "TIME", "The time for which the school keeps it is over"
    WRONG_PERSON = "WRONG_PERSON", "It is about somebody who had nothing to do with it"
    UNLAWFUL = "UNLAWFUL", "The school should never have kept it"
    ASKED = "ASKED", "The person asked, and nothing obliges the school to keep it"
    ORDERED = "ORDERED", "A court or the Information Commissioner ordered it"

    @property
    def law(self) -> str:
        """Where the law says so."""
        return {
            "TIME": "UK GDPR, Article 5(1)(e): kept no longer than is necessary",
            "WRONG_PERSON": "UK GDPR, Articles 5(1)(d) and 16: accuracy",
            "UNLAWFUL": "UK GDPR, Article 17(1)(d): unlawful processing",
            "ASKED": "UK GDPR, Article 17(1): the right to erasure",
            "ORDERED": "UK GDPR, Article 17(1)(e): a legal obligation",
        }[self.value]


PEOPLE = ("proposed_by", "agreed_by", "confirmed_by")


def digest(permits: Iterable[tuple[str, Any]]) -> str:
    """Return what an erasure commits to: one hash of the sorted list of its rows."""
    lines = sorted(f"{table}:{row}\n" for table, row in permits)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@dataclass(frozen=True)
class Receipt:
    """What an erasure leaves: an event of the school's record, read."""

    entry: bytes
    """The hash of the event. Its number would tell how many there are, of what the reader may be kept from (S8.13)."""
    at: datetime
    about: str
    details: Mapping[str, Any]
    people: Mapping[str, str]

    @property
    def key(self) -> UUID:
        """By what it is found."""
        return receipt_key(self.entry)

    @property
    def short(self) -> str:
        """What it is called on paper: how the hash of its entry in the school's record begins."""
        return self.entry.hex()[:8].upper()

    @property
    def ground(self) -> Ground:
        """The legal ground."""
        return Ground(self.details["ground"])

    @property
    def kinds(self) -> Mapping[str, int]:
        """What was erased, in words, and how many of each; what only a machine reads comes last."""
        found: Mapping[str, int] = self.details["kinds"]
        return dict(sorted(found.items(), key=lambda each: each[0].startswith(("earlier versions", "entries"))))

    @property
    def backups_gone_by(self) -> date:
        """When the last backup that still holds it is gone (S14.16)."""
        return date.fromisoformat(self.details["backups_gone_by"])

    @property
    def proposed_by(self) -> str:
        """Who proposed it."""
        return self._named("proposed_by")

    @property
    def agreed_by(self) -> str:
        """Who agreed, as the first person."""
        return self._named("agreed_by")

    @property
    def confirmed_by(self) -> str:
        """Who agreed, as the second person."""
        return self._named("confirmed_by")

    def _named(self, name: str) -> str:
        key = self.details.get(name, "")
        return self.people.get(key, "") or "Fairpost, by itself"


def receipt_key(entry: bytes) -> UUID:
    """What a receipt is found by: the beginning of the hash of its event."""
    return UUID(bytes=bytes(entry)[:16])


def receipts_of(school: School, *, key: UUID | None = None, most: int | None = None) -> list[Receipt]:
    """The receipts of a school, the newest first, in two questions; the one of that key, or so many at most."""
    rows = Event.objects.of(school).filter(kind=TOMBSTONE, payload__isnull=False).order_by("-number")
    found = rows.values_list("hash", "at", "about", "payload__body")[:most]
    read = [(*row, json.loads(bytes(body))) for *row, body in found if key is None or receipt_key(row[0]) == key]
    keys = {said.get(name, "") for *_, said in read for name in PEOPLE}
    people = {str(user.key): user.name for user in User.objects.filter(key__in=filter(_is_key, keys))}
    return [Receipt(bytes(entry), at, about, said, people) for entry, at, about, said in read]


def _is_key(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


# Receipts outside the database, and erasing again after a restore


Again = Callable[[School, Mapping[str, Any], datetime], Event | TakenOut | None]
_again: dict[str, Again] = {}


def register(thing: str, again: Again) -> None:
    """Say how things of this kind (`incident`, `involvement`) are erased again. Each app does so for its own."""
    _again[thing] = again


def exported(event: Event, details: Mapping[str, Any]) -> dict[str, Any]:
    """A receipt as plain data for a file: keys, codes, counts and dates alone."""
    return {
        "school": event.school_id,  # type: ignore[attr-defined]
        "number": event.number,
        "event": bytes(event.hash).hex(),
        "recorded_at": event.recorded_at.isoformat(),
        **details,
    }


def erasures_since(moment: datetime | None = None) -> list[dict[str, Any]]:
    """Every erasure recorded at or after this moment (all of them without one), those of whole schools last."""
    of_all = Event.objects.across_schools("The log of erasures is of the whole installation.")
    rows = of_all.filter(kind=TOMBSTONE, payload__isnull=False).select_related("payload")
    if moment is not None:
        rows = rows.filter(recorded_at__gte=moment)
    schools = TakenOut.objects.filter(at__gte=moment) if moment is not None else TakenOut.objects.all()
    entries = [exported(event, json.loads(bytes(event.payload.body))) for event in rows.order_by("school", "number")]
    return [*entries, *(json.loads(line) for line in schools.order_by("pk").values_list("line", flat=True))]


def reapply(receipts: Iterable[Mapping[str, Any]], *, at: datetime) -> list[Event | TakenOut]:
    """Erase once more what a restored backup brought back (S14.16). Returns the events under which that was done.

    `receipts` are as `erasures_since` or the log of erasures gives them. What cannot be found is passed over: it came
    after the backup, or was erased in this record already.
    """
    of_all = Event.objects.across_schools("A restored backup is of the whole installation.")
    known = {bytes(value).hex() for value in of_all.filter(kind=TOMBSTONE).values_list("hash", flat=True)}
    known |= set(TakenOut.objects.values_list("head", flat=True))
    schools = {school.pk: school for school in School.objects.select_related("trust")}
    done: list[Event | TakenOut] = []
    for each in sorted(receipts, key=lambda each: str(each["subject"]).startswith("school:")):  # schools go last
        thing = str(each["subject"]).partition(":")[0]
        if each["event"] in known or each["school"] not in schools or thing not in _again:
            continue
        event = _again[thing](schools[each["school"]], each, at)
        if event is not None:
            done.append(event)
    return done
