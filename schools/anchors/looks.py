"""Sealing who looked: each night one digest of the looks since the last, tied to it, as an event of the record.

A look has no number and no tie, so that looking is never held up. The event makes up for it: a look that is changed,
removed or put in afterwards no longer gives the digest (S16.15). Looks of the last hour wait a night longer, so that
none that is being written is left out.

Looks that are erased, once their time is over, would break the seals of their nights. So the event that tells of the
erasure says for each of those nights what is left: how many looks, and their digest (`seals_left`). From then on it is
what the looks have to give, and with what the permits of erasures name they have to be as many as were sealed.
"""

import hashlib
import itertools
import json
import struct
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max

from schools import record
from schools.models import ErasurePermit, Event, Look, School
from schools.models.erasure import TOMBSTONE

KIND = ABOUT = "looks-sealed"
SETTLED = timedelta(hours=1)
LookRow = tuple[int, int, str, str, datetime]


@dataclass(frozen=True)
class Seal:
    """What one night sealed: the looks of a school after `after` up to `through`, how many, and their digest."""

    after: int
    through: int
    count: int
    digest: str

    def as_details(self) -> dict[str, Any]:
        """The same as details of its event."""
        return {"after": self.after, "through": self.through, "count": self.count, "digest": self.digest}


def beginning(school: School) -> str:
    """What the first seal of a school is tied to."""
    return hashlib.sha256(record.VERSION + b"the looks of school %d" % school.pk).hexdigest()


def next_seal(school: School, at: datetime) -> Seal | None:
    """What is to be sealed now; None where nobody looked."""
    last = next(_told(school, newest_first=True), None)
    after = last.through if last else 0
    new = Look.objects.of(school).filter(pk__gt=after, at__lte=at - SETTLED)
    through = new.aggregate(last=Max("pk"))["last"]
    return through and _seal(school, after, through, last.digest if last else beginning(school))


def seals_of(school: School) -> Iterator[Seal]:
    """Every seal of a school, in the order of the record."""
    return _told(school)


def _told(school: School, *, newest_first: bool = False) -> Iterator[Seal]:
    events = Event.objects.of(school).filter(about=ABOUT, kind=KIND, payload__isnull=False)
    bodies = events.order_by("-number" if newest_first else "number").values_list("payload__body", flat=True)
    for body in bodies.iterator():
        said = json.loads(bytes(body))
        yield Seal(said["after"], said["through"], said["count"], said["digest"])


def _seal(school: School, after: int, through: int, previous: str, without: Collection[int] = ()) -> Seal:
    looks = Look.objects.of(school).filter(pk__gt=after, pk__lte=through).exclude(pk__in=without).order_by("pk")
    count, digest = digest_of(previous, looks.values_list("pk", "viewer_id", "kind", "about", "at").iterator())
    return Seal(after, through, count, digest)


def digest_of(previous: str, looks: Iterable[LookRow]) -> tuple[int, str]:
    """How many looks there are, and their digest: SHA-256 of a version, the digest before, and each look's parts."""
    digest, count = hashlib.sha256(record.VERSION + bytes.fromhex(previous)), 0
    for number, viewer, kind, about, at in looks:
        texts = [text.encode() for text in (kind, about, record.moment(at))]
        sized = [part for text in texts for part in (struct.pack(">I", len(text)), text)]
        digest.update(b"".join([struct.pack(">QQ", number, viewer), *sized]))
        count += 1
    return count, digest.hexdigest()


def broken_seal(school: School) -> Seal | None:
    """The first seal that the looks no longer give; None where all do."""
    last = Seal(0, 0, 0, beginning(school))
    try:
        left = _told_left(school)
        for seal in seals_of(school):
            if seal.after != last.through or not _stands(school, seal, last.digest, left):
                return seal
            last = seal
    except (ValueError, TypeError, KeyError, OverflowError, AttributeError, struct.error):
        return last  # a look or a seal that is none any more: what follows this one is not as it was
    return None


# What is left of a night whose looks were erased, in part or all of them


def seals_left(school: School, going: Collection[int]) -> list[dict[str, Any]]:
    """What the nights that these looks belong to will give once they are erased: for the event that tells of that.

    A night that does not stand now is left out: erasing must not mend what somebody broke.
    """
    if not going:
        return []
    said, left = [Seal(0, 0, 0, beginning(school)), *seals_of(school)], _told_left(school)
    found = []
    for before, seal in itertools.pairwise(said):
        mine = [number for number in going if seal.after < number <= seal.through]
        if mine and _stands(school, seal, before.digest, left):
            found.append(_seal(school, seal.after, seal.through, before.digest, without=mine).as_details())
    return found


def _told_left(school: School) -> dict[int, Seal]:
    """What the latest erasure of each night's looks says is left, by the last look of the night."""
    nights = [each for said in record.details_of(school, TOMBSTONE) for each in said.get("looks_left", ())]
    return {each["through"]: Seal(each["after"], each["through"], each["count"], each["digest"]) for each in nights}


def _stands(school: School, seal: Seal, previous: str, left: dict[int, Seal]) -> bool:
    """Whether the looks of a night are those that were sealed, or all of them that no erasure let go."""
    found = _seal(school, seal.after, seal.through, previous)
    if seal.through not in left:
        return found == seal
    permits = ErasurePermit.objects.of(school).filter(table_name=Look._meta.db_table)
    erased = permits.filter(row__gt=seal.after, row__lte=seal.through, tombstone__kind=TOMBSTONE).count()
    return found == left[seal.through] and found.count + erased == seal.count
