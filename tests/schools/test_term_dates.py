"""Terms made by rule, and bank holidays, against dates that were published."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from schools.calendar import Calendar, TermDates
from schools.term_dates import bank_holidays, terms_of_year
from schools.vocabulary import Nation

ROOT = Path(__file__).parents[2]


def test_the_school_year_2026_to_2027_is_as_published() -> None:
    assert terms_of_year(2026) == [
        TermDates("Autumn 2026", date(2026, 9, 1), date(2026, 12, 18), date(2026, 10, 26), date(2026, 10, 30)),
        TermDates("Spring 2027", date(2027, 1, 4), date(2027, 3, 25), date(2027, 2, 15), date(2027, 2, 19)),
        TermDates("Summer 2027", date(2027, 4, 12), date(2027, 7, 21), date(2027, 5, 31), date(2027, 6, 4)),
    ]


@pytest.mark.parametrize(
    "year, easter, spring_ends, summer_starts",
    [
        (2025, "2025-04-20", "2025-04-17", "2025-05-06"),  # the second Monday is a bank holiday
        (2026, "2026-04-05", "2026-04-02", "2026-04-20"),
        (2027, "2027-03-28", "2027-03-25", "2027-04-12"),
        (2028, "2028-04-16", "2028-04-13", "2028-05-02"),
        (2029, "2029-04-01", "2029-03-29", "2029-04-16"),
        (2030, "2030-04-21", "2030-04-18", "2030-05-07"),
    ],
)
def test_spring_ends_and_summer_begins_around_easter(
    year: int, easter: str, spring_ends: str, summer_starts: str
) -> None:
    _, spring, summer = terms_of_year(year - 1)
    assert date.fromisoformat(easter) - timedelta(days=2) in bank_holidays([year])
    assert (spring.ends, summer.starts) == (date.fromisoformat(spring_ends), date.fromisoformat(summer_starts))


@pytest.mark.parametrize(
    "year, autumn_starts, autumn_ends",
    [
        (2023, "2023-09-01", "2023-12-15"),
        (2024, "2024-09-02", "2024-12-13"),  # 1 September is a Sunday; 20 December is a Friday and not before itself
        (2025, "2025-09-01", "2025-12-19"),
        (2029, "2029-09-03", "2029-12-14"),  # 1 September is a Saturday
    ],
)
def test_autumn_begins_on_a_weekday_and_ends_on_the_friday_before_20_december(
    year: int, autumn_starts: str, autumn_ends: str
) -> None:
    autumn = terms_of_year(year)[0]
    assert (autumn.starts, autumn.ends) == (date.fromisoformat(autumn_starts), date.fromisoformat(autumn_ends))


@pytest.mark.parametrize(
    "year, spring_starts",
    [
        (2026, "2026-01-05"),
        (2027, "2027-01-04"),
        (2028, "2028-01-04"),  # 3 January is a Monday and stands in for New Year's Day
        (2029, "2029-01-08"),
    ],
)
def test_spring_begins_on_the_first_monday_from_3_january_or_the_day_after_a_bank_holiday(
    year: int, spring_starts: str
) -> None:
    assert terms_of_year(year - 1)[1].starts == date.fromisoformat(spring_starts)


@pytest.mark.parametrize(
    "year, half_terms",
    [
        (2025, ["2025-10-27", "2026-02-16", "2026-05-25"]),
        (2026, ["2026-10-26", "2027-02-15", "2027-05-31"]),
        (2027, ["2027-10-25", "2028-02-21", "2028-05-29"]),
    ],
)
def test_half_terms_are_whole_weeks_in_october_february_and_at_the_end_of_may(year: int, half_terms: list[str]) -> None:
    terms = terms_of_year(year)
    assert [term.half_term_starts for term in terms] == [date.fromisoformat(each) for each in half_terms]
    assert [term.half_term_ends for term in terms] == [
        date.fromisoformat(each) + timedelta(days=4) for each in half_terms
    ]


@pytest.mark.parametrize("year", range(2015, 2045))
def test_every_year_has_three_terms_that_begin_and_end_on_school_days(year: int) -> None:
    terms = terms_of_year(year)
    calendar = Calendar(terms, holidays=bank_holidays([year, year + 1]))
    assert [term.name for term in terms] == [f"Autumn {year}", f"Spring {year + 1}", f"Summer {year + 1}"]
    for term in terms:
        assert term.half_term_starts is not None
        assert term.half_term_ends is not None
        assert term.starts < term.half_term_starts < term.half_term_ends < term.ends
        assert calendar.is_school_day(term.starts)
        assert calendar.is_school_day(term.ends)
    assert terms[0].ends < terms[1].starts
    assert terms[1].ends < terms[2].starts
    assert 170 < calendar.school_days_between(date(year, 8, 31), date(year + 1, 8, 31)) <= 200


def test_a_summer_term_that_would_end_at_a_weekend_ends_on_the_friday() -> None:
    assert date(2029, 7, 21).weekday() == 5
    assert terms_of_year(2028)[2].ends == date(2029, 7, 20)


@pytest.mark.parametrize(
    "day, nations",
    [
        ("2026-12-28", "ENG WLS SCT NIR"),  # in place of Saturday 26 December
        ("2027-03-29", "ENG WLS NIR"),  # Easter Monday
        ("2026-11-30", "SCT"),  # St Andrew's Day
        ("2027-01-04", "SCT"),  # in place of Saturday 2 January
        ("2026-03-17", "NIR"),  # St Patrick's Day
        ("2026-08-31", "ENG WLS NIR"),
        ("2022-09-19", "ENG WLS SCT NIR"),  # a day of mourning, once
        ("2026-10-26", ""),
    ],
)
def test_each_nation_has_its_own_bank_holidays(day: str, nations: str) -> None:
    that_day = date.fromisoformat(day)
    assert {nation for nation in Nation if that_day in bank_holidays([that_day.year], nation)} == set(nations.split())


def test_bank_holidays_are_those_of_the_years_asked_for_and_of_england_unless_said() -> None:
    assert bank_holidays([]) == frozenset()
    assert bank_holidays([2026, 2027]) == bank_holidays([2026], "ENG") | bank_holidays([2027], Nation.ENGLAND)
    assert {day.year for day in bank_holidays([2026])} == {2026}


def test_the_bank_holidays_of_another_country_are_refused() -> None:
    with pytest.raises(ValueError, match="FR"):
        bank_holidays([2026], "FR")


def test_the_calendar_needs_no_database_and_loads_no_list_of_holidays_before_it_is_asked() -> None:
    code = "import sys, schools.calendar, schools.term_dates as t; before = set(sys.modules); t.terms_of_year(2026)\n"
    code += "print('django' in sys.modules, 'holidays' in before, 'holidays' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.split() == ["False", "False", "True"]
