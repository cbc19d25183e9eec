"""Tampers with a real record in every way an owner of the database could, and counts what the check does not find.

The triggers are down, as they would be for whoever owns the tables. Each tampering is done to a sound record, or to a
row, a history or a file beside it, looked for, and taken back; it is wrong unless it was found, at the right place,
under its right name. Between them the untouched record is checked for false alarms. What takes heads kept elsewhere is
tried as well and counted by itself: a record rewritten, or cut short, together with its head is not found from here.
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
from tests.prove._elsewhere import BESIDE, Beside, Seen, beside, file_put_back, found
from tests.prove._owner import LENGTH, Vandal
from tests.prove._vandal import ALONE_WITH_THE_HEAD, KINDS, Found
from tests.schools.flush import lifted

EVERY = 6  # one clean check for so many tamperings
ALL = len(KINDS) + len(BESIDE)


def run(count: int) -> int:
    """Tamper `count` times, each kind in turn. Returns how often the check was wrong, false alarms included."""
    dice = random.Random(count)
    vandal, here = Vandal(*a_record(dice), dice), beside(dice)
    wrong, missed, unseen = Counter[str](), 0, 0
    with lifted(connection):
        for turn in range(count):
            kind = [*KINDS, *BESIDE][turn % ALL]
            expected, seen = tried_beside(here, kind) if kind in BESIDE else tried(vandal, kind)  # type: ignore[arg-type,operator]
            missed += not seen
            if seen != expected:
                wrong[kind.__name__] += 1
                print(f"{kind.__name__}: expected {expected}, found {seen}")
            if turn % EVERY == 0 and not (grown_and_sound(vandal) and not found(here)):
                wrong["false alarm"] += 1
            unseen += turn % ALL == 0 and all(tried(vandal, each)[1] is None for each in ALONE_WITH_THE_HEAD)
    report(count, missed, wrong)
    print(f"{unseen * len(ALONE_WITH_THE_HEAD)} more, together with the head: found only by heads kept elsewhere")
    return wrong.total()


def report(count: int, missed: int, wrong: Counter[str]) -> None:
    """Say what was examined, and what came of it."""
    placed, clean = count - wrong.total() + wrong["false alarm"], -(-count // EVERY)
    print(f"{count} tamperings of {ALL} kinds: {count - missed} found, {placed} named and placed rightly")
    print(f"{clean} clean checks: {wrong['false alarm']} false alarms; {dict(wrong) or 'all as expected'}")


def tried(vandal: Vandal, kind: Callable[[Vandal], Found]) -> tuple[Found, Found | None]:
    """Tamper, look for it, and take it back."""
    with transaction.atomic():
        expected = kind(vandal)
        broken = verify(vandal.school).broken
        transaction.set_rollback(True)
    return expected, broken and (broken.damage, broken.number)


def tried_beside(here: Beside, kind: Callable[[Beside], Seen]) -> tuple[Seen, Seen]:
    """The same with a row, a history or a file."""
    with file_put_back(here), transaction.atomic():
        expected = kind(here)
        seen = found(here)
        transaction.set_rollback(True)
    return expected, seen


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
