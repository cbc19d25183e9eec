"""Checks one school's record: whether it is sound, or where it was damaged first, and how (S16.18).

It reads and never writes. Every text is read as bytes, so that nothing that stands in a damaged database can stop the
reading; how a damage is found and named is in `damage.py`. What cannot be seen from here: a record rewritten, or cut
short, together with its head: that takes heads kept elsewhere. Nor are looks part of the
record.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from schools.accounts import Accounts
from schools.damage import Break, Damage, examine
from schools.models import School
from schools.record import Head, genesis
from schools.record_rows import Of, head_of, rows_of

PIECE = 150_000

SAYS = {
    Damage.EDITED: "event {number} was changed after it was written",
    Damage.MISSING: "{these} missing",
    Damage.DUPLICATED: "event {number} is a copy of another",
    Damage.REORDERED: "event {number} is not where it was written",
    Damage.FORKED: "event {number} is one of two that claim the same place",
    Damage.TRUNCATED: "its end is gone, {these} missing",
    Damage.ADDED: "{these} past the end that the record remembers",
    Damage.DETAILS_MISSING: "the details of event {number} are gone, and no erasure accounts for it",
    Damage.ERASURE: "what event {number} says was erased is not what was let go",
}


@dataclass(frozen=True)
class Verdict:
    """What the check of one school's record found: how many events, where the reading stood at its end (`head`),

    whether that is the end of the record (`ended`), and after which number it began (`after`).
    """

    school: str
    name: str
    events: int
    broken: Break | None
    notes: tuple[str, ...] = ()
    head: Head = Head(0, b"")
    ended: bool = True
    after: int = 0
    erased: tuple[tuple[int, int], ...] = ()
    """How many entries are erased, under which event: lawfully, and the record is as sound as before (S14.10)."""

    @property
    def sound(self) -> bool:
        """Whether every event stands as it was written."""
        return self.broken is None

    @property
    def sentence(self) -> str:
        """Say it in plain English."""
        if self.broken is None:
            since = f" from event {self.after + 1} on" if self.after else ""
            many = f"{self.events:,} event{'' if self.events == 1 else 's'}"
            return f"The record of {self.name} is sound{since}: {many}{erased_in_words(self.erased)}."
        last = self.broken.last
        further = f" The last event that does not fit is {self.broken.through}." if self.broken.through > last else ""
        return (
            f"The record of {self.name} is damaged: {said_of(self.broken.damage, self.broken.number, last)}.{further}"
        )


def said_of(damage: str, number: int, last: int) -> str:
    """What was done to which events, in plain English; for the middle of a sentence."""
    these = f"event {number} is" if number == last else f"events {number} to {last} are"
    return SAYS[Damage(damage)].format(number=number, these=these)


def verify(school: School) -> Verdict:
    """Check the whole record of one school, in one reading and constant memory; in two when it is damaged."""
    return check(connection, Of(school.pk, school.slug, school.name))


def check(on: BaseDatabaseWrapper, school: Of, since: Head | None = None, most: int | None = None) -> Verdict:
    """The same for a school of any database.

    :param since: an event that was checked before, by its number and hash: it and what follows are checked.
    :param most: stop after so many events, before the end; the verdict's `head` is then where to go on from.
    """
    start = Head(0, genesis(school.pk))
    if since and since.number:
        found = next(rows_of(on, school.pk, since.number - 1), None)
        if found is None or found[0] != since.number or found[8] != since.hash:
            damage = Damage.MISSING if found is None or found[0] != since.number else Damage.EDITED
            return Verdict(school.slug, school.name, 0, Break(damage, since.number, since.number), head=since)
        start = Head(since.number - 1, found[7])
    accounts = Accounts(on, school.pk, start.number)
    walk, broken = examine(
        lambda: rows_of(on, school.pk, start.number), lambda: head_of(on, school.pk), start.hash,
        accounted=accounts.under, since=start.number, most=most,
    )  # fmt: skip
    broken, erased = _first(broken, accounts.first_false(walk.head.number)), tuple(sorted(walk.erased.items()))
    found = (walk.events, broken, tuple(walk.notes()), walk.head, walk.ended, start.number, erased)
    return Verdict(school.slug, school.name, *found)


def _first(broken: Break | None, false: int | None) -> Break | None:
    """An erasure that is not what it says is a damage like others (S14.13); the first of all is told."""
    if false is None or (broken is not None and broken.number <= false):
        return broken
    return Break(Damage.ERASURE, false, false, broken.through if broken else 0)


def check_piece(school: School, since: Head | None) -> Verdict:
    """Check the next piece of a record, which takes a second or two: for somebody who waits."""
    return check(connection, Of(school.pk, school.slug, school.name), since, PIECE)


def erased_in_words(erased: tuple[tuple[int, int], ...]) -> str:
    """What was erased lawfully: "; 14 entries erased under entry 97". The first three erasures, and the rest as one."""
    said = [f"{count:,} {'entry' if count == 1 else 'entries'} erased under entry {number}" for number, count in erased]
    if len(said) > 3:
        more = sum(count for _, count in erased[3:])
        said = [*said[:3], f"{more:,} more under {len(erased) - 3} others"]
    return f"; {', '.join(said)}" if said else ""
