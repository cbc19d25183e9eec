"""`verify_record` for one incident, from a checkpoint, and on a backup's file with nothing running (S16.18)."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from django.db import connection, transaction

from incidents.models import Incident
from schools.models import Event, School
from schools.record_rows import Of
from schools.verifying_one import check_one
from tests.builders import AT, a_reported_post, keep_a_capture, person
from tests.schools.flush import lifted
from tests.schools.protected import ON_SQLITE
from tests.schools.recording import a_school, note
from tests.schools.test_verification import verify_record


@pytest.fixture
def incident(db: None) -> Incident:
    """One incident among others."""
    a_reported_post()
    found = a_reported_post()
    keep_a_capture(found, person("larkspur-infant", "head"), AT)
    a_reported_post()
    return found


def test_one_incident_is_said_to_stand_or_its_changed_events_are_named(incident: Incident) -> None:
    events = Event.objects.across_schools("test").filter(about=incident.about)
    said, code = verify_record("--incident", incident.reference.lower())
    assert (code, said) == (0, check_one(connection, of(incident.school), incident.about).sentence + "\n")
    assert said.startswith(f"All is as it was written: {events.count()} events, in a record of ")
    one, other = events.latest("number"), Event.objects.of(incident.school).exclude(about=incident.about)[0]
    for event, expected in ((one, f"changed after they were written: {one.number}."), (other, "but the record around")):
        with lifted(connection), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("UPDATE schools_event SET kind = 'x' WHERE id = %s", [event.pk])
            said, code = verify_record("--incident", incident.reference)
            transaction.set_rollback(True)
        assert code == 1 and expected in said
    assert verify_record("--incident", "NO-SUCH") == ("", 2)
    assert verify_record("--incident", incident.reference, "--school", "larkspur-junior") == ("", 2)


def of(school: School) -> Of:
    """The school as the check names it."""
    return Of(school.pk, school.slug, school.name)


def test_a_check_goes_on_from_a_checkpoint_by_hand_or_from_what_it_printed(db: None, tmp_path: Path) -> None:
    school = a_school()
    for _ in range(5):
        note(school)
    printed, code = verify_record("--json", "--school", "meadow")
    head = json.loads(printed)[0]["head"]
    assert code == 0 and head.startswith("5:")
    note(school)
    (tmp_path / "kept.json").write_text(printed)
    sound = "The record of Meadow School is sound from event 5 on: 2 events.\n"
    for since in (head, str(tmp_path / "kept.json")):
        assert verify_record("--school", "meadow", "--from-checkpoint", since) == (sound, 0)
    said, code = verify_record("--school", "meadow", "--from-checkpoint", f"5:{'0' * 64}")
    assert code == 1 and "event 5 was changed after it was written" in said
    said, code = verify_record("--school", "meadow", "--from-checkpoint", f"9:{'0' * 64}")
    assert code == 1 and "event 9 is missing" in said
    for nonsense in ("", "5", "5:xyz", "/nowhere", str(tmp_path)):
        assert verify_record("--school", "meadow", "--from-checkpoint", nonsense) == ("", 2)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A database file with the tables of a record, made by SQLite's own backup where the tests run on SQLite."""
    place = tmp_path / "backup.sqlite3"
    with sqlite3.connect(place) as there:
        there.execute("PRAGMA journal_mode=WAL")
        if ON_SQLITE:
            connection.ensure_connection()
            connection.connection.backup(there)
    there.close()
    for log in ("-wal", "-shm"):
        place.with_name(place.name + log).unlink(missing_ok=True)
    return place


if ON_SQLITE:

    @pytest.mark.django_db(transaction=True)
    def test_a_backups_file_is_checked_without_being_changed(request: pytest.FixtureRequest) -> None:
        school = a_school()
        for _ in range(4):
            note(school)
        place: Path = request.getfixturevalue("backup")
        note(school)
        place.chmod(0o440)
        before = place.read_bytes()
        said, code = verify_record("--database", str(place), "--school", "meadow")
        assert (said, code) == ("The record of Meadow School is sound: 4 events.\n", 0)
        assert place.read_bytes() == before and sorted(place.parent.glob("backup*")) == [place]
        spoilt = place.with_name("spoilt.sqlite3")
        shutil.copy(place, spoilt)
        spoilt.chmod(0o640)
        with sqlite3.connect(spoilt) as there:
            for (name,) in there.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                there.execute(f'DROP TRIGGER "{name}"')
            there.execute("UPDATE schools_event SET actor = 'x' WHERE number = 2 AND school_id = ?", [school.pk])
        there.close()
        said, code = verify_record("--database", str(spoilt))
        assert code == 1 and "The record of Meadow School is damaged: event 2 was changed" in said


def test_what_is_no_database_of_ours_is_refused_with_a_reason(db: None, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("no database " * 500)
    sqlite3.connect(tmp_path / "empty.sqlite3").close()
    for name in ("words.txt", "empty.sqlite3", "nowhere"):
        assert verify_record("--database", str(tmp_path / name)) == ("", 2)
    assert verify_record("--database", str(tmp_path)) == ("", 2)
