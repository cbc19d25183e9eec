"""The register of notices as pages show it: school year by school year, and when parents were last told.

Writes nothing. Whether parents count as told in a school year is asked of `in_force.py` alone.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from policies.in_force import told_this_year
from policies.models import Notice
from schools.calendar import Calendar
from schools.models import School

PLACES = {
    Notice.Way.BOOKLET: "in the admissions booklet",
    Notice.Way.NEWSLETTER: "in the start-of-year newsletter",
    Notice.Way.WEBSITE: "on the school website",
    Notice.Way.OTHER: "in another way",
}
"""Where parents were told, inside a sentence."""


def year_in_words(year: int) -> str:
    """A school year as people say it: "2026 to 2027"."""
    return f"{year} to {year + 1}"


@dataclass(frozen=True)
class Year:
    """A school year of the register: its lines, the newest first, and whether parents were told in it."""

    number: int
    lines: Sequence[Notice]
    told: bool
    present: bool
    """Whether it is the school year of today."""

    begun: bool

    @property
    def untold(self) -> bool:
        """Whether parents should have been told in it and, as far as anybody recorded, were not."""
        return self.begun and not self.told

    @property
    def title(self) -> str:
        """The year in words."""
        return year_in_words(self.number)


@dataclass(frozen=True)
class Register:
    """How parents were told, the newest school year first, and from when the school has had a policy to tell of."""

    years: Sequence[Year]
    adopted_on: date | None
    empty: bool


def register_of(school: School, on: date) -> Register:
    """The register of a school: two questions to the database.

    Every school year since the policy was first adopted is in it, whether or not parents were told.
    """
    calendar, notices = Calendar(()), list(school.notices.order_by("-told_on", "-pk"))
    adopted_on = min((each.adopted_on for each in school.adoptions.all()), default=None)
    shown = {each.pk: _shown_in(each, calendar) for each in notices}
    lines = {year: [each for each in notices if year in shown[each.pk]] for year in set().union(*shown.values())}
    if adopted_on is not None and adopted_on <= on:
        since = range(calendar.school_year(adopted_on), calendar.school_year(on) + 1)
        lines |= {year: lines.get(year, []) for year in since}
    years = [_year(number, lines[number], on) for number in sorted(lines, reverse=True)]
    return Register(years, adopted_on, empty=not notices)


def find_notice(school: School, key: UUID) -> Notice | None:
    """A line of this school's register by its key, or nothing."""
    return school.notices.filter(key=key).first()


def last_told(notices: Iterable[Notice], on: date) -> str:
    """When and where parents were last told by the end of a day: "1 September 2026, in the admissions booklet"."""
    told = [(day, each) for each in notices if each.withdrawn_on is None for day in _days(each) if day <= on]
    if not told:
        return ""
    day, notice = max(told, key=lambda pair: (pair[0], pair[1].pk))
    return f"{day:%-d %B %Y}, {place_of(notice)}"


def place_of(notice: Notice) -> str:
    """Where parents were told, inside a sentence; another way in the words of whoever recorded it."""
    place = PLACES[Notice.Way(notice.way)]
    return f"{place}: {notice.details}" if notice.way == Notice.Way.OTHER and notice.details else place


def _days(notice: Notice) -> Iterator[date]:
    """The days on which a line says that parents were told, or the policy was seen on the website."""
    yield notice.told_on
    if notice.seen_on:
        yield notice.seen_on


def _shown_in(notice: Notice, calendar: Calendar) -> set[int]:
    return {notice.school_year} | ({calendar.school_year(notice.seen_on)} if notice.seen_on else set())


def _year(number: int, lines: Sequence[Notice], on: date) -> Year:
    """A year that is over is judged as it ended, the present one as it stands today."""
    calendar, starts = Calendar(()), date(number, 9, 1)
    told = told_this_year(lines, calendar, min(date(number + 1, 8, 31), max(on, starts)))
    return Year(number, lines, told, present=number == calendar.school_year(on), begun=starts <= on)
