"""Schools filled with made-up incidents, for measuring only: the one exception to the rule against bulk writes.

Real flows, and the demonstration, go through the operations. What is written here has no history rows, because nobody
ever edited it, and its events are hashed by `schools.record`, so that the record verifies. What one incident consists
of is in `bulk_rows.py`. A school that was not made here, or holds an incident that was not, is left alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, islice
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import models, transaction

from incidents.bulk_rows import LONG_EVERY, OPEN_IN_TEN, Ground, Rows, Telling, a_name, long, sentences, short
from incidents.demonstration import PASSWORD
from incidents.models import Incident, Person
from incidents.operations.entry import searchable
from incidents.playing.cast import ADOPTED, LONG_AGO, OFFICES, email_of, make_years, person
from incidents.references import new_reference
from incidents.text import fold
from policies.operations.life import adopt
from policies.operations.starting import load_starter
from policies.starters import load
from schools import record
from schools.history import SET_UP
from schools.models import School
from schools.operations import appoint, create_school, create_user
from schools.vocabulary import Role

BATCH = 1000
ABOUT, ADDED = "bulk", "bulk-added"
BACK, SETTLED = timedelta(days=460), timedelta(days=25)
"""Reports lie from about four terms back to some weeks ago: nothing that follows them lies in the future."""
RARE_HITS = 20


class NotBulk(Exception):
    """A school was not made here, or holds an incident that was not. The sentence names it."""


@dataclass(frozen=True)
class Filled:
    """How far one school is."""

    school: School
    done: int
    of: int


def fill(schools: int, incidents: int, now: datetime) -> Iterator[Filled]:
    """Bring `schools` bulk schools to `incidents` incidents in all, a batch at a time. Raises NotBulk before any write.

    A stopped run is carried on; a school that has enough is left as it is.
    """
    slugs = [f"bulk-{number:03}" for number in range(1, schools + 1)]
    for slug in slugs:
        already(slug)
    taken = set(
        Incident.objects.across_schools("References are unique over all schools.").values_list("reference", flat=True)
    )
    for number, slug in enumerate(slugs):
        wanted = incidents // schools + (number < incidents % schools)
        yield from _fill(slug, wanted, taken, now)


def already(slug: str) -> int:
    """How many incidents of this school were made here. Raises NotBulk where there are others, or it was not."""
    school = School.objects.filter(slug=slug).first()
    if school is None:
        return 0
    told = record.story_of(school, ABOUT)
    if not told:
        raise NotBulk(f"There is a school called {slug} that was not made for measuring. Nothing was written.")
    made = sum((each.details or {}).get("incidents", 0) for each in told)
    if made != Incident.objects.of(school).count():
        raise NotBulk(f"{school} holds an incident that was not made for measuring. Use an empty database.")
    return made


def _fill(slug: str, wanted: int, taken: set[str], now: datetime) -> Iterator[Filled]:
    done = already(slug)
    chance = Random(f"{slug} from {done}")
    ground = _ground(slug, chance, now)
    stories = _stories(ground, range(done, wanted), wanted, chance, taken, now)
    while batch := list(islice(stories, BATCH)):
        with transaction.atomic():
            _write(ground.school, batch, now)
        done += len(batch)
        yield Filled(ground.school, done, wanted)


def _ground(slug: str, chance: Random, now: datetime) -> Ground:
    school = School.objects.filter(slug=slug).first()
    if school is None:
        with transaction.atomic():
            school = _make_school(slug, chance, now)
    adoption = school.adoptions.select_related("version").latest("adopted_on")
    categories = list(adoption.version.categories.filter(retired=False).exclude(kind="OTHER")[:8])
    return Ground(school, adoption, categories, person(school, "head"), person(school, "staff"))


def _make_school(slug: str, chance: Random, now: datetime) -> School:
    name = f"{a_name(chance).split()[-1]} Primary School ({slug})"
    school = create_school(slug=slug, name=name, demonstration=True, by=SET_UP, at=now)
    shared = make_password(PASSWORD)
    for office in OFFICES:
        email = email_of(slug, office)
        user = create_user(email=email, name=a_name(chance), password_hash=shared, verified=True, by=SET_UP)
        appoint(user=user, role=Role(office.upper()), school=school, starts=LONG_AGO, by=SET_UP, at=now)
    version = load_starter(starter=load("joint-academy"), school=school, by=SET_UP, at=now)
    adopt(
        school=school,
        version=version,
        adopted_on=min(ADOPTED, (now - 2 * BACK).date()),
        review_due="",
        by=SET_UP,
        at=now,
    )
    make_years(school, range(now.year - 2, now.year + 1), now)
    _write(school, [], now)
    return school


def _stories(
    ground: Ground, numbers: range, wanted: int, chance: Random, taken: set[str], now: datetime
) -> Iterator[Rows]:
    rare = {each * wanted // RARE_HITS for each in range(RARE_HITS)}
    people: list[Person] = []
    for number in numbers:
        if number % 2 == 0 or not people:
            people = [*people[-BATCH // 2 :], _somebody(ground.school, chance)]
        at = _reported_at(number, wanted, chance, now)
        story = Telling(ground, chance, at, _reference(taken), chance.choice(people))
        story.report(sentences(chance, number in rare))
        still_open = chance.randrange(10) < OPEN_IN_TEN
        long(story, still_open) if number % LONG_EVERY == 0 else short(story, still_open)
        yield story.story


def _somebody(school: School, chance: Random) -> Person:
    name = a_name(chance)
    return Person(school=school, name=name, folded=fold(name))


def _reference(taken: set[str]) -> str:
    while (reference := new_reference()) in taken:
        pass
    taken.add(reference)
    return reference


def _reported_at(number: int, wanted: int, chance: Random, now: datetime) -> datetime:
    """Evenly from four terms back until some weeks ago, on a weekday between eight and five."""
    at = now - BACK + (BACK - SETTLED) * (number / wanted)
    at -= timedelta(days=max(0, at.weekday() - 4))
    return at.replace(hour=chance.randint(8, 16), minute=chance.randrange(60), second=0, microsecond=0)


def _write(school: School, stories: Sequence[Rows], now: datetime) -> None:
    """One batch: rows in order of what they point to, then the events, tied to the record's last."""
    head = record.lock_head(school)
    for story in stories:
        story.incident.search = searchable(story.incident, story.words, [story.link.person.name])
    _create([story.link.person for story in stories if story.link.person.pk is None])
    _create([story.incident for story in stories])
    _create([story.link for story in stories])
    _create([row for story in stories for row in story.rows])
    drafts = [draft for story in stories for draft in story.drafts]
    said = {"actor_name": SET_UP.name, "incidents": len(stories)}
    drafts.append(record.Draft(ADDED, ABOUT, SET_UP, now, said))
    events, payloads, last = record.chain(school, head.number + 1, bytes(head.hash), drafts)
    _create(events)
    _create(payloads)
    record.move_head(head, last)


def _create(rows: Sequence[models.Model]) -> None:
    """Each once, those of one model together."""
    unique = list({id(row): row for row in rows}.values())
    unique.sort(key=lambda row: row._meta.label)
    for model, same in groupby(unique, key=type):
        model._default_manager.bulk_create(list(same))
