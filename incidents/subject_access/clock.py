"""By when a request is answered. Pure: days in, days and sentences out.

One calendar month from the day on which it came: the same day of the next month, or its last day where there is none.
No weekend and no holiday moves it. Days on which the school waits for the person do not count, and two months more can
be taken once. The Information Commissioner's guidance on time limits lets an answer wait for the next working day when
the last day is a weekend or a holiday; the clock here does not count on it.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS, EXTENDED = 1, 3
SOURCE = "ico.org.uk, “Time limits for responding to data protection rights requests”"


@dataclass(frozen=True)
class Days:
    """Days that do not count: from `since`, and before `until` once that is known."""

    since: date
    until: date | None = None


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month where it has none."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class Clock:
    """The clock of one request on one day."""

    received: date
    today: date
    pauses: Sequence[Days] = ()
    extended: bool = False

    @property
    def waits(self) -> Days | None:
        """The pause that is going on."""
        return next((each for each in self.pauses if each.until is None), None)

    @property
    def paused_days(self) -> int:
        """How many days did not count until today."""
        return sum(max(0, ((each.until or self.today) - each.since).days) for each in self.pauses)

    @property
    def due(self) -> date:
        """The last day on which the answer is in time."""
        return months_after(self.received, EXTENDED if self.extended else MONTHS) + timedelta(days=self.paused_days)

    @property
    def left(self) -> int:
        """How many days are left; below nothing once it is late."""
        return (self.due - self.today).days

    @property
    def overdue(self) -> bool:
        """Whether the last day has passed. While the clock stands still nothing is late that was not before."""
        return self.left < 0

    @property
    def in_words(self) -> str:
        """Where it stands, in a sentence."""
        by = f"{self.due:%-d %B %Y}"
        if self.overdue:
            return f"This answer is late: it was due by {by}, {days(-self.left)} ago."
        if self.waits:
            since = f"{self.waits.since:%-d %B %Y}"
            return f"The clock stands still since {since}. If it went on today: answer by {by}."
        return f"Answer by {by}; {days(self.left)} left." if self.left else f"Answer by {by}; that is today."


def days(number: int) -> str:
    """So many days, in words."""
    return f"{number:,} day{'' if number == 1 else 's'}"
