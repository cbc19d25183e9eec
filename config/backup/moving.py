"""Moving a whole installation from one kind of database to the other: SQLite to PostgreSQL, or back (S16.16).

The new database is made by `migrate` as its own settings would, filled from one moment of the old one, and then held
against it by the process that also finishes a restore: as many rows in every table, every record where it stood and
sound, triggers and walls between schools in place, every file the one that its row describes. What goes wrong before
the end leaves the new place as empty as it was. The old database is only read.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dj_database_url
from django.conf import settings
from django.db import DatabaseError, connections
from django.utils import timezone

from config.backup import erasures, snapshot, target
from config.backup.carrying import NotKnown, carry
from config.backup.trouble import NotRestored
from config.databases import POSTGRESQL, SQLITE, default_database

THERE = "elsewhere"
WHERE = "Say where to: sqlite:///PATH of a file that is not there yet, or the address of an empty PostgreSQL database."
IS_THERE = "{} is there already. An installation is only ever moved into an empty place."
OTHER = "The database here is not up to date: run `manage.py migrate` first. Nothing was moved."
ON_THE_WAY = "Nothing was moved: {}"


def move(address: str) -> dict[str, Any]:
    """Move everything to this address; what was found there in the end. Raises NotRestored with the reason."""
    kind = dj_database_url.parse(address)["ENGINE"] if "://" in address else ""
    if kind not in (SQLITE, POSTGRESQL):
        raise NotRestored(WHERE)
    with _empty_place(address, kind), tempfile.TemporaryDirectory() as working:
        _as_it_would(address, "migrate", "--noinput", "-v0")
        _as_it_would(address, "createcachetable")
        manifest = _carried(address)
        told = Path(working) / "manifest.json"
        told.write_text(json.dumps(manifest), encoding="utf-8")
        (told.parent / erasures.NAME).write_text("[]", encoding="utf-8")
        found: dict[str, Any] = json.loads(_as_it_would(address, "finish_restore", str(told), "--drill"))
    return found


@contextmanager
def _empty_place(address: str, kind: str) -> Iterator[None]:
    """Refuse a place that holds anything, and leave it empty again where what follows fails."""
    place, of = Path(dj_database_url.parse(address)["NAME"]), target.words_of(address)
    if kind == POSTGRESQL:
        target.refuse_full(of)
    elif place.exists():
        raise NotRestored(IS_THERE.format(place))
    try:
        yield
    except BaseException:
        if kind == POSTGRESQL:
            target.empty(of)
        else:
            for name in (place, *(place.with_name(place.name + end) for end in ("-wal", "-shm"))):
                name.unlink(missing_ok=True)
        raise


def _as_it_would(address: str, *words: str) -> str:
    """Run a command with the settings of the new place; what it printed last. Raises NotRestored."""
    addresses = {"DATABASE_URL": address, "DATABASE_OWNER_URL": address, "FAIRPOST_DATA": str(settings.DATA_DIR)}
    given = os.environ | addresses | {"FAIRPOST_MODE": settings.FAIRPOST_MODE, "FAIRPOST_READ_ONLY": ""}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *words]
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it did not say why"]
        raise NotRestored(ON_THE_WAY.format(said[-1].removeprefix("CommandError: ")))
    return (done.stdout.splitlines() or [""])[-1]


def _carried(address: str) -> dict[str, Any]:
    """Copy one moment of the database here into the new one, and say what stood here, as a backup would."""
    try:
        with _connected(address), snapshot.held():
            manifest = _manifest()
            if manifest["migrations"] != snapshot.migrations(THERE):
                raise NotRestored(OTHER)
            carry("default", THERE)
    except (DatabaseError, ValueError, NotKnown) as error:
        raise NotRestored(ON_THE_WAY.format(str(error).strip().partition("\n")[0])) from error
    return manifest


def _manifest() -> dict[str, Any]:
    return {
        "made_at": timezone.now().isoformat(),
        "migrations": snapshot.migrations(),
        "rows": snapshot.counts(),
        "heads": snapshot.heads(),
        "gone": [],
    }


@contextmanager
def _connected(address: str) -> Iterator[None]:
    """A second connection, to the new database, as its owner's commands have it."""
    given = {"DATABASE_URL": address}
    wanted = default_database(["", "migrate"], given, Path(settings.DATA_DIR), read_only=False)
    connections.settings[THERE] = {**connections.settings["default"], **wanted}
    try:
        yield
    finally:
        connections[THERE].close()
        del connections[THERE], connections.settings[THERE]
