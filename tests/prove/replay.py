"""Sends what one person sent once more as others, and looks for what they were not to get or change (S8.07).

Every page of a school and every form that is taken (`tests/structure/sending.py`), as somebody there sends it, is sent
again to the same address by the head of another school, by a governor, and by nobody who is signed in. What they
may not do by the route table gets no 2xx and leaves every row and the head of every record as it was; what comes back,
whatever its status, holds none of the words that only whoever sees the incidents may read.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from incidents.models import Evidence, Incident, Letter, Person, Post
from schools.models import School
from tests.builders import the_schools
from tests.structure.routes import ROUTES
from tests.structure.sending import body
from tests.structure.walking import cell_of, undone
from tests.structure.witness import OWNED, schools_in, witnessed
from tests.structure.world import HERE, TAKES, World, a_world

OTHERS = ("elsewhere", "governor", "anonymous")
GOOD = {"200", "204", "302"}
NOTED = "schools_look"
SHORTEST = 5
"""Words shorter than this stand on pages by chance."""


OPEN = {
    "public_policy": "the school shows it to everybody",
    "public_policy_pdf": "the same",
    "break_glass": "whoever works on incidents at another school of the trust may ask to read one",
}
"""Pages of a school that are there for people of another, and why."""


@dataclass(frozen=True)
class Sent:
    """A request as somebody at the school sends it."""

    name: str
    method: str
    who: str
    address: str
    form: dict[str, Any] | None


def run(count: int) -> int:
    """Replay `count` requests, picked by chance, or all of them. Returns how many went wrong."""
    with TemporaryDirectory() as folder, override_settings(EVIDENCE_ROOT=Path(folder)):
        the_schools()
        call_command("collectstatic", interactive=False, verbosity=0)
        return replay_all(a_world(), count)


def replay_all(world: World, count: int) -> int:
    """Replay in a world that is there."""
    every = [(sent, who) for sent in captured(world) for who in OTHERS]
    picked = every if count >= len(every) else random.Random(count).sample(every, count)
    secret = words_of_incidents()
    wrong = [fault for sent, who in picked if (fault := fault_of(world, sent, who, secret))]
    found = Counter(who for _, who in picked)
    print(f"{len(picked)} of {len(every)} requests replayed, {len(secret)} words looked for: {dict(found)}")
    print("\n".join(wrong))
    return len(wrong)


def captured(world: World) -> Iterator[Sent]:
    """Every page of a school and every form on it, as the first who may sends it."""
    for name, route in ROUTES.items():
        if "slug" not in TAKES[name]:
            continue
        for method, cells in (("GET", route.get), ("POST", route.post)):
            able = [who for who in ("head", *cells) if cells[who] in GOOD and who not in OTHERS]
            if able:
                form = body(world, name, able[0]) if method == "POST" else None
                yield Sent(name, method, able[0], world.address(name, able[0]), form)


def words_of_incidents() -> set[str]:
    """What only whoever sees the incidents of the school may read."""
    here = School.objects.get(slug=HERE)
    texts = {each.reference for each in Incident.objects.of(here)} | {
        each.summary for each in Incident.objects.of(here)
    }
    texts |= {each.words for each in Post.objects.of(here)} | {each.url for each in Post.objects.of(here)}
    texts |= {
        each.name for each in Person.objects.of(here) if not each.involvements.filter(user__isnull=False).exists()
    }
    texts |= {str(each.key) for each in Letter.objects.of(here)} | {str(each.key) for each in Evidence.objects.of(here)}
    texts |= {each.original_name for each in Evidence.objects.of(here)}
    return {text for text in texts if len(text) >= SHORTEST}


def fault_of(world: World, sent: Sent, who: str, secret: set[str]) -> str:
    """What went wrong when this was sent by somebody else; nothing where all was as it should be."""
    cache.clear()
    connection.queries_log.clear()
    client = world.client(who)
    with undone(), witnessed(schools_in(sent.address, world.people.get(who))) as witness:
        before = state()
        response = client.get(sent.address) if sent.method == "GET" else client.post(sent.address, sent.form)
        content = response.getvalue().decode(errors="replace")
        changed = state() != before
    cell, theirs = cell_of(response), getattr(ROUTES[sent.name], sent.method.lower())[who]
    allowed = sent.name in OPEN or (theirs in GOOD and who != "elsewhere")
    own = str(sent.form) + sent.address
    read = sorted(word for word in secret if word in content and word not in own)
    faults = [
        *([f"read {read}"] if read else []),
        *([f"got {cell}"] if cell.startswith("2") and not allowed else []),
        *(["changed something"] if changed and not allowed else []),
        *witness.faults,
    ]
    return f"{sent.method} {sent.name} of {sent.who} as {who}: {'; '.join(faults)}" if faults else ""


def state() -> tuple[Any, ...]:
    """How many rows every table of schools has, and where every record stands. Looks apart: those are noted."""
    tables = sorted(set(OWNED) - {NOTED})
    counts = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables)
    heads = "SELECT school_id, number, hash FROM schools_recordhead ORDER BY school_id"
    with connection.cursor() as cursor:
        return tuple(tuple(map(plain, row)) for each in (counts, heads) for row in asked(cursor.cursor, each))


def asked(cursor: Any, statement: str) -> list[tuple[Any, ...]]:
    """The rows of a question of ours, past the witness, whom it does not concern."""
    cursor.execute(statement)
    return cursor.fetchall()


def plain(value: Any) -> Any:
    """Bytes as themselves: drivers give a view of them."""
    return bytes(value) if isinstance(value, memoryview) else value
