"""When each file of the demonstration is played: moved by whole weeks so that all of it lies in the last four terms.

Pure: scenarios and a moment in, a plan out; the same plan for the same moment. Each report lies on a school day, no
line lies in the future, files that link move together, and a story keeps its order: whatever came before something
else (a line, a date that was set, a post) still does. Making the schools and playing is in `demonstration.py`.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from itertools import accumulate, pairwise

from incidents.playing.format import Scenario
from incidents.playing.moments import LONDON, after, moments, posted, report_line
from policies.vocabulary import StepName
from schools.calendar import Calendar, TermDates
from schools.term_dates import bank_holidays, terms_of_year

TERMS = 4
WEIGHTS = (0.8, 1.0, 1.2, 1.4)
"""How much a school day of each term counts for, the oldest term first: more recent terms hold a little more."""
LATEST_WEEKS = 3
"""Files that stay open are reported in the last so many weeks that have room for them."""
FURTHEST = 90
"""Four terms and the holidays around them are never longer than so many weeks."""
LOST_LINE, CHANGED_GAP = 20, 3
"""What it costs, in weeks away from its day, that a line leaves the school days, or that a gap is a school day off."""

Group = tuple[Scenario, ...]


@dataclass(frozen=True)
class Move:
    """Files that go together, by how many weeks they are moved, and when each then reports."""

    group: Group
    weeks: int
    reports: tuple[datetime, ...]


@dataclass(frozen=True)
class Plan:
    """The moves in order of play, the school years they need, and the calendar they were made for."""

    moves: tuple[Move, ...]
    calendar: Calendar
    now: datetime

    @cached_property
    def years(self) -> range:
        """The school years whose terms are made: from one before the first report to the one after now."""
        first = min(report for move in self.moves for report in move.reports)
        last = self.now.astimezone(LONDON).date()
        return range(self.calendar.school_year(first.date()) - 1, self.calendar.school_year(last) + 2)


def plan(scenarios: Sequence[Scenario], now: datetime) -> Plan:
    """Find a place for every scenario. Raises LookupError naming the files for which there is none."""
    calendar = calendar_around(now)
    groups = together(scenarios)
    open_ones = [group for group in groups if any(stays_open(each) for each in group)]
    moves = [_late(group, rank, len(open_ones), calendar, now) for rank, group in enumerate(open_ones)]
    window = _window([report for move in moves for report in move.reports], calendar)
    closed = sorted((group for group in groups if group not in open_ones), key=_shuffled)
    for school in sorted({group[0].school for group in closed}):  # so that each has something in every term
        mine = [group for group in closed if group[0].school == school]
        for group, target in zip(mine, _targets(window, calendar, now, len(mine)), strict=True):
            moves.append(_near(group, target, window, calendar, now))
    return Plan(tuple(sorted(moves, key=lambda move: move.reports[0])), calendar, now)


def calendar_around(now: datetime) -> Calendar:
    """The fixture schools' calendar for the terms before `now` and the school year after it."""
    year = now.astimezone(LONDON).year
    years = range(year - 3, year + 2)
    terms = [term for each in years for term in terms_of_year(each)]
    return Calendar(terms, (), bank_holidays(range(years.start, years.stop + 1)))


def together(scenarios: Sequence[Scenario]) -> list[Group]:
    """Scenarios in order of their first day, those that link in one group, each after what it links to."""
    groups: list[set[str]] = []
    for scenario in scenarios:
        mine = {scenario.id, *scenario.links}
        for other in [group for group in groups if group & mine]:
            groups.remove(other)
            mine |= other
        groups.append(mine)
    by_id = {each.id: each for each in scenarios}

    def after_its_links(key: str) -> tuple[int, str]:
        return max((after_its_links(link)[0] + 1 for link in by_id[key].links), default=0), key

    found = [tuple(by_id[key] for key in sorted(group, key=after_its_links)) for group in groups]
    return sorted(found, key=lambda group: (group[0].starts, group[0].id))


def stays_open(scenario: Scenario) -> bool:
    """Whether the incident is open after the last line. Every step that a closed one allows opens it again."""
    acts = ("take", "close", "reopen")
    done = [line for line in scenario.lines if line.get("do") in acts and not line.get("refused")]
    return not done or not (done[-1]["do"] == "close" or done[-1].get("step") == StepName.CLOSE)


def shape(scenario: Scenario, calendar: Calendar, weeks: int) -> list[bool]:
    """What the ladder asks of the order of things in a file; moved or not, the answers must be the same.

    Whether each line comes after the one before; whether a date that a step set has passed at each later step; and
    whether a post is of a later day than each line (NO_RESPONSE, B8 and CONTINUED: procedure, sections 4 and 5).
    """
    times = moments(scenario, calendar, weeks)
    told = list(zip(times, scenario.lines, strict=True))
    posts = [_day(post) for line in scenario.lines if (post := posted(line, weeks))]
    found = [before <= then for before, then in pairwise(times)]
    for number, (at, line) in enumerate(told):
        found += [post > at.date() for post in posts]
        if line.get("due"):
            due = after(at, line["due"], calendar, weeks)
            found += [due < then for then, later in told[number + 1 :] if later.get("do") in ("take", "close")]
    return found


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _shuffled(group: Group) -> bytes:
    """An order that mixes long and short files, the same every time."""
    return sha256(group[0].id.encode()).digest()


def _late(group: Group, rank: int, count: int, calendar: Calendar, now: datetime) -> Move:
    """One of the latest places: the first files the third latest, the last files the latest."""
    wait = (count - 1 - rank) * LATEST_WEEKS // count
    found = [move for _, move in zip(range(wait + 1), _places(group, calendar, now), strict=False)]
    if not found:
        raise LookupError(f"No room for {group[0].id}.")
    return found[-1]


def _places(group: Group, calendar: Calendar, now: datetime) -> Iterator[Move]:
    """Every place of these files that has nothing in the future, the latest first."""
    today = now.astimezone(LONDON).date()
    latest = (today - date.fromisoformat(group[0].starts[:10])).days // 7 + 1
    unmoved = _own_calendar(group)
    shapes = [shape(each, unmoved, 0) for each in group]
    for weeks in range(latest, latest - FURTHEST, -1):
        times = [moments(each, calendar, weeks) for each in group]
        reports = tuple(each[report_line(one)] for one, each in zip(group, times, strict=True))
        fits = all(calendar.is_school_day(report.date()) for report in reports) and max(map(max, times)) <= now
        if fits and [shape(each, calendar, weeks) for each in group] == shapes:
            yield Move(group, weeks, reports)


def _own_calendar(group: Group) -> Calendar:
    return calendar_around(max(datetime.fromisoformat(each.starts) for each in group).replace(tzinfo=LONDON))


def _window(reports: Sequence[datetime], calendar: Calendar) -> Sequence[TermDates]:
    """The last term in which something is reported, and the three before it."""
    last = calendar.term_of(max(reports).date())
    assert last is not None
    place = calendar.terms.index(last) + 1
    return calendar.terms[place - TERMS : place]


def _targets(window: Sequence[TermDates], calendar: Calendar, now: datetime, count: int) -> list[date]:
    """Days spread evenly over the school days of these terms up to now, recent terms a little more densely."""
    days, weights = [], []
    for term, weight in zip(window, WEIGHTS, strict=True):
        last = min(term.ends, now.astimezone(LONDON).date())
        for number in range((last - term.starts).days + 1):
            if calendar.is_school_day(day := term.starts + timedelta(days=number)):
                days.append(day)
                weights.append(weight)
    sums = list(accumulate(weights))
    return [days[bisect_left(sums, sums[-1] * (number + 0.5) / count)] for number in range(count)]


def _near(group: Group, target: date, window: Sequence[TermDates], calendar: Calendar, now: datetime) -> Move:
    """The place nearest to a day where the story also meets as many school days as it was written for."""
    first, last = window[0].starts, window[-1].ends
    places = [
        move for move in _places(group, calendar, now) if all(first <= report.date() <= last for report in move.reports)
    ]
    if not places:
        raise LookupError(f"No room for {group[0].id}.")
    unmoved = _own_calendar(group)

    def price(move: Move) -> float:
        away = abs((move.reports[0].date() - target).days) / 7
        return away + sum(_strain(each, unmoved, calendar, move.weeks) for each in group)

    return min(places, key=price)


def _strain(scenario: Scenario, unmoved: Calendar, calendar: Calendar, weeks: int) -> int:
    """How far a story is bent: school days gained or lost between its lines, and lines that fall out of school."""
    before, then = _days(scenario, unmoved, 0), _days(scenario, calendar, weeks)
    gaps = zip(_gaps(before, unmoved), _gaps(then, calendar), strict=True)
    lost = sum(unmoved.is_school_day(a) and not calendar.is_school_day(b) for a, b in zip(before, then, strict=True))
    return LOST_LINE * lost + CHANGED_GAP * sum(abs(a - b) for a, b in gaps)


def _days(scenario: Scenario, calendar: Calendar, weeks: int) -> list[date]:
    return [at.date() for at in moments(scenario, calendar, weeks)]


def _gaps(days: Sequence[date], calendar: Calendar) -> list[int]:
    return [calendar.school_days_between(before, then) for before, then in pairwise(days)]
