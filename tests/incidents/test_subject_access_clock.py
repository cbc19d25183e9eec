"""The one-month clock of a request: which day is the last, whatever month, pause, holiday or clock change (S14.09)."""

from datetime import date, timedelta

import pytest

from incidents.subject_access.clock import Clock, Days, months_after


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 14), date(2026, 12, 14)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2028, 1, 29), date(2028, 2, 29)),
        (date(2027, 3, 31), date(2027, 4, 30)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2026, 11, 25), date(2026, 12, 25)),
        (date(2027, 2, 28), date(2027, 3, 28)),
        (date(2026, 9, 25), date(2026, 10, 25)),
    ],
)
def test_the_last_day_is_the_same_day_of_the_next_month_or_its_last(received: date, due: date) -> None:
    """Christmas Day, both days on which the clocks change, and a Sunday are days like any other."""
    assert Clock(received, received).due == due


def test_two_months_more_are_counted_from_the_day_it_came() -> None:
    assert Clock(date(2026, 11, 30), date(2026, 12, 1), extended=True).due == date(2027, 2, 28)
    assert months_after(date(2026, 11, 30), 1) == date(2026, 12, 30)


def test_every_day_of_eight_years_is_answered_a_calendar_month_later() -> None:
    day = date(2024, 1, 1)
    for each in (day + timedelta(days=number) for number in range(8 * 366)):
        due = Clock(each, each).due
        assert 28 <= (due - each).days <= 31 and (due.month - each.month) % 12 == 1 and due.day <= each.day
        if due.day < each.day:
            assert (due + timedelta(days=1)).day == 1


def test_days_of_a_pause_do_not_count_and_nothing_is_due_sooner_while_it_lasts() -> None:
    came, pauses = date(2026, 3, 20), [Days(date(2026, 3, 25), date(2026, 4, 1))]
    assert Clock(came, date(2026, 4, 2), pauses).due == date(2026, 4, 27), "seven days, the change of clocks among them"
    waiting = [*pauses, Days(date(2026, 4, 10))]
    assert Clock(came, date(2026, 4, 10), waiting).due == date(2026, 4, 27)
    later = Clock(came, date(2026, 8, 10), waiting)
    assert later.due == date(2026, 4, 27) + timedelta(days=122) and not later.overdue
    assert Clock(came, date(2026, 4, 2), [Days(date(2026, 3, 25), date(2026, 3, 25))]).due == date(2026, 4, 20)


def test_it_says_in_plain_words_where_it_stands() -> None:
    came = date(2026, 11, 14)
    assert Clock(came, date(2026, 12, 2)).in_words == "Answer by 14 December 2026; 12 days left."
    assert Clock(came, date(2026, 12, 13)).in_words == "Answer by 14 December 2026; 1 day left."
    assert Clock(came, date(2026, 12, 14)).in_words == "Answer by 14 December 2026; that is today."
    late = Clock(came, date(2026, 12, 15))
    assert late.overdue and late.in_words == "This answer is late: it was due by 14 December 2026, 1 day ago."
    still = Clock(came, date(2026, 12, 2), [Days(date(2026, 12, 1))]).in_words
    assert still == "The clock stands still since 1 December 2026. If it went on today: answer by 15 December 2026."
    assert Clock(came, date(2026, 12, 20), [Days(date(2026, 12, 16))]).overdue, "it was late before it was stopped"
