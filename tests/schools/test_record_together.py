"""Many writers of one record lose nothing; rows chained in memory, or carried to another database, still verify."""

import threading
import time
from datetime import timedelta

import pytest
from django.core import serializers
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from schools import record
from schools.history import SET_UP
from schools.models import Event, EventPayload, RecordHead, School
from schools.record import Draft
from schools.verification import verify
from tests.prove import writers
from tests.schools.flush import lifted
from tests.schools.recording import AT, a_school, note


@pytest.fixture
def school(db: None) -> School:
    """A school with an empty record."""
    return a_school()


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_leave_no_gap_no_duplicate_and_no_fork() -> None:
    """S16.17. `manage.py prove writers --count 1000` is the whole of it."""
    assert writers.run(50) == 0


@pytest.mark.django_db(transaction=True)
def test_the_count_of_writers_finds_a_gap_a_duplicate_and_a_fork(school: School) -> None:
    for _ in range(4):
        note(school, details={"writer": 1, "number": 1})
    found = "\n".join(writers.amiss(school, 5))
    assert "a gap" in found and "Details" in found and "there once" in found and "is sound: 4 events" in found
    last = Event.objects.of(school).get(number=4)
    with lifted(connection), connection.cursor() as cursor:
        cursor.execute("UPDATE schools_event SET previous = %s WHERE id = %s", [b"another", last.pk])
    assert "There is a fork." in writers.amiss(school, 4)


@pytest.mark.django_db(transaction=True)
def test_a_record_that_grows_while_it_is_checked_is_no_false_alarm(school: School) -> None:
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            note(school)
        connection.close()

    for _ in range(20):
        note(school)
    writer = threading.Thread(target=work)
    writer.start()
    try:
        verdicts, until = [verify(school)], time.monotonic() + 60
        while len(verdicts) < 25 or (verdicts[-1].events == verdicts[0].events and time.monotonic() < until):
            verdicts.append(verify(school))
    finally:
        stop.set()
        writer.join()
    assert {verdict.sentence for verdict in verdicts if not verdict.sound} == set()
    assert verdicts[0].events < verdicts[-1].events


def test_rows_chained_in_memory_verify_and_the_record_goes_on_after_them(school: School) -> None:
    note(school)
    with transaction.atomic():
        head = record.lock_head(school)
        drafts = [Draft("noted", f"incident:{number}", SET_UP, AT, {"n": number}) for number in range(500)]
        with CaptureQueriesContext(connection) as captured:
            events, payloads, end = record.chain(school, head.number + 1, bytes(head.hash), drafts)
        assert len(captured) == 0
        Event.objects.across_schools("test").bulk_create(events)
        EventPayload.objects.across_schools("test").bulk_create(payloads)
        record.move_head(head, end)
    assert note(school).number == 502
    assert verify(school).sentence == "The record of Meadow School is sound: 502 events."
    assert record.story_of(school, "incident:499")[0].details == {"n": 499}


def test_a_record_carried_to_another_database_as_xml_still_verifies(school: School) -> None:
    for number in range(5):
        note(school, details={"n": number, "text": "é"}, at=AT + timedelta(microseconds=number))
    payloads = EventPayload.objects.across_schools("test").filter(event__school=school)
    rows = [
        *Event.objects.across_schools("test").filter(school=school),
        *payloads,
        RecordHead._base_manager.get(school=school),
    ]
    carried = serializers.serialize("xml", rows)
    with lifted(connection), connection.cursor() as cursor:
        for row in reversed(rows):
            table, key = row._meta.db_table, row._meta.pk.column
            cursor.execute(f"DELETE FROM {table} WHERE {key} = %s", [row.pk])
        assert verify(school).events == 0
        for one in serializers.deserialize("xml", carried):
            one.save()  # as loaddata does
    assert verify(school).sentence == "The record of Meadow School is sound: 5 events."
