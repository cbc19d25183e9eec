"""The school's record: what may be written and how, how it reads back, and that many writers lose nothing."""

import hashlib
import hmac
import inspect
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from schools import record
from schools.damage import Damage
from schools.history import SET_UP
from schools.models import Event, Look, RecordHead, School
from schools.record import Draft, LookNotRecorded, NotInATransaction, NotRecordable
from schools.verification import verify
from tests.databases import as_the_owner
from tests.schools.flush import lifted
from tests.schools.recording import AT, a_head, a_school, note

NAMES = ["Alex Moor", "Billie Fenn", "Charlie Dale", "Jo Marsh"]


@pytest.fixture
def school(db: None) -> School:
    """A school with an empty record."""
    return a_school()


def statements(captured: CaptureQueriesContext) -> list[str]:
    """The statements sent, without those that only open and close a transaction."""
    marks = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")
    return [query["sql"] for query in captured.captured_queries if not query["sql"].startswith(marks)]


# Writing


def test_events_are_numbered_and_tied_within_their_own_school(school: School) -> None:
    other, head = a_school("harbour"), a_head()
    first, elsewhere, second = note(school), note(other), note(school, actor=head)
    assert [first.number, elsewhere.number, second.number] == [1, 1, 2]
    assert first.previous == record.genesis(school.pk) != elsewhere.previous
    assert second.previous == first.hash != second.hash
    assert second.actor == str(head.key)
    assert RecordHead._base_manager.get(school=school).number == 2
    assert verify(school).sound
    assert verify(other).sound


def test_the_hash_is_the_one_that_is_documented(school: School) -> None:
    event = note(school)
    event.refresh_from_db()
    times = ("2027-03-14T07:05:09.123456+00:00", event.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"))
    texts = [part.encode() for part in ("noted", "incident:1", "system:set-up", *times)]
    sized = b"".join(len(text).to_bytes(4, "big") + text for text in texts)
    salt, body = bytes(event.payload.salt), bytes(event.payload.body)
    commitment = hmac.new(salt, body, hashlib.sha256).digest()
    whole = b"\x01" + record.genesis(school.pk) + (1).to_bytes(8, "big") + sized + commitment
    assert (bytes(event.commitment), len(salt)) == (commitment, 32)
    assert bytes(event.hash) == hashlib.sha256(whole).digest()
    assert body == b'{"text":"Spoke to them"}'


def test_texts_cannot_run_into_each_other() -> None:
    def sealed(*texts: bytes) -> bytes:
        return record.seal(b"0" * 32, 1, texts, b"1" * 32)

    texts = [b"ab", b"cd", b"ef", b"gh", b"ij"]
    assert sealed(*texts) == sealed(*texts)
    for place in range(4):
        moved = [*texts]
        moved[place], moved[place + 1] = texts[place][:1], texts[place][1:] + texts[place + 1]
        assert b"".join(moved) == b"".join(texts) and sealed(*moved) != sealed(*texts), place


def test_an_event_takes_four_statements_and_a_look_one(school: School) -> None:
    head = a_head()
    note(school)
    with CaptureQueriesContext(connection) as captured:
        note(school)
    assert [one.split()[0] for one in statements(captured)] == ["SELECT", "INSERT", "INSERT", "UPDATE"]
    with CaptureQueriesContext(connection) as captured:
        record.look(school=school, viewer=head, kind="incident", about="incident:1", at=AT)
    assert [one.split()[0] for one in statements(captured)] == ["INSERT"]
    assert Look.objects.across_schools("test").get(school=school).about == "incident:1"


@pytest.mark.django_db(transaction=True)
def test_an_event_is_written_in_a_transaction_and_a_look_in_one_of_its_own(school: School) -> None:
    usual, head = {"school": school, "kind": "noted", "about": "incident:1", "at": AT}, a_head()
    with pytest.raises(NotInATransaction):
        record.write(**usual, actor=SET_UP, details={})
    assert not RecordHead._base_manager.filter(school=school).exists()
    with transaction.atomic():
        record.write(**usual, actor=SET_UP, details={})
        with pytest.raises(RuntimeError, match="durable"):
            record.look(**usual, viewer=head)
    record.look(**usual, viewer=head)
    assert [model._base_manager.filter(school=school).count() for model in (Event, Look)] == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_taken_back_leaves_no_gap(school: School) -> None:
    note(school)
    with transaction.atomic():
        note(school)
        transaction.set_rollback(True)
    assert note(school).number == 2
    assert verify(school).sound


@pytest.mark.django_db(transaction=True)
def test_where_a_look_cannot_be_written_the_page_is_told_to_stay_shut(school: School) -> None:
    rename, head = "ALTER TABLE {} RENAME TO {}".format, a_head()
    with as_the_owner(), connection.cursor() as cursor:
        cursor.execute(rename("schools_look", "elsewhere"))
        try:
            with pytest.raises(LookNotRecorded, match="this page stays shut. If somebody is in danger call 999"):
                record.look(school=school, viewer=head, kind="incident", about="incident:1", at=AT)
        finally:
            cursor.execute(rename("elsewhere", "schools_look"))
    record.look(school=school, viewer=head, kind="incident", about="incident:1", at=AT)


def test_the_time_of_recording_is_the_servers_clock_and_cannot_be_passed_in(school: School) -> None:
    assert "recorded_at" not in inspect.signature(record.write).parameters
    assert "recorded_at" not in Draft.__dataclass_fields__
    with pytest.raises(TypeError, match="recorded_at"):
        note(school, recorded_at=AT)
    with time_machine.travel(datetime(2027, 3, 28, 1, 30, tzinfo=UTC), tick=False):
        event = note(school)
    assert event.recorded_at == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert event.at == AT


# What may be written


class Unknown:
    """Something that the record does not know."""


@pytest.mark.parametrize(
    "value",
    [
        0.1,
        float("nan"),
        Decimal("0.1"),
        b"bytes",
        {1, 2},
        {1: "a number for a name"},
        object(),
        Unknown,
        AT.replace(tzinfo=None),
        "half a character \ud83d",
        ["deep", {"down": [0.5]}],
    ],
    ids=repr,
)
def test_details_that_do_not_read_the_same_for_ever_are_refused(school: School, value: Any) -> None:
    with pytest.raises(NotRecordable):
        note(school, details={"value": value})
    assert not Event.objects.across_schools("test").filter(school=school).exists()
    with pytest.raises(NotRecordable):
        note(school, details=[value])
    note(school, details={"value": "plain"})


def test_details_come_back_as_they_went_in_with_dates_as_text(school: School) -> None:
    key = uuid.UUID(int=5)
    details = {
        "z": None,
        "a": [True, 2, "three"],
        "text": "Ünïcödé \u202e \x00 👩‍👧",
        "day": date(2027, 3, 14),
        "time": AT.astimezone(timezone(timedelta(hours=1))),
        "key": key,
        "deep": {"b": ("x",), "a": {}},
    }
    note(school, details=details)
    told = record.story_of(school, "incident:1")[0].details
    plain = {"day": "2027-03-14", "time": record.moment(AT), "key": str(key), "deep": {"b": ["x"], "a": {}}}
    assert told == details | plain
    assert record.canonical({"b": 1, "a": 2}) == b'{"a":2,"b":1}' == record.canonical({"a": 2, "b": 1})


@pytest.mark.parametrize("wrong", ["", "Alex Moor", "alex@example.org", "x" * 61, "incident:1\n", "Zoë", None])
@pytest.mark.parametrize("field", ["kind", "about"])
def test_only_codes_and_keys_go_into_what_can_never_be_erased(school: School, field: str, wrong: Any) -> None:
    with pytest.raises(NotRecordable, match=field):
        note(school, **{field: wrong})
    note(school, **{field: "incident:7f0c-4.b_1"})


def test_a_time_without_its_zone_is_refused(school: School) -> None:
    at = AT.replace(tzinfo=None)
    with pytest.raises(NotRecordable):
        note(school, at=at)
    with pytest.raises(NotRecordable):
        record.look(school=school, viewer=a_head(), kind="incident", about="incident:1", at=at)


def test_without_the_salt_a_commitment_cannot_be_tried_against_a_list_of_names(school: School) -> None:
    events = [note(school, details={"name": name}) for name in NAMES + NAMES]
    guesses = [record.canonical({"name": name}) for name in NAMES]
    plain = {hashlib.sha256(guess).digest() for guess in guesses} | {record.commit(b"", guess) for guess in guesses}
    commitments = [bytes(event.commitment) for event in events]
    assert len(set(commitments)) == len(events)  # the same name twice looks like two names
    assert plain.isdisjoint(commitments)
    salt = bytes(events[0].payload.salt)
    assert [record.commit(salt, guess) == commitments[0] for guess in guesses] == [True, False, False, False]


# Reading


def test_the_story_of_one_thing_is_told_in_order_in_one_query_and_goes_on_after_an_erasure(school: School) -> None:
    for number, about in enumerate(["incident:1", "incident:2", "incident:1", "incident:1"]):
        note(school, about, details={"step": number})
    with lifted(connection), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM schools_eventpayload WHERE event_id IN (SELECT id FROM schools_event WHERE number = 3)"
        )
    with CaptureQueriesContext(connection) as captured:
        story = record.story_of(school, "incident:1")
    assert len(captured) == 1
    assert [(told.number, told.details) for told in story] == [(1, {"step": 0}), (3, None), (4, {"step": 3})]
    assert (story[0].at, story[0].actor, story[0].kind) == (AT, "system:set-up", "noted")
    assert verify(school).broken.damage is Damage.DETAILS_MISSING  # type: ignore[union-attr]
