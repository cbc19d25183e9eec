"""What counts as unusual about looking: each sign with what lies just on this side of it (S16.09)."""

from datetime import date, datetime, timedelta

import pytest

from incidents.playing.moments import LONDON
from incidents.unusual_looks import LONG_AFTER, MANY, OFTEN, Known, Seen, Sign, out_of_hours, unusual
from schools.calendar import Calendar
from schools.term_dates import bank_holidays, terms_of_year

CALENDAR = Calendar(terms_of_year(2026), frozenset({date(2026, 11, 20)}), bank_holidays([2026, 2027]))
TUESDAY = datetime(2026, 11, 17, 10, 0, tzinfo=LONDON)
THEIRS = Known(None, frozenset({1}))


def look(at: datetime = TUESDAY, **changes: object) -> Seen:
    """Somebody with a part in it looks at the first incident on a Tuesday at ten."""
    return Seen(**{"viewer": 1, "incident": 1, "at": at, "kind": "incident", **changes})  # type: ignore[arg-type]


def signs(*looks: Seen, known: Known = THEIRS) -> dict[Sign, int]:
    """What is unusual about these looks, and how many show it."""
    found = unusual(looks, dict.fromkeys({each.incident for each in looks}, known), CALENDAR)
    return {each.sign: len(each.looks) for each in found}


def test_whoever_works_on_it_on_a_school_day_is_not_unusual() -> None:
    assert signs(look()) == {}
    assert unusual([], {}, CALENDAR) == []


@pytest.mark.parametrize(
    ("at", "unusual_then"),
    [
        ((2026, 11, 17, 5, 59), True),
        ((2026, 11, 17, 6, 0), False),
        ((2026, 11, 17, 21, 59), False),
        ((2026, 11, 17, 22, 0), True),
        ((2026, 11, 21, 10, 0), True),  # a Saturday
        ((2026, 11, 20, 10, 0), True),  # the school is closed that day
        ((2026, 10, 28, 10, 0), True),  # half term
        ((2026, 12, 25, 10, 0), True),
        ((2027, 3, 29, 10, 0), True),  # Easter Monday, after the clocks went forward
    ],
)
def test_out_of_hours_is_night_weekends_and_days_on_which_the_school_is_shut(at: tuple, unusual_then: bool) -> None:
    moment = datetime(*at, tzinfo=LONDON)
    assert out_of_hours(moment, CALENDAR) is unusual_then
    assert (Sign.OUT_OF_HOURS in signs(look(moment))) is unusual_then


def test_whoever_has_done_nothing_in_it_is_marked_and_whoever_was_let_in_is_marked_as_that() -> None:
    assert signs(look(viewer=2)) == {Sign.NO_PART: 1}
    assert signs(look(viewer=2, kind="break-glass")) == {Sign.LET_IN: 1}


def test_an_incident_closed_long_before_is_marked_and_one_closed_lately_is_not() -> None:
    for ago, expected in ((LONG_AFTER, {}), (LONG_AFTER + timedelta(seconds=1), {Sign.LONG_CLOSED: 1})):
        assert signs(look(), known=Known(TUESDAY - ago, frozenset({1}))) == expected


def test_many_incidents_within_one_hour_are_marked_and_the_same_over_a_longer_time_are_not() -> None:
    def over(length: timedelta, number: int) -> list[Seen]:
        return [look(TUESDAY + length * place / (number - 1), incident=place) for place in range(number)]

    assert signs(*over(timedelta(minutes=59), MANY + 1)) == {Sign.MANY: MANY + 1}
    assert signs(*over(timedelta(minutes=59), MANY)) == {}
    assert signs(*over(timedelta(minutes=60), MANY + 1)) == {}
    again = [look(TUESDAY + timedelta(minutes=place)) for place in range(40)]
    assert signs(*again) == {}, "one incident forty times is not many incidents"
    apart = [look(TUESDAY, incident=place, viewer=place % 2) for place in range(MANY + 1)]
    assert Sign.MANY not in signs(*apart, known=Known(None, frozenset({0, 1}))), "two people are not one"


def test_one_persons_record_again_and_again_is_marked_also_over_several_incidents() -> None:
    def at_person(number: int, person: int | None = 7) -> list[Seen]:
        return [look(TUESDAY + timedelta(hours=place), incident=place % 3, person=person) for place in range(number)]

    assert signs(*at_person(OFTEN)) == {Sign.ONE_PERSON: OFTEN}
    assert signs(*at_person(OFTEN - 1)) == {}
    assert signs(*at_person(OFTEN, None)) == {}


def test_what_is_found_comes_person_by_person_in_the_order_of_the_signs_with_its_looks_in_order() -> None:
    night = TUESDAY.replace(hour=23)
    looks = [look(night, incident=2), look(night - timedelta(minutes=9), incident=1), look(viewer=2, at=night)]
    found = unusual(looks, {1: THEIRS, 2: THEIRS}, CALENDAR)
    assert [(each.viewer, each.sign, each.incidents) for each in found] == [
        (1, Sign.OUT_OF_HOURS, [1, 2]),
        (2, Sign.NO_PART, [1]),
        (2, Sign.OUT_OF_HOURS, [1]),
    ]
