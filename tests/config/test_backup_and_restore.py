"""A backup brings everything back, into an empty place alone, while people go on writing (R.20 to R.23, R.25)."""

import hashlib
import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from incidents.models import Evidence
from schools.models import Event, Safekeeping, School
from schools.verification import verify
from tests.config.a_backup import SCHOOL, address, an_empty_database, asked, backed_up, filled, key_file

__all__ = ["filled", "key_file"]


def test_what_was_backed_up_comes_back_to_the_last_byte(filled: list[Evidence], key_file: Path, tmp_path: Path) -> None:
    """R.20, R.22."""
    before, files = Event.objects.across_schools("test").count(), {each.path: each.sha256 for each in filled}
    backup = backed_up(tmp_path / "backups")
    place, said = tmp_path / "restored", io.StringIO()
    with an_empty_database() as database:
        words = ["--key-file", str(key_file), "--database", database, "--school", SCHOOL]
        call_command("restore", str(backup), str(place), *words, stdout=said)
        told = asked(database, place, "SELECT kind, COUNT(*) FROM schools_event GROUP BY kind")
        assert sum(count for _, count in told) == before + School.objects.count()
        assert dict(told)["restored"] == School.objects.count()
        assert asked(database, place, "SELECT kind FROM schools_safekeeping") == [("RESTORE",)]
    kept = {str(one.relative_to(place / "evidence")): one.read_bytes() for one in (place / "evidence").glob("*/*")}
    assert {path: hashlib.sha256(body).hexdigest() for path, body in kept.items()} == files
    assert {one.stat().st_mode & 0o777 for one in (place / "evidence").glob("*/*")} == {0o440}
    assert f"{before:,} events" in said.getvalue() and "3 files" in said.getvalue()
    assert [each.name for each in tmp_path.glob(".restoring-*")] == []


def test_a_backup_is_noted_and_nothing_but_ciphertext_is_left(
    filled: list[Evidence], key_file: Path, tmp_path: Path, settings: object
) -> None:
    """S11.03."""
    backup = backed_up(tmp_path / "backups")
    noted = Safekeeping.objects.get()
    assert (noted.kind, noted.size, noted.files) == ("BACKUP", backup.stat().st_size, 3)
    assert backup.stat().st_mode & 0o777 == 0o600
    body = backup.read_bytes()
    assert body.startswith(b"age-encryption.org/v1")
    for canary in (b"SQLite format", b"PGDMP", b"\x89PNG\r\n", b"Tregarth", b"manifest", b"Kerry Lodge"):
        assert canary not in body
    data = tmp_path / "data"
    assert [each.name for each in data.iterdir()] == ["evidence"]
    assert sorted(each.name for each in backup.parent.iterdir()) == ["erasures.age", backup.name]


def test_a_place_that_holds_anything_is_refused_and_left_alone(
    filled: list[Evidence], key_file: Path, tmp_path: Path
) -> None:
    """R.25."""
    backup = backed_up(tmp_path / "backups")
    place = tmp_path / "live"
    place.mkdir()
    (place / "fairpost.sqlite3").write_text("somebody's")
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(backup), str(place), "--key-file", str(key_file))
    assert [each.read_text() for each in place.iterdir()] == ["somebody's"]
    if connection.vendor == "postgresql":
        with pytest.raises(CommandError, match="holds tables already"):
            call_command("restore", str(backup), str(tmp_path / "new"), "--key-file", str(key_file), database=address())
        assert Event.objects.across_schools("test").exists() and not (tmp_path / "new").exists()


def test_a_drill_leaves_a_note_in_every_record_and_nothing_else(
    filled: list[Evidence], key_file: Path, tmp_path: Path
) -> None:
    """R.22."""
    backup = backed_up(tmp_path / "backups")
    said = io.StringIO()
    with an_empty_database() as database:
        call_command("drill", str(backup), key_file=str(key_file), database=database, stdout=said)
        if database:
            assert asked(database, tmp_path, "SELECT 1 FROM pg_class WHERE relname = 'schools_event'") == []
    assert "went well" in said.getvalue()
    drill = Safekeeping.objects.get(kind="DRILL")
    assert (drill.fault, drill.files) == ("", 3)
    assert Event.objects.across_schools("test").filter(kind="restore-drill").count() == School.objects.count()
    assert all(verify(school).sound for school in School.objects.all())
