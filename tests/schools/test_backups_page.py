"""Administrators read in plain words when the last backup was made and how the last drill went (R.22)."""

from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schools.history import OPERATING
from schools.models import Event, Safekeeping, School
from schools.models.event import NeverChanged
from schools.operations.safekeeping import Restored, note_backup, note_drill, note_restored
from schools.verification import verify
from tests.builders import client_of, now, person

pytestmark = pytest.mark.django_db
INFANT = "larkspur-infant"


def page(office: str = "admin") -> str:
    """What the page says to somebody, in single spaces."""
    response = client_of(person(INFANT, office)).get(f"/{INFANT}/backups/")
    return " ".join(unescape(response.content.decode()).split()) if response.status_code == 200 else ""


def test_only_an_administrator_reads_of_backups() -> None:
    assert "Last drill" in page()
    assert [page(office) for office in ("head", "slt", "staff", "governor")] == [""] * 4


def test_the_page_says_when_and_how_well_and_what_is_late() -> None:
    at = now()
    said = page()
    assert "None was made yet" in said and "nobody knows that one can be restored" in said and said.count("Late") == 2
    restored = Restored(at - timedelta(hours=5), events=1, files=12, seconds=80, size=3_000_000)
    note_backup(restored=restored, by=OPERATING, at=at)
    note_drill(restored=restored, by=OPERATING, at=at)
    said = page()
    assert "1 entry in the records and 12 files" in said and "restored in 80 seconds" in said
    assert "Late" not in said and "Restored</h2>" not in said
    note_drill(restored=restored, fault="The backup is damaged.", by=OPERATING, at=at + timedelta(seconds=1))
    said = page()
    assert "Failed" in said and "What it said: The backup is damaged." in said and "The last one that could" in said
    note_restored(restored=restored, by=OPERATING, at=at)
    assert "everything here was restored from the backup of" in page()


def test_a_night_without_a_backup_and_a_term_without_a_drill_are_late() -> None:
    for past, late in ((timedelta(hours=25), 0), (timedelta(hours=27), 1), (timedelta(days=101), 2)):
        at = now() - past
        note_backup(restored=Restored(at), by=OPERATING, at=at)
        note_drill(restored=Restored(at), by=OPERATING, at=at)
        assert page().count('tag-overdue">Late') == late
        clear()


def clear() -> None:
    """Take the notes away, as only the owner of the tables can."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM schools_safekeeping")


def test_a_drill_is_an_event_in_every_record_a_backup_is_none_and_neither_can_be_changed() -> None:
    before, schools = Event.objects.across_schools("test").count(), School.objects.count()
    note_backup(restored=Restored(now()), by=OPERATING, at=now())
    assert Event.objects.across_schools("test").count() == before
    drill = note_drill(restored=Restored(now()), by=OPERATING, at=now())
    assert Event.objects.across_schools("test").count() == before + schools
    assert all(verify(school).sound for school in School.objects.all())
    for change in (drill.save, drill.delete, Safekeeping.objects.all().delete):
        with pytest.raises(NeverChanged):
            change()


def test_the_page_asks_as_little_after_a_year_of_nights() -> None:
    client = client_of(person(INFANT, "admin"))
    client.get(f"/{INFANT}/backups/")
    counts = []
    for nights in (1, 60):
        for night in range(nights):
            note_backup(restored=Restored(now()), by=OPERATING, at=now() - timedelta(days=night))
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/{INFANT}/backups/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
