"""Damage to a record is found, named and placed; a sound record raises no alarm (S16.18)."""

import io
import json
from collections.abc import Sequence
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from schools import record
from schools.damage import Damage, Row, examine
from schools.history import SET_UP
from schools.models import Event, EventPayload, School
from schools.record import Draft, Head
from schools.verification import verify
from tests.prove import tampering, verification_speed
from tests.schools.flush import lifted
from tests.schools.protected import ON_SQLITE
from tests.schools.recording import AT, a_school, note


@pytest.fixture
def school(db: None) -> School:
    """A school with an empty record."""
    return a_school()


def test_an_empty_record_is_sound(school: School) -> None:
    assert verify(school).sentence == "The record of Meadow School is sound: 0 events."


MINE = "school_id = (SELECT id FROM schools_school WHERE slug = 'meadow')"
EVENT, HEAD, FIFTH = "schools_event", "schools_recordhead", f"{MINE} AND number = 5"
DETAILS_OF_FIFTH = f"event_id = (SELECT id FROM {EVENT} WHERE {FIFTH})"
COPY = f"""
    INSERT INTO {EVENT} (school_id, number, kind, about, actor, at, recorded_at, commitment, previous, hash)
    SELECT school_id, 9, kind, about, actor, at, recorded_at, commitment, previous, hash FROM {EVENT} WHERE {FIFTH}
"""
TAMPERINGS: list[tuple[str, str, Damage, int]] = [
    ("another kind", f"UPDATE {EVENT} SET kind = 'other' WHERE {FIFTH}", Damage.EDITED, 5),
    ("another thing", f"UPDATE {EVENT} SET about = 'incident:2' WHERE {FIFTH}", Damage.EDITED, 5),
    ("another actor", f"UPDATE {EVENT} SET actor = 'system:other' WHERE {FIFTH}", Damage.EDITED, 5),
    ("another day", f"UPDATE {EVENT} SET at = '2027-03-13 07:05:09.123456+00' WHERE {FIFTH}", Damage.EDITED, 5),
    ("an impossible day", f"UPDATE {EVENT} SET recorded_at = '13000-01-01' WHERE {FIFTH}", Damage.EDITED, 5),
    ("details gone", f"DELETE FROM schools_eventpayload WHERE {DETAILS_OF_FIFTH}", Damage.DETAILS_MISSING, 5),
    ("an event gone", f"DELETE FROM {EVENT} WHERE {FIFTH}", Damage.MISSING, 5),
    ("the first gone", f"DELETE FROM {EVENT} WHERE {MINE} AND number = 1", Damage.MISSING, 1),
    ("the end gone", f"DELETE FROM {EVENT} WHERE {MINE} AND number >= 7", Damage.TRUNCATED, 7),
    ("all gone", f"DELETE FROM {EVENT} WHERE {MINE}", Damage.TRUNCATED, 1),
    ("another number", f"UPDATE {EVENT} SET number = 60 WHERE {FIFTH}", Damage.REORDERED, 5),
    ("a copy at the end", COPY, Damage.DUPLICATED, 9),
    ("a head behind", f"UPDATE {HEAD} SET number = 6 WHERE {MINE}", Damage.ADDED, 7),
    ("no head", f"DELETE FROM {HEAD} WHERE {MINE}", Damage.ADDED, 1),
]
if ON_SQLITE:  # which keeps whatever it is given
    TAMPERINGS += [
        ("half a letter", f"UPDATE {EVENT} SET kind = CAST(x'c3' AS TEXT) WHERE {FIFTH}", Damage.EDITED, 5),
        ("a time that is none", f"UPDATE {EVENT} SET at = 'soon' WHERE {FIFTH}", Damage.EDITED, 5),
        ("a number that is none", f"UPDATE {EVENT} SET number = 'five' WHERE {FIFTH}", Damage.REORDERED, 5),
        ("the last number none", f"UPDATE {EVENT} SET number = 'x' WHERE {MINE} AND number = 8", Damage.REORDERED, 8),
        ("a number and a half", f"UPDATE {EVENT} SET number = 5.5 WHERE {FIFTH}", Damage.REORDERED, 5),
        ("text for bytes", f"UPDATE {EVENT} SET hash = 'x', previous = 'y' WHERE {FIFTH}", Damage.EDITED, 5),
    ]


@pytest.mark.parametrize(
    ("sql", "damage", "number"), [one[1:] for one in TAMPERINGS], ids=[one[0] for one in TAMPERINGS]
)
def test_damage_done_in_the_database_is_found_named_and_placed(
    school: School, sql: str, damage: Damage, number: int
) -> None:
    for _ in range(8):
        note(school)
    assert verify(school).sound
    with lifted(connection), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
        found = verify(school).broken
        transaction.set_rollback(True)
    assert found is not None
    assert (found.damage, found.number) == (damage, number)
    assert verify(school).sound


def test_every_kind_of_tampering_is_found_and_a_clean_record_raises_no_alarm(
    school: School, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tampering.run(tampering.ALL * 2) == 0
    said = capsys.readouterr().out
    assert f"of {tampering.ALL} kinds: {tampering.ALL * 2} found" in said and tampering.ALL >= 28
    assert "4 more, together with the head: found only by heads kept elsewhere" in said


def test_checking_is_at_most_three_times_as_long_as_reading_and_hashing(
    db: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """S16.24, small; `prove verification_speed` has the figures. No time is asserted here but that it ends."""
    monkeypatch.setattr(verification_speed, "TIMES", 1)
    assert verification_speed.run(3000) in (0, 1)
    assert "3,000 events" in capsys.readouterr().out


def rows_of(school: School) -> list[Row]:
    """A sound record as rows in memory."""
    drafts = [Draft("noted", "incident:1", SET_UP, AT, {"n": number}) for number in range(8)]
    events, payloads, _ = record.chain(school, 1, record.genesis(school.pk), drafts)
    return [as_row(event, payload) for event, payload in zip(events, payloads, strict=True)]


def as_row(event: Event, payload: EventPayload) -> Row:
    """One event as the database would give it."""
    texts = [event.kind, event.about, event.actor, record.moment(event.at), record.moment(event.recorded_at)]
    return Row(
        event.number,
        *(text.encode() for text in texts),
        commitment=bytes(event.commitment),
        previous=bytes(event.previous),
        hash=bytes(event.hash),
        salt=bytes(payload.salt),
        body=bytes(payload.body),
    )


def found_in(rows: Sequence[Row], school: School, head: Head | None = None) -> tuple[Damage, int] | None:
    """What the check says of these rows."""
    end = head or Head(rows[-1].number, rows[-1].hash)
    broken = examine(lambda: rows, lambda: end, record.genesis(school.pk))[1]
    return (broken.damage, broken.number) if broken else None


def test_two_events_that_claim_one_place_are_found_where_no_key_of_the_database_forbids_them(school: School) -> None:
    rows, others = rows_of(school), rows_of(school)
    assert found_in(rows, school) is None
    forked = [*rows[:4], rows[4], sealed_on(rows[3], others[4]), *rows[5:]]
    assert found_in(forked, school) == (Damage.FORKED, 5)
    assert found_in([*rows[:5], rows[4], *rows[5:]], school) == (Damage.DUPLICATED, 5)


def sealed_on(before: Row, row: Row) -> Row:
    """The row, tied to another before it, its hash made right."""
    number, texts = before.number + 1, row[1:6]
    hash = record.seal(before.hash, number, texts, row.commitment)
    return row._replace(number=number, previous=before.hash, hash=hash)


def test_an_event_rewritten_and_sealed_again_is_found_by_the_one_that_follows_it_or_by_the_head(school: School) -> None:
    rows, others = rows_of(school), rows_of(school)
    assert found_in([*rows[:4], sealed_on(rows[3], others[4]), *rows[5:]], school) == (Damage.EDITED, 5)
    end = Head(8, rows[-1].hash)
    assert found_in([*rows[:7], sealed_on(rows[6], others[7])], school, end) == (Damage.EDITED, 8)


def test_a_record_cannot_be_passed_off_as_another_schools(school: School) -> None:
    rows = rows_of(school)
    end = Head(8, rows[-1].hash)
    assert examine(lambda: rows, lambda: end, record.genesis(school.pk))[1] is None
    assert examine(lambda: rows, lambda: end, record.genesis(school.pk + 1))[1].number == 1  # type: ignore[union-attr]


def test_a_clock_set_back_is_mentioned_and_is_no_damage(school: School) -> None:
    with time_machine.travel(AT, tick=False):
        note(school)
    with time_machine.travel(AT - timedelta(minutes=4), tick=False):
        note(school)
    assert verify(school).notes == ()
    with time_machine.travel(AT - timedelta(minutes=10), tick=False):
        note(school)
    assert verify(school).sound
    assert verify(school).notes == ("The server's clock was set back 1 time by more than five minutes.",)


# The command


def verify_record(*words: str) -> tuple[str, int]:
    """What the command prints, and the code it ends with."""
    out = io.StringIO()
    try:
        call_command("verify_record", *words, stdout=out)
    except CommandError as error:
        return out.getvalue(), error.returncode
    return out.getvalue(), 0


def test_the_command_says_which_records_are_sound_and_ends_with_one_when_any_is_not(school: School) -> None:
    for _ in range(3):
        note(school)
    a_school("harbour")
    said, code = verify_record()
    assert (len(said.splitlines()), code) == (School.objects.count(), 0)
    assert "The record of Harbour School is sound: 0 events.\n" in said
    assert "The record of Meadow School is sound: 3 events.\n" in said
    with lifted(connection), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {EVENT} WHERE {MINE} AND number = 2")
        said, code = verify_record("--school", "meadow")
        as_json, json_code = verify_record("--json")
        fine = verify_record("--school", "harbour")[1]
        transaction.set_rollback(True)
    assert (said, code) == ("The record of Meadow School is damaged: event 2 is missing.\n", 1)
    assert (json_code, fine) == (1, 0)
    found = {verdict["school"]: verdict for verdict in json.loads(as_json)}
    assert [school for school, verdict in found.items() if not verdict["sound"]] == ["meadow"]
    assert found["meadow"]["broken"] == {"damage": "missing", "number": 2, "last": 2, "through": 2}


def test_the_command_never_reports_well_when_it_examined_nothing(db: None) -> None:
    assert verify_record("--school", "nowhere") == ("", 2)
    a_school("nowhere")
    assert verify_record("--school", "nowhere") == ("The record of Nowhere School is sound: 0 events.\n", 0)
