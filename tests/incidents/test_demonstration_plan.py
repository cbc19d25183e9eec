"""The demonstration's plan: every scenario moved by whole weeks into the last four terms, whatever today is."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

import pytest
import time_machine

from incidents.demonstration_plan import Plan, plan, stays_open
from incidents.playing.moments import LONDON, local, moments
from incidents.playing.player import all_scenarios
from schools.calendar import TermDates
from schools.term_dates import bank_holidays, terms_of_year

SCENARIOS = all_scenarios()
OPEN_AT_THE_END = {f"d{number}" for number in range(33, 47)}
TODAYS = {
    "a Saturday in November": "2026-11-21T09:45",
    "half term": "2026-10-28T12:00",
    "the summer holiday": "2027-08-15T10:00",
    "29 February": "2028-02-29T12:00",
    "early on the first day of September": "2026-09-01T07:00",
    "the evening of the first day of September": "2026-09-01T18:00",
    "Christmas Day": "2026-12-25T10:00",
    "New Year's Eve": "2027-12-31T23:59",
    "the first morning of the spring term": "2027-01-04T07:30",
    "the second day of the summer term": "2027-04-13T10:00",
    "Good Friday": "2029-03-30T11:00",
    "a bank holiday in May": "2030-05-06T15:00",
    "the last day of a year of school": "2025-07-21T16:30",
}


@pytest.fixture(params=TODAYS.values(), ids=TODAYS.keys())
def today(request: pytest.FixtureRequest) -> Iterator[datetime]:
    """A moment at which somebody starts the demonstration."""
    moment = local(request.param)
    with time_machine.travel(moment, tick=False):
        yield moment


@cache
def plan_for(moment: datetime) -> Plan:
    """The plan of a moment, made once for all tests."""
    return plan(SCENARIOS, moment)


def terms_around(moment: datetime) -> list[TermDates]:
    """The terms by rule, told apart from the plan's own calendar."""
    return [term for year in range(moment.year - 3, moment.year + 1) for term in terms_of_year(year)]


def term_in(moment: datetime, terms: list[TermDates]) -> TermDates:
    """The one term of a day on which school is open."""
    day = moment.astimezone(LONDON).date()
    assert day.weekday() < 5
    assert day not in bank_holidays((day.year,))
    (term,) = [each for each in terms if each.starts <= day <= each.ends and not each.in_half_term(day)]
    return term


def lines_of(made: Plan) -> list[datetime]:
    """The moment of every line of every file."""
    return [at for move in made.moves for each in move.group for at in moments(each, made.calendar, move.weeks)]


def test_every_report_is_in_term_nothing_lies_ahead_and_four_terms_are_used(today: datetime) -> None:
    made = plan_for(datetime.now(LONDON))
    terms = terms_around(today)
    used = {term_in(report, terms).name for move in made.moves for report in move.reports}
    begun = [term.name for term in terms if term.starts <= today.date()]
    assert max(lines_of(made)) <= today
    assert len(used) == 4
    last = max(begun.index(name) for name in used)
    assert used == set(begun[last - 3 : last + 1])
    just_begun = today.date() - terms[len(begun) - 1].starts < timedelta(days=2)
    assert last == len(begun) - 1 or (just_begun and last == len(begun) - 2)


def test_every_file_is_played_once_moved_by_whole_weeks_and_after_those_it_links_to(today: datetime) -> None:
    made = plan_for(today)
    order = [each.id for move in made.moves for each in move.group]
    assert sorted(order) == sorted(each.id for each in SCENARIOS)
    for move in made.moves:
        ids = [each.id for each in move.group]
        assert move.group[0].links == set()
        for place, each in enumerate(move.group):
            assert each.links <= set(ids[:place])
            first = moments(each, made.calendar, move.weeks)[0].replace(tzinfo=None)
            assert first - datetime.fromisoformat(each.starts) == timedelta(weeks=move.weeks)


def test_terms_are_made_for_every_year_that_a_line_touches_and_the_next(today: datetime) -> None:
    made = plan_for(today)
    years = {made.calendar.school_year(at.date()) for at in lines_of(made)}
    assert years < set(made.years)
    assert made.years[-1] == made.calendar.school_year(today.date()) + 1


def test_the_same_moment_gives_the_same_plan_in_whatever_order_the_files_come() -> None:
    moment = local(TODAYS["a Saturday in November"])
    again = plan(list(reversed(SCENARIOS)), moment)
    assert [(move.group, move.weeks) for move in again.moves] == [(m.group, m.weeks) for m in plan_for(moment).moves]


def test_files_that_stay_open_come_last_and_recent_terms_hold_more() -> None:
    moment = local(TODAYS["a Saturday in November"])
    made = plan_for(moment)
    assert {each.id for each in SCENARIOS if stays_open(each)} == OPEN_AT_THE_END
    reports = {move.group[0].id: move.reports[0] for move in made.moves}
    assert all(moment - reports[each] < timedelta(days=35) for each in OPEN_AT_THE_END)
    assert max(reports.values()) == max(reports[each] for each in OPEN_AT_THE_END)
    terms = terms_around(moment)
    reported_in = Counter(term_in(report, terms).name for move in made.moves for report in move.reports)
    counts = [reported_in[name] for name in ("Autumn 2025", "Spring 2026", "Summer 2026", "Autumn 2026")]
    assert sum(counts) == len(SCENARIOS)
    assert min(counts) >= 8 and counts[-1] == max(counts)


def test_every_school_has_something_in_every_term() -> None:
    moment = local(TODAYS["a Saturday in November"])
    terms, found = terms_around(moment), set()
    for move in plan_for(moment).moves:
        found |= {(each.school, term_in(at, terms).name) for each, at in zip(move.group, move.reports, strict=True)}
    assert len(found) == 4 * len({each.school for each in SCENARIOS}) == 16


def test_a_set_that_has_no_room_is_named() -> None:
    long = next(each for each in SCENARIOS if each.id == "d44")
    stretched = type(long)(
        **{**vars(long), "lines": (*long.lines, {"do": "note", "as": "head", "at": "+900d", "words": "Later."})}
    )
    with pytest.raises(LookupError, match="d44"):
        plan([stretched], local("2026-11-21T09:45"))
