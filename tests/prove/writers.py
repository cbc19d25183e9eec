"""Eight writers add to one record at once, each over a connection of its own; then the record is looked through.

Every number has to be there once, each event tied to the one before, with its details, and the head at the last: no
gap, no duplicate, no fork (S16.17). `--count 1000` is the requirement's own figure.
"""

import threading
import time
from collections import Counter
from itertools import pairwise

from django.db import connection, transaction
from django.utils import timezone

from schools import record
from schools.history import SET_UP, acting
from schools.models import Event, EventPayload, RecordHead, School
from schools.verification import verify

WRITERS = 8
PATIENCE = 60_000
"""Milliseconds for which SQLite waits its turn: a slow disk is not what is tried here."""


def run(count: int) -> int:
    """Let each of the eight write `count` events. Returns how many things were wrong."""
    with acting(SET_UP):
        school = School.objects.create(slug="writers", name="Writers School")
    start = time.monotonic()
    failures = write_at_once(school, count)
    took = time.monotonic() - start
    wrong = [*map(repr, failures), *amiss(school, WRITERS * count)]
    for each in wrong:
        print(each)
    total = f"{WRITERS} writers x {count:,} events on {connection.vendor}: {WRITERS * count:,}"
    print(f"{total} in {took:.1f} s, {WRITERS * count / took:,.0f} a second; {wrong and len(wrong) or 'nothing'} amiss")
    return len(wrong)


def write_at_once(school: School, count: int) -> list[BaseException]:
    """Begin together, and end when all have written their share. Returns what stopped any of them."""
    failures: list[BaseException] = []
    start = threading.Barrier(WRITERS)

    def work(writer: int) -> None:
        try:
            be_patient()
            start.wait()
            for number in range(count):
                an_event(school, writer, number)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[writer]) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def be_patient() -> None:
    """Open this thread's connection, and let it wait for its turn."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        connection.connection.execute(f"PRAGMA busy_timeout = {PATIENCE}")


def an_event(school: School, writer: int, number: int) -> None:
    """Write one, in a transaction of its own, that says whose it is."""
    details = {"writer": writer, "number": number}
    with transaction.atomic():
        record.write(school=school, kind="noted", about="incident:1", actor=SET_UP, at=timezone.now(), details=details)


def amiss(school: School, expected: int) -> list[str]:
    """What is wrong with a record that has to hold so many events: a sentence for each."""
    events = Event.objects.of(school).order_by("number", "pk")
    rows = [
        (number, bytes(before), bytes(own)) for number, before, own in events.values_list("number", "previous", "hash")
    ]
    head, verdict = RecordHead.objects.of(school).get(), verify(school)
    details = EventPayload.objects.of(school).count()
    told = Counter((each["writer"], each["number"]) for each in record.details_of(school, "noted"))
    wrong = {
        "There is a gap, or a duplicate.": [number for number, *_ in rows] != list(range(1, expected + 1)),
        "There is a fork.": any(this[1] != before[2] for before, this in pairwise(rows)),
        "The head is not at the last event.": not rows or (head.number, bytes(head.hash)) != (rows[-1][0], rows[-1][2]),
        "Details are lacking, or too many.": details != expected,
        "What a writer wrote is not there once.": len(told) != expected or max(told.values()) > 1,
        verdict.sentence: not verdict.sound or verdict.events != expected,
    }
    return [sentence for sentence, is_so in wrong.items() if is_so]
