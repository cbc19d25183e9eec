"""Dates as documents give them: a day, a month, a term or a year, kept as precisely as they were said (S1-08, S1-09).

A day is kept as 2027-03-14, everything else in words: "September 2020", "Autumn 2024", "2024". Pure.
"""

from datetime import date
from enum import Enum

from schools.calendar import MONTHS, Calendar, UnreadableDate


class Precision(Enum):
    """How precisely a document gives a date."""

    NONE = ""
    DAY = "day"
    MONTH = "month"
    TERM = "term"
    YEAR = "year"


def precision_of(said: str) -> Precision:
    """How precise a kept date is. Raises UnreadableDate for what is none."""
    if not said:
        return Precision.NONE
    Calendar(()).review_last_day(said)
    first = said.split()[0].lower()
    if "-" in said:
        return Precision.DAY
    if first in MONTHS:
        return Precision.MONTH
    return Precision.YEAR if first.isdigit() else Precision.TERM


def in_words(said: str) -> str:
    """A kept date as people read it: "14 March 2027"; what is vaguer stays as it is."""
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return said
    return f"{day:%-d %B %Y}"


def kept_as(typed: str) -> str:
    """A typed date in the one form in which it is kept: "14 March 2027", "14/3/2027", "september 2020", "autumn 2024".

    Raises UnreadableDate.
    """
    words = " ".join(typed.replace(",", " ").split())
    if not words:
        return ""
    if day := _day(words):
        return day.isoformat()
    Calendar(()).review_last_day(words)
    season = words.lower().replace(" term", "")
    return season.title()


def _day(words: str) -> date | None:
    pieces = words.replace("/", " ").replace(".", " ").split()
    if len(pieces) == 1:
        try:
            return date.fromisoformat(words)
        except ValueError:
            return None
    if len(pieces) != 3 or not pieces[0][0].isdigit():
        return None  # three words that begin with none: a term, said in full
    day, month, year = pieces[0].rstrip("sthnrd"), pieces[1].lower(), pieces[2]
    number = MONTHS.index(month) + 1 if month in MONTHS else int(month) if month.isdigit() else 0
    try:
        return date(int(year), number, int(day))
    except ValueError:
        raise UnreadableDate() from None


def before(one: str, other: str, calendar: Calendar) -> bool:
    """Whether all of one kept date has passed when the other begins to be: a review date before publication, say."""
    first, second = calendar.review_last_day(one), calendar.review_last_day(other)
    return first is not None and second is not None and first < second
