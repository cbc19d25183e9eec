"""A school's own days: which ones count, which term a day belongs to, and when a vague review date has passed.

Pure: plain data in, plain data out; no model and no clock. How a school's terms are made up where nobody has
entered them is in `term_dates.py`. Legal and subject-access clocks never use these days (procedure, section 6).
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.easter import easter

ONE_DAY = timedelta(days=1)
LONGEST_HOLIDAY = timedelta(weeks=10)
"""No school holiday in the United Kingdom is longer. A longer gap between two terms means that a term is missing."""

SUMMER_ADJOINING = timedelta(weeks=6)
"""How long before the first term that is known the summer holiday is taken to have begun."""

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_VAGUE = re.compile(rf"(?:(autumn|spring|summer)(?: term)? |({'|'.join(MONTHS)}) )?((?:19|20)[0-9]{{2}})", re.I | re.A)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class UnreadableDate(ValueError):
    """A date is neither a day, a month, a term nor a year."""

    def __init__(self) -> None:
        super().__init__("Give a day, a month such as September 2026, a term such as Autumn 2026, or a year.")


@dataclass(frozen=True, slots=True)
class TermDates:
    """A term: its name such as "Autumn 2026", its first and last day, and those of its half term."""

    name: str
    starts: date
    ends: date
    half_term_starts: date | None = None
    half_term_ends: date | None = None

    def in_half_term(self, day: date) -> bool:
        """Whether the day lies in this term's half term."""
        if self.half_term_starts is None or self.half_term_ends is None:
            return False
        return self.half_term_starts <= day <= self.half_term_ends


@dataclass(frozen=True)
class Calendar:
    """The days of one school: its terms, the days it is closed in term (INSET, snow), and its nation's bank holidays.

    Where no term is known (a new school, a year not entered yet) every weekday that is not a bank holiday or a closure
    counts, so that a date is always found and a deadline comes too early rather than never.
    """

    terms: Sequence[TermDates]
    closures: Collection[date] = frozenset()
    holidays: Collection[date] = frozenset()

    def __post_init__(self) -> None:
        """Put the terms in order, and the days where they are found quickly."""
        object.__setattr__(self, "terms", tuple(sorted(self.terms, key=lambda term: term.starts)))
        object.__setattr__(self, "closures", frozenset(self.closures))
        object.__setattr__(self, "holidays", frozenset(self.holidays))

    def is_school_day(self, day: date) -> bool:
        """Whether the school is open: not a weekend, a bank holiday, a closure, a half term or a holiday."""
        if day.weekday() >= 5 or day in self.holidays or day in self.closures:
            return False
        term = self.term_of(day)
        return not term.in_half_term(day) if term else not self._between_terms(day)

    def add_school_days(self, day: date, n: int) -> date:
        """The school day that comes n school days after this day; the day itself for 0. Raises ValueError below 0."""
        if n < 0:
            raise ValueError("School days are counted forwards.")
        while n:
            day += ONE_DAY
            n -= self.is_school_day(day)
        return day

    def school_days_between(self, start: date, end: date) -> int:
        """School days after start, up to and including end. The same day, or an end before the start, is 0."""
        return sum(self.is_school_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def term_of(self, day: date) -> TermDates | None:
        """The term that contains the day. Its half term and its weekends belong to it; a holiday to none."""
        before, _ = self._neighbours(day)
        return before if before and day <= before.ends else None

    def term_for_counting(self, day: date) -> TermDates | None:
        """The term in which governors count a day: its own or, from a holiday, the next one (procedure, section 6).

        None where the next term is not known.
        """
        _, after = self._neighbours(day)
        if (term := self.term_of(day)) or after is None:
            return term
        return after if after.starts - day <= LONGEST_HOLIDAY else None

    def school_year(self, day: date) -> int:
        """The year in which the day's school year began: 1 September to 31 August."""
        return day.year if day.month >= 9 else day.year - 1

    def review_overdue(self, review_due: str, day: date) -> bool:
        """Whether the whole named day, month, term or year has passed (S1-09). Nothing named is never overdue.

        Raises UnreadableDate.
        """
        last = self.review_last_day(review_due)
        return last is not None and day > last

    def review_last_day(self, review_due: str) -> date | None:
        """The last day of "2026-09-01", "September 2026", "Autumn 2026" or "2026"; None for "".

        Raises UnreadableDate.
        """
        words = " ".join(review_due.split())
        if not words:
            return None
        if _DAY.fullmatch(words):
            return _exact(words)
        if not (found := _VAGUE.fullmatch(words)):
            raise UnreadableDate()
        season, month, year = found[1], found[2], int(found[3])
        if season:
            return self._term_end(season.capitalize(), year)
        return _month_end(year, MONTHS.index(month.lower()) + 1 if month else 12)

    def _term_end(self, season: str, year: int) -> date:
        known = (term.ends for term in self.terms if term.name.casefold() == f"{season} {year}".casefold())
        return next(known, None) or usual_term_end(season, year)

    def _neighbours(self, day: date) -> tuple[TermDates | None, TermDates | None]:
        """The last term that has begun by the day, and the first that has not."""
        place = bisect_right(self.terms, day, key=lambda term: term.starts)
        return self.terms[place - 1] if place else None, self.terms[place] if place < len(self.terms) else None

    def _between_terms(self, day: date) -> bool:
        """Whether a day outside every term is known to be holiday, rather than in a term that nobody has entered."""
        before, after = self._neighbours(day)
        if before and after:
            return after.starts - before.ends <= LONGEST_HOLIDAY
        if before:
            return before.ends.month in (6, 7, 8) and self.school_year(day) == self.school_year(before.ends)
        return after is not None and after.starts.month in (8, 9) and after.starts - day <= SUMMER_ADJOINING


def usual_term_end(season: str, year: int) -> date:
    """The day on which a term usually ends, where the school's own is not known. The spring term ends before Easter."""
    if season == "Spring":
        maundy_thursday: date = easter(year) - 3 * ONE_DAY
        return max(date(year, 3, 31), maundy_thursday)
    return date(year, 12, 20) if season == "Autumn" else date(year, 7, 21)


def _exact(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise UnreadableDate() from None


def _month_end(year: int, month: int) -> date:
    return (date(year, month, 28) + 4 * ONE_DAY).replace(day=1) - ONE_DAY
