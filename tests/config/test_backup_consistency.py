"""A backup taken in the middle of things, from an older version, with other keys (R.23, R.30, S14.16, S11.03)."""

import io
import os
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from config.backup import erasures, keys, naming
from config.backup.making import make
from config.backup.restoring import Wanted, restore
from config.backup.trouble import NoBackup, NotRestored
from incidents.models import Evidence
from schools.models import Event
from tests.builders import a_reported_post, keep_a_capture, person
from tests.config.a_backup import SCHOOL, an_empty_database, asked, backed_up, filled, key_file, no_file_over

__all__ = ["filled", "key_file"]


def writing(stop: threading.Event, done: list[int]) -> None:
    """Report posts and keep pictures until told to stop."""
    try:
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            connection.connection.execute("PRAGMA busy_timeout = 60000")  # a slow disk is not what is tested
        while not stop.is_set():
            keep_a_capture(a_reported_post(SCHOOL), person(SCHOOL, "head"))
            done.append(1)
    finally:
        connections.close_all()


def test_a_backup_taken_while_eight_people_write_is_of_one_moment(
    filled: list[Evidence], key_file: Path, tmp_path: Path
) -> None:
    """R.23: restoring compares rows, records and files, so that it comes back at all shows that they fit together."""
    stop, done = threading.Event(), list[int]()
    threads = [threading.Thread(target=writing, args=(stop, done)) for _ in range(8)]
    for thread in threads:
        thread.start()
    try:
        while len(done) < 8:
            stop.wait(0.05)
        before, backups = len(done), []
        for _ in range(2):
            backups.append(make(tmp_path / "backups" / str(len(backups))))
        written = len(done) - before
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    print(f"{written} written while two backups were made; events: {[each.events for each in backups]}")
    assert written > 0, "nobody was held up"
    with an_empty_database() as database:
        found = restore(Wanted(backups[0].place, tmp_path / "restored", str(key_file), database))
    assert 0 < found["events"] < Event.objects.across_schools("test").count() and found["files"] > 3


def test_an_older_backup_is_brought_up_to_date(filled: list[Evidence], key_file: Path, tmp_path: Path) -> None:
    """R.30, S16.11: restoring runs the migrations that came since, and puts the triggers back."""
    graph = MigrationLoader(connection).graph
    (leaf,) = graph.leaf_nodes("schools")
    (parent,) = [each.key for each in graph.node_map[leaf].parents if each.key[0] == "schools"]
    call_command("migrate", *parent, verbosity=0)
    came_since = len(MigrationExecutor(connection).migration_plan(graph.leaf_nodes()))
    try:
        backup = make(tmp_path / "backups").place
    finally:
        call_command("migrate", verbosity=0)
    with an_empty_database() as database:
        found = restore(Wanted(backup, tmp_path / "restored", str(key_file), database))
    assert found["migrated"] == came_since > 0


def test_backups_expire_after_thirty_five_days_at_most(
    filled: list[Evidence], key_file: Path, tmp_path: Path, settings: Any
) -> None:
    """S14.16."""
    folder, said, now = tmp_path / "backups", io.StringIO(), datetime.now(UTC)
    folder.mkdir()
    old, young = (naming.name_of(now - timedelta(days=days)) for days in (36, 34))
    cut_off, working = folder / f"{young}.part", settings.DATA_DIR / ".backup-killed"
    for place in (*(folder / name for name in (old, young, "notes.txt", "fairpost-letter.age")), cut_off):
        place.write_text("x")
    working.mkdir()
    for place in (cut_off, working):
        os.utime(place, (0, 0))
    with pytest.raises(CommandError, match="1 to 35"):
        call_command("backup", str(folder), keep_days=36)
    call_command("backup", str(folder), stdout=said)
    left = {each.name for each in folder.iterdir()}
    assert old not in left and {young, "notes.txt", "fairpost-letter.age"} < left
    assert f"Too old, removed: {old}" in said.getvalue()
    assert not cut_off.exists() and not working.exists(), "what a killed backup left goes with the next"
    assert naming.remove_old(folder, keep_days=1, at=now + timedelta(days=99)) == [young], "the newest always stays"


def test_without_a_public_key_or_apart_from_the_data_nothing_is_written(
    filled: list[Evidence], key_file: Path, tmp_path: Path, settings: Any
) -> None:
    """S11.03."""
    public, folder = settings.BACKUP_KEYS, tmp_path / "backups"
    secret = next(line for line in key_file.read_text().splitlines() if line.startswith("AGE"))
    for given, words in (([], "not set"), ([secret], "holds a secret key"), (["age1nonsense"], "not a public key")):
        settings.BACKUP_KEYS = given
        with pytest.raises(NoBackup, match=words):
            make(folder)
    settings.BACKUP_KEYS = public
    for inside in (settings.DATA_DIR / "backups", settings.DATA_DIR):
        with pytest.raises(NoBackup, match="apart"):
            make(inside)
    with pytest.raises(NoBackup, match="apart"):
        keys.make(settings.DATA_DIR / "key.txt")
    with pytest.raises(NoBackup, match="not made"):
        keys.make(key_file)
    assert not folder.exists() and key_file.stat().st_mode & 0o777 == 0o600


def test_without_room_no_backup_is_made_and_nothing_half_made_is_left(
    filled: list[Evidence], key_file: Path, tmp_path: Path, settings: Any
) -> None:
    """R.09: no file of this process or its children may grow further."""
    with no_file_over(100_000), pytest.raises(NoBackup, match="nothing half made is left"):
        make(tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == [] and list(settings.DATA_DIR.glob(".backup-*")) == []
    assert make(tmp_path / "backups").files == 3, "once there is room again, it is made"


def test_either_of_two_keys_opens_a_backup(
    filled: list[Evidence], key_file: Path, tmp_path: Path, settings: Any
) -> None:
    settings.BACKUP_KEYS = [*settings.BACKUP_KEYS, keys.make(tmp_path / "trust.txt")]
    backup = backed_up(tmp_path / "backups")
    for number, file in enumerate((key_file, tmp_path / "trust.txt")):
        with an_empty_database() as database:
            restore(Wanted(backup, tmp_path / str(number), str(file), database))
            assert asked(database, tmp_path / str(number), "SELECT COUNT(*) FROM incidents_evidence") == [(3,)]


def test_what_was_erased_since_is_erased_again_or_the_backup_stays_shut(
    filled: list[Evidence], key_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S14.16: the receipts travel in a file beside the backups, locked as they are."""
    at, done = datetime(2027, 3, 14, 9, tzinfo=UTC), list[dict[str, Any]]()
    receipts = [{"recorded_at": (at + timedelta(days=day)).isoformat(), "who": "person"} for day in (-1, 1)]
    erasing = erasures.Erasing(lambda: receipts, lambda newer: done.extend(newer) or len(newer))
    monkeypatch.setattr(erasures, "ERASING", erasing)
    assert erasures.write(tmp_path) == 2 and b"person" not in (tmp_path / erasures.NAME).read_bytes()
    read = erasures.read(tmp_path / erasures.NAME, keys.opener(str(key_file)))
    assert erasures.reapply(read, since=at) == 1 and done == receipts[1:]
    monkeypatch.setattr(erasures, "ERASING", None)
    with pytest.raises(NotRestored, match="1 erasures were made after"):
        erasures.reapply(read, since=at)
    (tmp_path / erasures.NAME).write_bytes(b"harmed")
    with pytest.raises(NotRestored, match="would come back"):
        erasures.read(tmp_path / erasures.NAME, keys.opener(str(key_file)))
