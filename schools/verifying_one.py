"""Whether the events about one thing, such as one incident, stand as they were written (S16.18).

Only a whole record is tied together, so the whole of it is read: an event about this thing that is gone shows as a gap
in the record, and nobody can say any more what it was about.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from schools.accounts import Accounts
from schools.damage import Row, is_sealed
from schools.record import commit
from schools.record_rows import Of, rows_of
from schools.verification import Verdict, check


@dataclass(frozen=True)
class One:
    """The record of a school, how many events in it are about this thing, and the numbers of those that do not fit."""

    verdict: Verdict
    events: int
    unfit: tuple[int, ...]
    erased: int = 0

    @property
    def sound(self) -> bool:
        """Whether nothing about this thing was changed, and nothing at all is gone from the record."""
        return self.verdict.sound and not self.unfit

    @property
    def sentence(self) -> str:
        """Say it in plain English."""
        many = f"{self.events} event{'' if self.events == 1 else 's'}"
        if self.sound:
            gone = f" The details of {self.erased} are erased, lawfully." if self.erased else ""
            return f"All is as it was written: {many}, in a record of {self.verdict.events:,} that is sound.{gone}"
        if self.unfit:
            return f"{len(self.unfit)} of {many} changed after they were written: {', '.join(map(str, self.unfit))}."
        return f"Each of the {many} that are left is as it was written, but the record around them is damaged."


def check_one(on: BaseDatabaseWrapper, school: Of, about: str) -> One:
    """Check a whole record, and what in it is about one thing ("incident:<uuid>")."""
    mine = [row for row in _rows(on, school) if row.about == about.encode()]
    accounts = Accounts(on, school.pk)
    erased = {row.number for row in mine if _lacks_details(row) and accounts.under(row.number) is not None}
    unfit = tuple(row.number for row in mine if not (_fits(row) or (row.number in erased and is_sealed(row))))
    return One(check(on, school), len(mine), unfit, len(erased))


def _rows(on: BaseDatabaseWrapper, school: Of) -> Iterator[Row]:
    return map(Row._make, rows_of(on, school.pk))


def _lacks_details(row: Row) -> bool:
    return row.salt is None and row.body is None


def _fits(row: Row) -> bool:
    return (
        is_sealed(row)
        and row.salt is not None
        and row.body is not None
        and commit(row.salt, row.body) == row.commitment
    )
