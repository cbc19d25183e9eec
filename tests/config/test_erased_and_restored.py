"""Whoever was erased stays erased when a backup from before that is restored (S14.16)."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config.backup import erasures
from incidents.models import Disposal, Evidence, Incident, Involvement
from incidents.operations.disposing import agree, propose_due, propose_person
from incidents.operations.people import Named, link_person, unlink_person
from incidents.operations.steps import close
from incidents.vocabulary import Outcome, Part
from schools.models import School
from schools.models.erasure import TOMBSTONE
from schools.verification import verify
from tests.builders import AT, a_reported_post, keep_a_capture, person
from tests.config.a_backup import SCHOOL, an_empty_database, asked, backed_up, filled, key_file

__all__ = ["filled", "key_file"]

NAME = "Zebedee Quillfeather"
LATER = AT + timedelta(days=365 * 6 + 10)
COUNTED = "SELECT kind, COUNT(*) FROM schools_event GROUP BY kind"


def a_wrong_link(incident: Incident) -> Involvement:
    """Somebody who was linked by mistake and taken off again."""
    head = person(SCHOOL, "head")
    link = link_person(incident=incident, named=Named(NAME, Part.SHARER), by=head, at=AT)
    unlink_person(incident=incident, link=link, reason="Another person", by=head, at=AT)
    return link


def an_old_incident() -> Incident:
    """An incident whose time is over."""
    incident, head = a_reported_post(SCHOOL, at=AT), person(SCHOOL, "head")
    keep_a_capture(incident, head, AT)
    closed = AT + timedelta(hours=1)
    close(incident=incident, outcome=Outcome.RESOLVED_BY_DISCUSSION, reasons="They talked.", by=head, at=closed)
    return incident


def erase(link: Involvement) -> None:
    """Two people agree that somebody wrongly linked is erased, and that what is due goes."""
    head, dsl, chair = (person(SCHOOL, office) for office in ("head", "dsl", "chair"))
    waiting = propose_person(incident=link.incident, link=link, reason="Another person", by=dsl, at=AT)
    assert agree(disposal=waiting, by=head, at=AT)
    propose_due(at=LATER)
    due = Disposal.objects.across_schools("The test asks.").get(outcome="")
    assert agree(disposal=due, by=chair, at=LATER) is None
    assert agree(disposal=due, by=head, at=LATER)


def test_a_person_who_was_erased_stays_erased_when_an_older_backup_is_restored(
    filled: list[Evidence], key_file: Path, tmp_path: Path
) -> None:
    link, old, place, said = a_wrong_link(filled[0].incident), an_old_incident(), tmp_path / "restored", io.StringIO()
    backup = backed_up(tmp_path / "backups")
    erase(link)
    call_command("backup", str(backup.parent), "--erasures-only", stdout=said)
    assert "Erasures listed: 2." in said.getvalue()
    with an_empty_database() as database:
        words = ["--key-file", str(key_file), "--database", database, "--school", SCHOOL]
        call_command("restore", str(backup), str(place), *words, stdout=said)
        assert dict(asked(database, place, COUNTED))[TOMBSTONE] == 2
        for table in ("incidents_person", "incidents_historicalperson", "incidents_historicalinvolvement"):
            names = [name for (name,) in asked(database, place, f"SELECT name FROM {table}")]
            assert names and NAME not in names
        shell = asked(database, place, f"SELECT summary FROM incidents_incident WHERE reference = '{old.reference}'")
        assert shell == [("Disposed of",)]
    assert len(list((place / "evidence").glob("*/*"))) == len(filled)  # the file of the old incident is gone
    if connection.vendor == "sqlite":
        assert [each for each in place.rglob("*") if each.is_file() and NAME.encode() in each.read_bytes()] == []
    assert verify(School.objects.get(slug=SCHOOL)).sound


def test_what_was_erased_before_a_backup_is_not_erased_twice(
    filled: list[Evidence], key_file: Path, tmp_path: Path
) -> None:
    an_old_incident()
    erase(a_wrong_link(filled[0].incident))
    backup, place = backed_up(tmp_path / "backups"), tmp_path / "restored"
    with an_empty_database() as database:
        words = ["--key-file", str(key_file), "--database", database]
        call_command("restore", str(backup), str(place), *words, stdout=io.StringIO())
        assert dict(asked(database, place, COUNTED))[TOMBSTONE] == 2


def test_a_list_of_erasures_that_was_harmed_keeps_the_backup_shut(
    filled: list[Evidence], key_file: Path, tmp_path: Path
) -> None:
    an_old_incident()
    link, backup = a_wrong_link(filled[0].incident), backed_up(tmp_path / "backups")
    erase(link)
    (backup.parent / erasures.NAME).write_bytes(b"harmed")
    words = [str(backup), str(tmp_path / "restored"), "--key-file", str(key_file)]
    with an_empty_database() as database, pytest.raises(CommandError, match="would come back"):
        call_command("restore", *words, database=database, stdout=io.StringIO())
    assert not (tmp_path / "restored").exists()
