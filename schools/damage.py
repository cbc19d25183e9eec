"""Where a record was damaged first, and how: the pure part of checking it, on rows in the order of their numbers.

Reading them is in `verification.py`, and the arithmetic that ties events together in `record.py`. Nothing here trusts
a row: a damaged database may hold anything.
"""

import struct
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Any, NamedTuple

from schools.record import Head, commit, seal

STEP_BACK = timedelta(minutes=5)  # S16.19: a clock set back by more is mentioned, no more: the number is the order


class Damage(StrEnum):
    """What was done to a record."""

    EDITED = "edited"
    MISSING = "missing"
    DUPLICATED = "duplicated"
    REORDERED = "reordered"
    FORKED = "forked"
    TRUNCATED = "truncated"
    ADDED = "added"
    DETAILS_MISSING = "details missing"
    ERASURE = "erasure"


class Row(NamedTuple):
    """An event with its details, as the database holds it: texts as bytes, times as the record writes them."""

    number: Any
    kind: bytes
    about: bytes
    actor: bytes
    at: bytes
    recorded_at: bytes
    commitment: bytes
    previous: bytes
    hash: bytes
    salt: bytes | None
    body: bytes | None


@dataclass(frozen=True)
class Break:
    """The first place that does not fit: events `number` to `last`; `through` is the last place that does not."""

    damage: Damage
    number: int
    last: int
    through: int = 0


Accounted = Callable[[int], int | None]
"""Under which event the details of this event were erased, lawfully; None where no erasure accounts for it."""


def examine(
    rows: Callable[[], Iterable[tuple[Any, ...]]], head: Callable[[], Head | None], start: bytes, *,
    accounted: Accounted = lambda number: None, since: int = 0, most: int | None = None,
) -> tuple["Walk", Break | None]:  # fmt: skip
    """Check rows that come in the order of their numbers against the head that the record remembers.

    The head is asked for before and after, because others may write meanwhile; `rows` is read again to name a damage.

    :param start: what the first row is tied to, and `since`: the number before it.
    :param accounted: under which event the details of an event were erased, lawfully.
    :param most: stop after so many rows, before their end is compared with the head; `Walk.ended` is then False.
    """
    before = head() or Head(since, start)
    walk = Walk(start, before.number, since, accounted)
    for row in islice(rows(), most):
        walk.step(row)
    walk.ended = walk.events != most
    after = head() or Head(since, start)
    if walk.suspect is None:
        return walk, _against_heads(walk, before, after) if walk.ended else None
    found = walk.suspect.named(map(Row._make, rows()), after)
    return walk, Break(found.damage, found.number, found.last, max(found.last, walk.through))


def _against_heads(walk: "Walk", before: Head, after: Head) -> Break | None:
    last = walk.head.number
    if last < before.number:
        return Break(Damage.TRUNCATED, last + 1, before.number)
    if last > after.number:
        return Break(Damage.ADDED, after.number + 1, last)
    if walk.watched != before.hash:
        return Break(Damage.EDITED, last, last)
    return None


class Walk:
    """One reading of a record from its beginning: what came so far, and the first place that does not fit."""

    def __init__(self, start: bytes, watch: int, since: int = 0, accounted: Accounted = lambda number: None) -> None:
        self.accounted, self.erased = accounted, Counter[int]()
        self.head, self.watch, self.watched, self.ended = Head(since, start), watch, start, True
        self.events = self.through = self.steps_back = 0
        self.suspect: Suspect | None = None
        self.latest = b""

    def step(self, row: Row) -> None:
        """Take the next row."""
        number, hash, recorded_at = row[0], row[8], row[5]
        if not follows(row, self.head.number + 1, self.head.hash):
            number = self._doubt(Row(*row))
        self.events += 1
        self.head = Head(number, hash)
        if number == self.watch:
            self.watched = hash
        # Written as they are, times sort as text; few rows go back at all, so few are read as times.
        if recorded_at < self.latest and _back(self.latest, recorded_at) > STEP_BACK:
            self.steps_back += 1
        self.latest = recorded_at

    def _doubt(self, row: Row) -> int:
        """Take a row that does not fit, and say which number it counts as."""
        damage = fault(row, self.head)
        number = row.number if isinstance(row.number, int) else self.head.number + 1
        if damage is Damage.DETAILS_MISSING and (under := self.accounted(number)) is not None:
            self.erased[under] += 1
            damage = None
        if damage is not None:
            self.suspect = self.suspect or Suspect(damage, row, self.events, self.head)
            self.through = number - 1 if damage is Damage.MISSING else number
        return number

    def notes(self) -> Iterator[str]:
        """Say what is odd and yet no damage."""
        times = "time" if self.steps_back == 1 else "times"
        if self.steps_back:
            yield f"The server's clock was set back {self.steps_back} {times} by more than five minutes."


def follows(row: tuple[Any, ...], due: int, last: bytes) -> bool:
    """Whether the row is the very next one and says what it said. Asked of every row, so all in one place."""
    number, kind, about, actor, at, recorded_at, commitment, previous, hash, salt, body = row
    return (
        number == due
        and previous == last
        and salt is not None
        and body is not None
        and commit(salt, body) == commitment
        and seal(previous, due, (kind, about, actor, at, recorded_at), commitment) == hash
    )


def fault(row: Row, head: Head) -> Damage | None:
    """Say what seems wrong with the row that follows `head`, or None. A row in the wrong place is looked at again."""
    if not isinstance(row.number, int) or row.number <= head.number:
        return Damage.DUPLICATED
    if row.number > head.number + 1:
        return Damage.MISSING
    if row.previous != head.hash:
        return Damage.REORDERED
    if not is_sealed(row):
        return Damage.EDITED
    if row.salt is None or row.body is None:
        return Damage.DETAILS_MISSING
    return None if commit(row.salt, row.body) == row.commitment else Damage.EDITED


def is_sealed(row: Row) -> bool:
    """Whether the row's own hash is the hash of what it says."""
    try:
        return seal(row.previous, row.number, row[1:6], row.commitment) == row.hash
    except (struct.error, TypeError):  # a number that is not one, or nothing where something has to stand
        return False


@dataclass(frozen=True)
class Suspect:
    """The first row that does not fit, where it came in the reading, and the head it should have followed."""

    damage: Damage
    row: Row
    position: int
    after: Head

    def named(self, rows: Iterable[Row], head: Head) -> Break:
        """Name what was done, from how the row is related to the others."""
        due = self.after.number + 1
        if self.damage in (Damage.EDITED, Damage.DETAILS_MISSING):
            return Break(self.damage, due, due)
        others = [other for place, other in enumerate(rows) if place != self.position and self._is_kin(other)]
        here = self.row.number if isinstance(self.row.number, int) else due
        if any(other.commitment == self.row.commitment for other in others):
            return Break(Damage.DUPLICATED, here, here)
        if any(one.previous == self.after.hash and one.number != due for one in [self.row, *others]):
            return Break(Damage.REORDERED, due, due)
        if self.damage is Damage.MISSING:
            return Break(Damage.MISSING, due, here - 1)
        return self._misplaced(others, here, head)

    def _misplaced(self, others: list[Row], here: int, head: Head) -> Break:
        sealed = is_sealed(self.row)
        kin = [other for other in others if other.previous == self.row.previous]
        siblings = [other.number for other in kin if isinstance(other.number, int)]
        if siblings:  # the one whose own hash is not right was moved to make room for the other
            first = here if sealed else min([here, *siblings])
            return Break(Damage.FORKED, first, first)
        if any(other.hash == self.row.previous for other in others):
            return Break(Damage.FORKED if sealed else Damage.REORDERED, here, here)
        followed = self.row.hash == head.hash or any(other.previous == self.row.hash for other in others)
        if sealed and followed:  # this one is as it was: the one before it was rewritten and sealed again
            here = max(1, here - 1)
        return Break(Damage.EDITED, here, here)

    def _is_kin(self, other: Row) -> bool:
        return (
            other.commitment == self.row.commitment
            or other.previous in (self.row.previous, self.after.hash, self.row.hash)
            or (other.hash == self.row.previous and other.number != self.after.number)
        )


def _back(later: bytes, earlier: bytes) -> timedelta:
    try:
        return datetime.fromisoformat(later.decode()) - datetime.fromisoformat(earlier.decode())
    except (ValueError, TypeError):  # not times at all, which is another damage
        return timedelta(0)
