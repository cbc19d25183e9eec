"""Tampers with a record as no chain of hashes can show, and counts what statements kept elsewhere do not find.

Somebody with the owner's rights cuts the record short, rewrites it from the middle and seals it again to its end, or
cuts it short and fills it up: each time with its head, so that the chain is sound. Each must be found by the
statements, at a range that holds the place, and none by the chain alone; and the untouched record, which grows
meanwhile, must raise no alarm.
"""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction

from schools.anchors.checking import check
from schools.anchors.statements import Statement
from schools.history import ANCHORING, SET_UP, acting
from schools.models import School
from schools.operations.anchoring import sign_statement
from schools.verification import verify
from tests.prove._vandal_to_the_end import KINDS, Forger
from tests.prove.tampering import an_event
from tests.schools.anchored import statements_made
from tests.schools.flush import lifted
from tests.schools.recording import AT

NIGHTS, A_DAY = 6, 10
EVERY = 3
"""One clean check for so many tamperings."""


def run(count: int) -> int:
    """Tamper `count` times, each kind in turn. Returns how often it was not as it should be."""
    dice = random.Random(count)
    forger = a_record(dice)
    made, wrong, by_chain, clean = statements_made(), Counter[str](), 0, 0
    with lifted(connection):
        for turn in range(count):
            kind = KINDS[turn % len(KINDS)]
            found, seen = tried(forger, made, kind)
            by_chain += seen
            if not found:
                wrong[kind.__name__] += 1
            if turn % EVERY == 0:
                clean += 1
                wrong["false alarm"] += not grown_and_sound(forger, made)
    found_by = f"found by statements {count - wrong.total() + wrong['false alarm']}, by the chain alone {by_chain}"
    print(f"{count} tamperings of {len(KINDS)} kinds: {found_by}; {clean} clean checks: {wrong['false alarm']} alarms")
    return wrong.total() + by_chain


def tried(forger: Forger, made: list[Statement], kind: Callable[[Forger], tuple[str, int]]) -> tuple[bool, bool]:
    """Tamper, and take it back: whether the statements find it where it is, and whether the chain sees it."""
    with transaction.atomic():
        named, place = kind(forger)
        findings = check(made, [forger.school]).findings
        seen = not verify(forger.school).sound
        transaction.set_rollback(True)
    found = [each for each in findings if each.kind == named and each.first <= place <= each.last]
    return len(found) == len(findings) == 1, seen


def grown_and_sound(forger: Forger, made: list[Statement]) -> bool:
    """Write a few more events, check, and take them back."""
    with transaction.atomic():
        for number in range(forger.dice.randint(0, 3)):
            an_event(forger.school, number, forger.dice)
        sound = not check(made, [forger.school]).findings and verify(forger.school).sound
        transaction.set_rollback(True)
    return sound


def a_record(dice: random.Random) -> Forger:
    """A school with a record that was anchored every night."""
    with transaction.atomic(), acting(SET_UP):
        school = School.objects.create(slug="anchored", name="anchored")
    for night in range(NIGHTS):
        with transaction.atomic():
            for number in range(A_DAY):
                an_event(school, number, dice)
        sign_statement(by=ANCHORING, at=AT + timedelta(days=night))
    return Forger(school, NIGHTS * A_DAY, dice)
