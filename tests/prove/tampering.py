"""Tampers with a real record in every way an owner of the database could, and counts what the check does not find.

The triggers are down, as they would be for whoever owns the tables. Each tampering is done to a sound record, looked
for, and taken back; it is wrong unless it was found, at the right event, under its right name. Between them the
untouched record is checked for false alarms. What takes heads kept elsewhere is not tried: rewriting the record to its
very end, or cutting it short, together with its head.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from schools.history import SET_UP, acting
from schools.models import School
from schools.record import write
from schools.verification import verify
from tests.prove._owner import LENGTH, Vandal
from tests.prove._vandal import KINDS, Found
from tests.schools.flush import lifted

EVERY = 6  # one clean check for so many tamperings


def run(count: int) -> int:
    """Tamper `count` times, each kind in turn. Returns how often the check was wrong, false alarms included."""
    dice = random.Random(count)
    vandal = Vandal(*a_record(dice), dice)
    wrong: Counter[str] = Counter()
    with lifted(connection):
        for turn in range(count):
            kind = KINDS[turn % len(KINDS)]
            expected, found = tried(vandal, kind)
            if found != expected:
                wrong[kind.__name__] += 1
                print(f"{kind.__name__}: expected {expected}, found {found}")
            if turn % EVERY == 0 and not grown_and_sound(vandal):
                wrong["false alarm"] += 1
    clean = -(-count // EVERY)
    print(f"{count} tamperings of {len(KINDS)} kinds, {clean} clean checks: {dict(wrong) or 'all as expected'}")
    return wrong.total()


def tried(vandal: Vandal, kind: Callable[[Vandal], Found]) -> tuple[Found, Found | None]:
    """Tamper, look for it, and take it back."""
    with transaction.atomic():
        expected = kind(vandal)
        broken = verify(vandal.school).broken
        transaction.set_rollback(True)
    return expected, broken and (broken.damage, broken.number)


def grown_and_sound(vandal: Vandal) -> bool:
    """Write a few more events, check, and take them back."""
    with transaction.atomic():
        for number in range(vandal.pick(0, 3)):
            an_event(vandal.school, number, vandal.dice)
        sound = verify(vandal.school).sound
        transaction.set_rollback(True)
    return sound


def an_event(school: School, number: int, dice: random.Random) -> None:
    """Write one, some time ago, with details of some length."""
    details = {"text": f"Step {number}", "note": "é" * dice.randrange(200)}
    at = timezone.now() - timedelta(days=dice.randrange(400))
    write(school=school, kind="noted", about="incident:1", actor=SET_UP, at=at, details=details)


def a_record(dice: random.Random) -> tuple[School, School]:
    """A school with a record, and another without."""
    with transaction.atomic(), acting(SET_UP):
        one, other = (School.objects.create(slug=f"tampering-{name}", name=name) for name in ("one", "other"))
        for number in range(LENGTH):
            an_event(one, number, dice)
    return one, other
