"""A damaged, shortened, foreign or altered backup is refused with the reason, and nothing is half restored (R.24)."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from config.backup import keys
from config.backup.restoring import Wanted, restore
from config.backup.trouble import NotRestored
from incidents.models import Evidence
from schools.models import Event
from tests.config.a_backup import SCHOOL, an_empty_database, asked, backed_up, filled, key_file
from tests.config.damage import Files, manifest_with, repacked, resealed
from tests.prove import backups, much_evidence

__all__ = ["filled", "key_file"]

FLIPS, CUTS = 40, 15


def refused(backup: Path, key_file: Path, place: Path, *, database: str = "", school: str = "") -> str:
    """Why a backup was not restored; and that nothing of it is there."""
    with pytest.raises(NotRestored) as found:
        restore(Wanted(backup, place, str(key_file), database, school))
    assert not place.exists() and list(place.parent.glob(".restoring-*")) == []
    assert not database or asked(database, place, "SELECT relname FROM pg_class WHERE relname LIKE 'schools%'") == []
    assert "Nothing" in str(found.value) or "nothing" in str(found.value)
    return str(found.value)


def test_any_byte_that_changed_is_found_and_so_is_a_backup_cut_short(
    filled: list[Evidence], key_file: Path, tmp_path: Path
) -> None:
    backup, dice, place = backed_up(tmp_path / "backups"), random.Random(24), tmp_path / "restored"
    whole, harmed = backup.read_bytes(), tmp_path / "harmed.age"
    positions = [*range(0, 60, 6), *(dice.randrange(len(whole)) for _ in range(FLIPS)), len(whole) - 1]
    for position in positions:
        body = bytearray(whole)
        body[position] ^= 1 << dice.randrange(8)
        harmed.write_bytes(body)
        assert "damaged" in refused(harmed, key_file, place) or "another" in refused(harmed, key_file, place)
    for length in [0, 1, 100, *(dice.randrange(len(whole)) for _ in range(CUTS)), len(whole) - 1]:
        harmed.write_bytes(whole[:length])
        assert "damaged" in refused(harmed, key_file, place)
    harmed.write_bytes(whole + b"x")
    assert "damaged" in refused(harmed, key_file, place)


def test_another_key_opens_nothing_and_a_missing_one_is_named(
    filled: list[Evidence], key_file: Path, tmp_path: Path
) -> None:
    """R.25, S11.03."""
    backup, place = backed_up(tmp_path / "backups"), tmp_path / "restored"
    keys.make(tmp_path / "other.txt")
    assert "another" in refused(backup, tmp_path / "other.txt", place)
    with pytest.raises(NotRestored, match="cannot be read"):
        restore(Wanted(backup, place, str(tmp_path / "none.txt")))
    with pytest.raises(NotRestored, match="Say where the secret key is"):
        restore(Wanted(backup, place, ""))
    assert "not of elsewhere" in refused(backup, key_file, place, school="elsewhere")


def first(files: Files) -> str:
    """The first file of evidence."""
    return next(name for name in files if name.startswith("evidence/"))


CHANGES: dict[str, Callable[[Files], object]] = {
    "is not what it was": lambda files: files.update({first(files): b"another picture"}),
    "not in the backup": lambda files: files.pop(first(files)),
    "tampered with": lambda files: files.update({"evidence/tregarth/extra": b"more"}),
    "files.txt is not what": lambda files: files.update({"files.txt": b""}),
    "no manifest": lambda files: files.pop("manifest.json"),
    "newer Fairpost": manifest_with(migrations=lambda was: [*was, "schools.9999_to_come"]),
    "of form 99": manifest_with(fairpost_backup=99),
}


def test_what_does_not_fit_the_manifest_is_refused(filled: list[Evidence], key_file: Path, tmp_path: Path) -> None:
    """R.24, R.25: a missing file, a file too many, another version."""
    backup, place = backed_up(tmp_path / "backups"), tmp_path / "restored"
    for words, change in CHANGES.items():
        assert words in refused(repacked(backup, key_file, change), key_file, place), words
    link = repacked(backup, key_file, lambda files: None, links="READ-ME.txt")
    assert "no backup of Fairpost" in refused(link, key_file, place)
    with an_empty_database() as database:
        restore(Wanted(repacked(backup, key_file, lambda files: None), place, str(key_file), database))
    assert place.is_dir(), "packed again without a change, it is restored: the refusals above are for their reasons"


SEALED: dict[str, Callable[[Files], object]] = {
    "does not stand where it stood": manifest_with(heads=lambda was: {**was, SCHOOL: {**was[SCHOOL], "number": 1}}),
    "schools_event has": manifest_with(rows=lambda was: {**was, "schools_event": 1}),
    "is not the one that its row describes": lambda files: files.update({first(files): b"another picture"}),
    "it is not in the backup": lambda files: files.pop(first(files)),
}


def test_what_was_changed_and_sealed_again_is_found_by_the_records_themselves(
    filled: list[Evidence], key_file: Path, tmp_path: Path
) -> None:
    """R.22: also on PostgreSQL the database is as empty afterwards as it was."""
    backup, place, before = (
        backed_up(tmp_path / "backups"),
        tmp_path / "restored",
        Event.objects.across_schools("test").count(),
    )
    with an_empty_database() as database:
        for words, change in SEALED.items():
            harmed = repacked(backup, key_file, resealed(change))
            assert words in refused(harmed, key_file, place, database=database), words
        name = "database.sqlite3" if connection.vendor == "sqlite" else "database.dump"
        nonsense = repacked(backup, key_file, resealed(lambda files: files.update({name: b"nonsense"})))
        refused(nonsense, key_file, place, database=database)
    assert Event.objects.across_schools("test").count() == before


def test_backups_harmed_by_chance_are_refused_and_whole_ones_come_back(
    transactional_db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """R.22, R.24: `manage.py prove backups --count 1000` harms more of them."""
    assert backups.run(21) == 0, capsys.readouterr().out
    assert "21 harmed backups, 2 drills" in capsys.readouterr().out


def test_a_school_with_much_evidence_is_checked_backed_up_and_restored(
    transactional_db: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """R.22, S16.24: `manage.py prove much_evidence --count 10240` does it with 10 GB."""
    assert much_evidence.run(1) == 0, capsys.readouterr().out
    assert "restore: " in capsys.readouterr().out
