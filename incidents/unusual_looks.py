"""What is unusual about looking at incidents: pure, plain data in, plain data out (S16.09).

Unusual is not wrong. A sign is a reason to ask, once, in a friendly way; the page that shows them says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models

from schools.calendar import Calendar

FIRST_HOUR, LAST_HOUR = 6, 22
"""Before six and from ten at night nobody is expected to work, and few do."""

MANY = 15
"""More incidents than this in one hour are too many to be worked on: four minutes each. It looks like browsing."""

ONE_HOUR = timedelta(hours=1)

LONG_AFTER = timedelta(days=90)
"""A closed incident is looked at again when something comes back, mostly within the term."""

OFTEN = 10
"""As often as this in a week, one person's record is looked at more than work on it asks for."""


class Sign(models.TextChoices):
    """Why a look is unusual."""

    LET_IN = "let-in", "Let in to read it for a few hours"
    NO_PART = "no-part", "Has done nothing in it"
    OUT_OF_HOURS = "out-of-hours", "Out of hours"
    LONG_CLOSED = "long-closed", "Closed long before"
    MANY = "many", "Many incidents within an hour"
    ONE_PERSON = "one-person", "One person’s record again and again"


@dataclass(frozen=True)
class Seen:
    """One look: who, which incident, when (in local time), of what kind, and at which person's record, if at one."""

    viewer: int
    incident: int
    at: datetime
    kind: str
    person: int | None = None


@dataclass(frozen=True)
class Known:
    """What is known of an incident beside its looks: when it was closed, and who has a part in the work on it."""

    closed_at: datetime | None
    parts: frozenset[int]


@dataclass(frozen=True)
class Found:
    """One thing that is unusual about one person's looking: which sign, and the looks that show it."""

    viewer: int
    sign: Sign
    looks: Sequence[Seen]

    @property
    def incidents(self) -> list[int]:
        """Which incidents, each once, in the order in which they were looked at."""
        return list(dict.fromkeys(each.incident for each in self.looks))


def out_of_hours(at: datetime, calendar: Calendar) -> bool:
    """Whether nobody is expected to work at this local time: at night, or on a day on which the school is shut."""
    return not FIRST_HOUR <= at.hour < LAST_HOUR or not calendar.is_school_day(at.date())


def signs_of(look: Seen, known: Known, calendar: Calendar) -> set[Sign]:
    """What is unusual about one look by itself."""
    found = set()
    if look.kind == "break-glass":
        found.add(Sign.LET_IN)
    elif look.kind != "reveal" and look.viewer not in known.parts:  # what they see of it is a look of its own
        found.add(Sign.NO_PART)
    if out_of_hours(look.at, calendar):
        found.add(Sign.OUT_OF_HOURS)
    if known.closed_at is not None and look.at - known.closed_at > LONG_AFTER:
        found.add(Sign.LONG_CLOSED)
    return found


def unusual(looks: Iterable[Seen], known: Mapping[int, Known], calendar: Calendar) -> list[Found]:
    """Everything that is unusual about some looks: person by person, sign by sign, each with its looks in order."""
    by_viewer: dict[int, list[Seen]] = defaultdict(list)
    for look in sorted(looks, key=lambda each: each.at):
        by_viewer[look.viewer].append(look)
    return [found for viewer, theirs in by_viewer.items() for found in _of_one(viewer, theirs, known, calendar)]


def _of_one(viewer: int, looks: Sequence[Seen], known: Mapping[int, Known], calendar: Calendar) -> Iterator[Found]:
    shown: dict[Sign, list[Seen]] = defaultdict(list)
    for look in looks:
        for sign in signs_of(look, known[look.incident], calendar):
            shown[sign].append(look)
    shown[Sign.MANY] = many_within_an_hour(looks)
    shown[Sign.ONE_PERSON] = often_at_one_person(looks)
    return (Found(viewer, sign, shown[sign]) for sign in Sign if shown[sign])


def many_within_an_hour(looks: Sequence[Seen]) -> list[Seen]:
    """The looks that lie within some hour in which one person looked at too many incidents. `looks` are in order."""
    found: set[int] = set()
    start = 0
    for end, look in enumerate(looks):
        while look.at - looks[start].at >= ONE_HOUR:
            start += 1
        if len({each.incident for each in looks[start : end + 1]}) > MANY:
            found |= set(range(start, end + 1))
    return [looks[place] for place in sorted(found)]


def often_at_one_person(looks: Sequence[Seen]) -> list[Seen]:
    """The looks at the record of somebody that was looked at too often."""
    by_person: dict[int, list[Seen]] = defaultdict(list)
    for look in looks:
        if look.person is not None:
            by_person[look.person].append(look)
    return [look for often in by_person.values() if len(often) >= OFTEN for look in often]
