"""How many events a second the check of a record reads, and how often longer it takes than reading and hashing alone.

The plain way reads the same two tables in the same order and takes one SHA-256 of each event and one of its details,
checking nothing: whatever checks a record has to do at least that. Each way is taken three times, one after the other;
the quickest of each counts, by the clock and by this process's own use of the processor. It is wrong when the check
takes more than three times as long as the plain way. How many events a second that is depends on the machine.
"""

import hashlib
import random
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from schools import record
from schools.history import SET_UP, acting
from schools.models import Event, EventPayload, School
from schools.record import Draft
from schools.verification import verify

BATCH, TIMES, AT_MOST = 5000, 3, 3.0
KINDS = ("reported", "noted", "step-taken", "kept")


def run(count: int) -> int:
    """Measure on a record of `count` events."""
    school = a_record(count)
    figures = [(measured(lambda: plain(school)), measured(lambda: checked(school, count))) for _ in range(TIMES)]
    wall, own = (tuple(min(one[way][clock] for one in figures) for way in (0, 1)) for clock in (0, 1))
    print(f"{connection.vendor}, {count:,} events")
    print(f"  check: {count / wall[1]:,.0f} a second; {count / own[1]:,.0f} by its own processor time")
    print(f"  plain: {count / wall[0]:,.0f} a second; {count / own[0]:,.0f} by its own processor time")
    print(f"  ratio: {wall[1] / wall[0]:.2f} by the clock; {own[1] / own[0]:.2f} by processor time")
    return int(wall[1] / wall[0] > AT_MOST)


def measured(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds by the clock, and of this process's processor time."""
    start, own = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - own


def checked(school: School, count: int) -> None:
    """Check the record."""
    verdict = verify(school)
    assert verdict.sound and verdict.events == count, verdict.sentence


def plain(school: School) -> None:
    """Read the same rows and hash their bytes, a page at a time, with no thought of what they say."""
    columns = "kind, about, actor, at, recorded_at, commitment, previous, hash, salt, body"
    tables = "schools_event JOIN schools_eventpayload ON event_id = id WHERE school_id = %s AND number > %s"
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT number, {columns} FROM {tables} ORDER BY number LIMIT 2000", [school.pk, last])
            rows = cursor.fetchall()
        if not rows:
            return
        for _, kind, about, actor, at, recorded_at, commitment, previous, hash, salt, body in rows:
            texts = f"{kind}{about}{actor}{at}{recorded_at}".encode()
            hashlib.sha256(b"".join((texts, commitment, previous, hash))).digest()
            hashlib.sha256(b"".join((salt, body))).digest()
        last = rows[-1][0]


def a_record(count: int) -> School:
    """A school with so many events, their details between 60 and 340 bytes long."""
    dice = random.Random(count)
    with transaction.atomic(), acting(SET_UP):
        school = School.objects.create(slug="verification-speed", name="Speed")
    for begin in range(0, count, BATCH):
        with transaction.atomic():
            _write(school, [a_draft(dice) for _ in range(min(BATCH, count - begin))])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as it would be in a database that has grown to this
    return school


def a_draft(dice: random.Random) -> Draft:
    """One event like any other."""
    at = timezone.now() - timedelta(seconds=dice.randrange(10**7))
    details = {"actor_name": "A. Head", "text": "word " * dice.randrange(5, 60)}
    return Draft(dice.choice(KINDS), f"incident:{dice.randrange(2000)}", SET_UP, at, details)


def _write(school: School, drafts: list[Draft]) -> None:
    head = record.lock_head(school)
    events, payloads, end = record.chain(school, head.number + 1, bytes(head.hash), drafts)
    Event.objects.across_schools("test").bulk_create(events)
    EventPayload.objects.across_schools("test").bulk_create(payloads)
    record.move_head(head, end)
