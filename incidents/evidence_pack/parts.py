"""A part of the pack: a table with a sentence on what it shows. And the period that a pack is about. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from incidents.suppression import cell

SMALL = "A count of 1 to 4 reads “fewer than 5”, as in the figures for governors."


@dataclass(frozen=True)
class Period:
    """The year that ends with a day."""

    until: date

    @property
    def since(self) -> date:
        """Its first day."""
        return self.until - timedelta(days=364)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From its first moment to the one after its last, London time."""
        days = (self.since, self.until + timedelta(days=1))
        first, end = (timezone.make_aware(datetime.combine(day, time())) for day in days)
        return first, end

    def __str__(self) -> str:
        return f"{self.since:%-d %B %Y} to {self.until:%-d %B %Y}"


@dataclass(frozen=True)
class Part:
    """One part: the name of its file, its title, what it shows, and a table."""

    name: str
    title: str
    shows: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The same as plain data."""
        rows = [dict(zip(self.head, row, strict=True)) for row in self.rows]
        return {"title": self.title, "shows": self.shows, "rows": rows}


def counted(count: int) -> str:
    """A count that comes from incidents, as it may be read."""
    return cell(count).words


def day(at: datetime | None) -> str:
    """The day of a moment, in words."""
    return f"{timezone.localtime(at):%-d %B %Y}" if at else ""


def moment(at: datetime) -> str:
    """A moment in words."""
    return f"{timezone.localtime(at):%-d %B %Y, %H:%M}"
