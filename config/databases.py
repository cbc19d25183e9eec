"""Which database is used, as which of its roles, and how it is opened.

SQLite unless `DATABASE_URL` says otherwise. On PostgreSQL that is the application's address; the commands that change
tables take the owner's, and the one that only reads the record takes the reader's, where they are given (S13.03).
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import dj_database_url

OWNER_COMMANDS = {"migrate", "createcachetable", "flush", "backup", "drill", "finish_restore", "move_to"}
OWNER_COMMANDS |= {"take_out_school", "reapply_erasures"}  # they take a school out past the triggers
READER_COMMANDS = {"verify_record"}
SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"


def default_database(said: Sequence[str], given: Mapping[str, str], folder: Path, *, read_only: bool) -> dict[str, Any]:
    """The settings of the one database, for the command that was said and the environment that was given."""
    command = said[1] if len(said) > 1 else ""
    found: dict[str, Any] = dict(
        dj_database_url.parse(address(command, given, folder), conn_max_age=600, conn_health_checks=True)
    )
    if found["ENGINE"] == SQLITE:
        if command == "migrate":
            _keep_closed(Path(found["NAME"]))
        found |= _sqlite(folder, read_only=read_only)
    elif found["ENGINE"] == POSTGRESQL:
        found.setdefault("OPTIONS", {})["options"] = _options(command, read_only=read_only)
    return found


def address(command: str, given: Mapping[str, str], folder: Path) -> str:
    """The address for this command."""
    application = given.get("DATABASE_URL", f"sqlite:///{folder / 'fairpost.sqlite3'}")
    if command in OWNER_COMMANDS:
        return given.get("DATABASE_OWNER_URL", application)
    if command in READER_COMMANDS:
        return given.get("DATABASE_READER_URL", application)
    return application


def _keep_closed(place: Path) -> None:
    """Make the file that a first `migrate` fills, so that nobody else on the machine can read it (S13.01)."""
    if place.is_absolute() and place.parent.is_dir():
        place.touch(mode=0o640)


def _sqlite(folder: Path, *, read_only: bool) -> dict[str, Any]:
    words = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
    # IMMEDIATE: with deferred transactions two writers fail at once ("database is locked"), measured.
    options = {"transaction_mode": "IMMEDIATE", "timeout": 5}
    options["init_command"] = words + ("PRAGMA query_only=ON;" if read_only else "")
    return {"OPTIONS": options, "TEST": {"NAME": str(folder / f"test-{os.getpid()}.sqlite3")}}


def _options(command: str, *, read_only: bool) -> str:
    """R.05, R.12; and R.08: what was acknowledged survives a crash, however the server is set."""
    words = "-c lock_timeout=5s -c synchronous_commit=on"
    words += " -c default_transaction_read_only=on" if read_only else ""
    # the wall between schools holds for the owner too (S8.09)
    return words + (" -c fairpost.why=migration" if command in OWNER_COMMANDS else "")
