"""The unusual looking of one week at a school, for the head; for the chair where it is the head's. Writes nothing.

It is reckoned from the looks at incidents from which the reader is not kept, and from nothing else: with and without
an incident that they may not know of, the page is the same (S8.13).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from incidents.access import not_excluded
from incidents.looks import HARMLESS, known_of, offices_of
from incidents.models import Evidence, Incident, Involvement, Letter
from incidents.unusual_looks import Found, Seen, Sign, unusual
from schools.access import Standing, holders
from schools.dates import calendar_of
from schools.models import Look, User
from schools.vocabulary import Permission, Role

WEEK = timedelta(days=7)
NAMED = 12
"""As many references are named in a line; of the others the line says how many they are."""


@dataclass(frozen=True)
class Shown:
    """One sign with the looks that show it, as the page lists it."""

    sign: Sign
    references: Sequence[str]
    others: int
    times: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Person:
    """One person whose looking was unusual."""

    user: User
    offices: str
    shown: Sequence[Shown]


@dataclass(frozen=True)
class Week:
    """The page: one week, from its Monday, and whose looking this reader is asked to review."""

    monday: date
    people: Sequence[Person]
    of_the_head: bool
    opens: bool
    later: date | None

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + WEEK - timedelta(days=1)

    @property
    def earlier(self) -> date:
        """The Monday before."""
        return self.monday - WEEK


def monday_of(said: str, today: date) -> date:
    """The Monday of the week of a day such as 2026-11-16; of this week, where it says nothing or a day to come."""
    try:
        day = min(date.fromisoformat(said), today)
    except ValueError:
        day = today
    day = max(day, date(2020, 1, 6))
    return day - timedelta(days=day.weekday())


def week_of(standing: Standing, monday: date, today: date) -> Week:
    """Gather the page: as many questions however many looked at however much."""
    looks = _looks(standing, monday, today)
    seen = list(_seen(standing, looks))
    incidents = (
        Incident.objects.of(standing.school).filter(pk__in={each.incident for each in seen}).select_related("school")
    )
    by_key = {each.pk: each for each in incidents}
    found = unusual(seen, known_of(list(by_key.values())), calendar_of(standing.school))
    return Week(
        monday=monday,
        people=_people(standing, found, by_key),
        of_the_head=Role.HEAD not in standing.roles,
        opens=standing.may(Permission.WORK_ON_INCIDENTS),
        later=monday + WEEK if monday + WEEK <= today else None,
    )


def _looks(standing: Standing, monday: date, today: date) -> QuerySet[Look]:
    """The looks of the week that are this person's to review: never their own, and the head's only for the chair."""
    start, end = (timezone.make_aware(datetime.combine(day, time())) for day in (monday, monday + WEEK))
    heads = [user.pk for user in holders(standing.school, Role.HEAD, today)]
    others = Look.objects.of(standing.school).filter(at__gte=start, at__lt=end).exclude(viewer=standing.user)
    return (others if Role.HEAD in standing.roles else others.filter(viewer__in=heads)).exclude(kind__in=HARMLESS)


def _seen(standing: Standing, looks: QuerySet[Look]) -> Iterator[Seen]:
    """The looks at what this person may know of."""
    rows = list(looks.values_list("viewer_id", "kind", "about", "at"))
    things = _things(standing, {about for _, _, about, _ in rows})
    for viewer, kind, about, at in rows:
        if about in things:
            incident, person = things[about]
            yield Seen(viewer, incident, timezone.localtime(at), kind, person)


def _things(standing: Standing, abouts: set[str]) -> dict[str, tuple[int, int | None]]:
    """Which incident, and which person's record, each look was at: four questions."""
    keys: dict[str, list[str]] = defaultdict(list)
    for about in abouts:
        name, _, key = about.partition(":")
        keys[name].append(key)
    free = Incident.objects.of(standing.school).filter(not_excluded(standing.user))
    found = {f"incident:{key}": (pk, None) for pk, key in _of(free, Q(key__in=keys["incident"]), "pk", "key")}
    for name, model in (("evidence", Evidence), ("letter", Letter)):
        rows = model.objects.of(free)
        found |= {f"{name}:{key}": (pk, None) for pk, key in _of(rows, Q(key__in=keys[name]), "incident_id", "key")}
    links = Involvement.objects.of(free)
    who = _of(links, Q(key__in=keys["involvement"]), "incident_id", "key", "person_id")
    return found | {f"involvement:{key}": (pk, person) for pk, key, person in who}


def _of(rows: QuerySet, which: Q, *columns: str) -> Iterator[tuple]:
    return rows.filter(which).values_list(*columns).iterator()


def _people(standing: Standing, found: Sequence[Found], incidents: Mapping[int, Incident]) -> list[Person]:
    users = User.objects.in_bulk({each.viewer for each in found})
    offices = offices_of(users, standing.school)
    by_viewer: dict[int, list[Shown]] = defaultdict(list)
    for each in found:
        by_viewer[each.viewer].append(_shown(each, incidents))
    people = [Person(users[pk], offices.get(pk, ""), shown) for pk, shown in by_viewer.items()]
    return sorted(people, key=lambda each: (each.user.name, each.user.pk))


def _shown(found: Found, incidents: Mapping[int, Incident]) -> Shown:
    references = [incidents[pk].reference for pk in found.incidents]
    named = references[:NAMED]
    first, last = found.looks[0].at, found.looks[-1].at
    return Shown(found.sign, named, len(references) - len(named), len(found.looks), first, last)
