"""School days, terms and vague review dates, on tables of days that can be looked up in any diary."""

from datetime import date, timedelta

import pytest

from schools.calendar import Calendar, TermDates, UnreadableDate
from schools.term_dates import bank_holidays

AUTUMN = TermDates("Autumn 2026", date(2026, 9, 1), date(2026, 12, 18), date(2026, 10, 26), date(2026, 10, 30))
SPRING = TermDates("Spring 2027", date(2027, 1, 4), date(2027, 3, 25), date(2027, 2, 15), date(2027, 2, 19))
SUMMER = TermDates("Summer 2027", date(2027, 4, 12), date(2027, 7, 21), date(2027, 5, 31), date(2027, 6, 4))
HOLIDAYS = bank_holidays(range(2025, 2029))
INSET = date(2026, 11, 20)

school = Calendar([SUMMER, AUTUMN, SPRING], closures=[INSET], holidays=HOLIDAYS)
without_terms = Calendar([], holidays=HOLIDAYS)


@pytest.mark.parametrize(
    "day, expected",
    [
        ("2026-09-01", True),  # first day of the year
        ("2026-08-31", False),  # bank holiday before it
        ("2026-10-23", True),
        ("2026-10-25", False),  # a Sunday, and the clocks go back
        ("2026-10-26", False),  # half term, first day
        ("2026-10-30", False),  # half term, last day
        ("2026-11-02", True),
        ("2026-11-07", False),  # Saturday
        ("2026-11-20", False),  # INSET
        ("2026-12-18", True),
        ("2026-12-21", False),  # a Monday in the holiday
        ("2027-01-01", False),
        ("2027-01-04", True),
        ("2027-03-25", True),
        ("2027-03-26", False),  # Good Friday
        ("2027-03-28", False),  # Easter, and the clocks go forward
        ("2027-03-29", False),  # Easter Monday
        ("2027-04-09", False),
        ("2027-05-03", False),  # bank holiday in term
        ("2027-05-04", True),
        ("2027-07-21", True),
        ("2027-07-22", False),  # summer, and the next year is not known
        ("2027-08-31", False),
    ],
)
def test_a_school_day_is_a_weekday_in_term_that_is_no_holiday_half_term_or_closure(day: str, expected: bool) -> None:
    assert school.is_school_day(date.fromisoformat(day)) is expected


@pytest.mark.parametrize(
    "start, end, expected",
    [
        ("2026-10-13", "2026-10-16", 3),
        ("2026-10-22", "2026-11-02", 2),  # over half term
        ("2026-11-04", "2026-11-10", 4),
        ("2026-10-13", "2026-10-13", 0),
        ("2026-10-16", "2026-10-13", 0),
        ("2026-10-23", "2026-11-01", 0),  # Friday to the Sunday after half term
        ("2026-11-19", "2026-11-23", 1),  # INSET on the Friday
        ("2026-12-18", "2027-01-04", 1),  # over Christmas
        ("2027-03-25", "2027-04-12", 1),  # over Easter and the clock change
        ("2027-04-30", "2027-05-04", 1),  # over the May bank holiday
        ("2026-08-25", "2026-09-02", 2),  # reported in the summer holiday
    ],
)
def test_school_days_between_leaves_out_the_first_day_and_counts_the_last(start: str, end: str, expected: int) -> None:
    assert school.school_days_between(date.fromisoformat(start), date.fromisoformat(end)) == expected


@pytest.mark.parametrize(
    "day, n, expected",
    [
        ("2026-10-23", 0, "2026-10-23"),
        ("2026-10-24", 0, "2026-10-24"),  # a Saturday stays: nothing is added
        ("2026-10-22", 1, "2026-10-23"),
        ("2026-10-23", 1, "2026-11-02"),
        ("2026-11-19", 1, "2026-11-23"),
        ("2026-12-18", 2, "2027-01-05"),
        ("2027-03-25", 1, "2027-04-12"),
        ("2026-08-20", 1, "2026-09-01"),
    ],
)
def test_adding_school_days_skips_every_day_on_which_the_school_is_shut(day: str, n: int, expected: str) -> None:
    assert school.add_school_days(date.fromisoformat(day), n) == date.fromisoformat(expected)


def test_adding_school_days_never_goes_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        school.add_school_days(INSET, -1)


def test_what_was_added_is_what_lies_between() -> None:
    for offset in range(0, 400, 7):
        day = date(2026, 8, 1) + timedelta(days=offset)
        for n in (1, 2, 10):
            assert school.school_days_between(day, school.add_school_days(day, n)) == n


def test_without_terms_every_weekday_counts_that_is_no_bank_holiday() -> None:
    assert without_terms.is_school_day(date(2026, 10, 28))
    assert without_terms.is_school_day(date(2026, 8, 12))
    assert not without_terms.is_school_day(date(2026, 10, 31))
    assert not without_terms.is_school_day(date(2026, 12, 25))
    assert without_terms.add_school_days(date(2026, 12, 24), 1) == date(2026, 12, 29)


def test_in_a_year_that_nobody_entered_weekdays_count_again() -> None:
    assert not school.is_school_day(date(2027, 8, 30))
    assert school.is_school_day(date(2027, 9, 1))
    assert school.add_school_days(date(2027, 7, 21), 1) == date(2027, 9, 1)
    assert school.is_school_day(date(2026, 6, 10))
    assert not school.is_school_day(date(2026, 8, 25))


def test_a_term_that_is_missing_between_two_others_is_not_taken_for_a_holiday() -> None:
    no_spring = Calendar([AUTUMN, SUMMER], holidays=HOLIDAYS)
    assert no_spring.is_school_day(date(2027, 2, 3))
    assert not school.is_school_day(date(2026, 12, 29))
    assert Calendar([AUTUMN], holidays=HOLIDAYS).is_school_day(date(2027, 2, 3))


def test_a_term_without_a_half_term_has_none() -> None:
    whole = Calendar([TermDates("Autumn 2026", AUTUMN.starts, AUTUMN.ends)])
    assert whole.is_school_day(date(2026, 10, 28))
    assert not school.is_school_day(date(2026, 10, 28))


def test_a_leap_day_is_a_school_day_like_another() -> None:
    leap = Calendar([TermDates("Spring 2028", date(2028, 1, 4), date(2028, 4, 7))])
    assert leap.school_days_between(date(2028, 2, 28), date(2028, 3, 1)) == 2
    assert leap.add_school_days(date(2028, 2, 28), 1) == date(2028, 2, 29)


@pytest.mark.parametrize(
    "day, contains, counts_in",
    [
        ("2026-09-01", "Autumn 2026", "Autumn 2026"),
        ("2026-10-28", "Autumn 2026", "Autumn 2026"),  # half term belongs to its term
        ("2026-11-01", "Autumn 2026", "Autumn 2026"),  # so does a weekend
        ("2026-12-18", "Autumn 2026", "Autumn 2026"),
        ("2026-12-19", None, "Spring 2027"),
        ("2027-01-03", None, "Spring 2027"),
        ("2027-04-05", None, "Summer 2027"),
        ("2027-07-21", "Summer 2027", "Summer 2027"),
        ("2027-07-22", None, None),  # the next term is not known
        ("2026-08-31", None, "Autumn 2026"),
        ("2026-02-03", None, None),  # long before the first term that is known
    ],
)
def test_a_day_in_a_holiday_counts_in_the_next_term(day: str, contains: str | None, counts_in: str | None) -> None:
    that_day = date.fromisoformat(day)
    term, counted = school.term_of(that_day), school.term_for_counting(that_day)
    assert (term.name if term else None, counted.name if counted else None) == (contains, counts_in)


@pytest.mark.parametrize(
    "day, year",
    [("2026-08-31", 2025), ("2026-09-01", 2026), ("2026-12-31", 2026), ("2027-01-01", 2026), ("2027-08-31", 2026)],
)
def test_a_school_year_runs_from_september_to_august(day: str, year: int) -> None:
    assert school.school_year(date.fromisoformat(day)) == year


@pytest.mark.parametrize(
    "review_due, last_day",
    [
        ("Autumn 2026", "2026-12-18"),  # known to the school
        ("Spring 2027", "2027-03-25"),
        ("Summer 2027", "2027-07-21"),
        ("summer term 2027", "2027-07-21"),
        ("Autumn 2024", "2024-12-20"),  # not known: when terms usually end
        ("Spring 2024", "2024-03-31"),
        ("Spring 2025", "2025-04-17"),  # Easter is late: the Thursday before it
        ("Summer 2024", "2024-07-21"),
        ("September 2024", "2024-09-30"),
        ("  february   2028 ", "2028-02-29"),
        ("December 2026", "2026-12-31"),
        ("2024-09-01", "2024-09-01"),
        ("2026", "2026-12-31"),
    ],
)
def test_a_review_is_overdue_once_the_whole_named_time_has_passed(review_due: str, last_day: str) -> None:
    last = date.fromisoformat(last_day)
    assert not school.review_overdue(review_due, last)
    assert school.review_overdue(review_due, last + timedelta(days=1))


@pytest.mark.parametrize("nothing", ["", "  "])
def test_a_review_without_a_date_is_never_overdue(nothing: str) -> None:
    assert not school.review_overdue(nothing, date(2999, 1, 1))


@pytest.mark.parametrize(
    "unreadable",
    [
        "soon",
        "Winter 2026",
        "Autumn",
        "2026-02-30",
        "2026-13-01",
        "20260901",
        "Autumn 26",
        "Autumn 0000",
        "ſpring 2026",
    ],
)
def test_a_review_date_that_cannot_be_read_is_refused_with_what_may_be_written(unreadable: str) -> None:
    with pytest.raises(UnreadableDate, match="Autumn 2026"):
        school.review_overdue(unreadable, date(2027, 1, 1))
