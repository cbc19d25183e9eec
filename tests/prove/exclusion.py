"""Asks for everything as somebody kept from an incident, with and without it, and counts what differs (S8.12 to S8.15).

Each time another incident is made, by dice: who is kept out and how, whom it names, what is done about it. Then every
page of the address tree, every list, filter, search and link, and every form is asked for twice: while the incident is
there, and once it never was. Not one byte may differ; nor may a message have gone to that person. The clock stands
still meanwhile, and chance is played from the same cards.
"""

import logging
import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import time_machine
from django.core import mail
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from schools.models.outbox import Outgoing
from tests.prove._crawl import Seen, crawl, names_in_the_database
from tests.prove._hidden import WHO, make_hidden
from tests.structure.walking import undone
from tests.structure.world import World, a_world

AROUND = 120


def run(count: int) -> int:
    """Try `count` incidents. Returns how many pages differed, or messages went out."""
    dice, wrong, asked = random.Random(count), 0, 0
    clock = time_machine.travel(timezone.now(), tick=False)
    with quiet(), undone(), clock, override_settings(ALLOWED_HOSTS=["testserver"]):
        world = prepared()
        for turn in range(count):
            told, pages = tried(world, WHO[turn % len(WHO)], dice)
            wrong, asked = wrong + len(told), asked + pages
            print("\n".join(told) if told else "", end="\n" if told else "")
    print(f"{count} incidents, {asked} answers compared: {wrong} differ")
    return wrong


@contextmanager
def quiet() -> Iterator[None]:
    """Thousands of refusals are asked for: the log does not tell of each."""
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def prepared() -> World:
    """The world of the route walk, on the fixture schools."""
    from schools.models import School
    from tests.builders import the_schools

    call_command("collectstatic", interactive=False, verbosity=0)
    if not School.objects.exists():
        the_schools()
    return a_world()


def tried(world: World, who: str, dice: random.Random) -> tuple[list[str], int]:
    """Make one incident, ask for everything; take it back, and ask again."""
    with ExitStack() as stack:
        stack.enter_context(undone())
        before, posted = len(mail.outbox), _posted_to(world, who)
        hidden = make_hidden(world, who, dice)
        sent = [each.subject for each in mail.outbox[before:] if world.people[who].email in each.recipients()]
        sent += _posted_to(world, who)[len(posted) :]
        known = names_in_the_database()
        there = crawl(world, hidden, known)
    never = crawl(world, hidden, known)
    found = differences(there, never, hidden.how)
    return found + [f"{hidden.how}: a message “{subject}” went out" for subject in sent], len(there | never)


def _posted_to(world: World, who: str) -> list[str]:
    """The subjects of all mail posted to somebody, handed over or not: as a list, for each counts."""
    return list(Outgoing.objects.filter(to=world.people[who].email).order_by("pk").values_list("subject", flat=True))


def differences(there: Seen, never: Seen, how: str) -> list[str]:
    """Where the two differ, with the bytes around it."""
    found = []
    for name in there | never:
        one, other = there.get(name, b""), never.get(name, b"")
        if one != other:
            place = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
            span = slice(max(0, place - AROUND), place + AROUND)
            found.append(f"{how}: {name}\n    with:    {one[span]!r}\n    without: {other[span]!r}")
    return found
