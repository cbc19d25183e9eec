"""Term dates and bank holidays by rule, for a school year whose dates nobody has entered (domain 6.3).

The rule is the usual English year of three terms. A school's own dates always come first; what the days mean is in
`calendar.py`. Pure: nothing here knows of the database.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from functools import cache

from dateutil.easter import easter

from schools.calendar import ONE_DAY, TermDates

MONDAY, FRIDAY = 0, 4
_WEEK = timedelta(weeks=1)
_TO_FRIDAY = timedelta(days=4)


def terms_of_year(start_year: int) -> list[TermDates]:
    """The three terms of the school year that begins in September of the year.

    1 September to the Friday before 20 December; the first Monday from 3 January to the Friday before Easter; the
    second Monday after the Easter weekend to 21 July. A first day on which no school is open moves on, a last day moves
    back: Good Friday gives way to the Thursday before it.
    """
    shut = bank_holidays((start_year, start_year + 1))
    return [_autumn(start_year, shut), _spring(start_year + 1, shut), _summer(start_year + 1, shut)]


def bank_holidays(years: Iterable[int], nation: str = "ENG") -> frozenset[date]:
    """The bank holidays of these calendar years in a nation: ENG, WLS, SCT or NIR, as in `vocabulary.Nation`.

    Substitute days included. Raises ValueError for another nation.
    """
    return frozenset().union(*(_bank_holidays(year, str(nation)) for year in years))


@cache
def _bank_holidays(year: int, nation: str) -> frozenset[date]:
    # Imported here because the package is slow to load and few pages need it.
    from holidays import country_holidays

    if nation not in ("ENG", "WLS", "SCT", "NIR"):
        raise ValueError(f"No bank holidays are known for {nation!r}.")
    return frozenset(country_holidays("GB", subdiv=nation, years=year))


def _autumn(year: int, shut: Collection[date]) -> TermDates:
    starts, ends = _open_from(date(year, 9, 1), shut), _open_until(_on_or_before(date(year, 12, 19), FRIDAY), shut)
    # The last week of October with all five of its days in October.
    return _term("Autumn", starts, ends, _on_or_before(date(year, 10, 31), FRIDAY) - _TO_FRIDAY)


def _spring(year: int, shut: Collection[date]) -> TermDates:
    starts = _open_from(_on_or_after(date(year, 1, 3), MONDAY), shut)
    ends = _open_until(_on_or_before(easter(year) - ONE_DAY, FRIDAY), shut)
    # The third Monday of February.
    return _term("Spring", starts, ends, _on_or_after(date(year, 2, 15), MONDAY))


def _summer(year: int, shut: Collection[date]) -> TermDates:
    easter_monday = easter(year) + ONE_DAY
    starts, ends = _open_from(easter_monday + 2 * _WEEK, shut), _open_until(date(year, 7, 21), shut)
    # The week of the last Monday in May, usually the spring bank holiday.
    return _term("Summer", starts, ends, _on_or_before(date(year, 5, 31), MONDAY))


def _term(season: str, starts: date, ends: date, half_term: date) -> TermDates:
    return TermDates(f"{season} {starts.year}", starts, ends, half_term, half_term + _TO_FRIDAY)


def _on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _on_or_before(day: date, weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def _open_from(day: date, shut: Collection[date]) -> date:
    while day.weekday() > FRIDAY or day in shut:
        day += ONE_DAY
    return day


def _open_until(day: date, shut: Collection[date]) -> date:
    while day.weekday() > FRIDAY or day in shut:
        day -= ONE_DAY
    return day
