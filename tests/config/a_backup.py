"""What the tests of backups share: a key, a database worth backing up, an empty place, and damage."""

import contextlib
import resource
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import psycopg2
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from psycopg2 import sql

from config.backup import keys
from incidents.models import Evidence
from incidents.playing import cast
from tests.builders import a_reported_post, keep_a_capture, person, the_schools

SCHOOL = "tregarth"


@pytest.fixture
def key_file(tmp_path: Path, settings: Any) -> Path:
    """A secret key, its public half set, and a data folder of the test's own."""
    settings.DATA_DIR = tmp_path / "data"
    settings.EVIDENCE_ROOT = tmp_path / "data" / "evidence"
    settings.DATA_DIR.mkdir()
    place = tmp_path / "safe" / "key.txt"
    place.parent.mkdir()
    settings.BACKUP_KEYS = [keys.make(place)]
    return place


@pytest.fixture
def filled(transactional_db: None, key_file: Path) -> list[Evidence]:
    """One school, and three captures at it."""
    one_school()
    return captures(3)


def one_school() -> None:
    """One of the schools alone, because it is made anew for every such test."""
    with patch.multiple(cast, SCHOOLS={SCHOOL: cast.SCHOOLS[SCHOOL]}, TRUSTS={}):
        the_schools()


def address(name: str = "") -> str:
    """The address of the tests' database, for a process of its own; or of another database on the same server."""
    of = connection.get_connection_params()
    if connection.vendor == "sqlite":
        return f"sqlite:///{of['database']}"
    user = of["user"] + (f":{quote(of['password'])}" if of.get("password") else "")
    return f"postgresql://{user}@{quote(of.get('host', ''), safe='')}:{of.get('port', 5432)}/{name or of['dbname']}"


def captures(count: int) -> list[Evidence]:
    """So many captures, kept by real steps."""
    incident = a_reported_post(SCHOOL)
    return [keep_a_capture(incident, person(SCHOOL, "head")) for _ in range(count)]


def backed_up(folder: Path) -> Path:
    """A backup, as the command makes it."""
    call_command("backup", str(folder), verbosity=0)
    return max(folder.glob("fairpost-*.age"))


@contextlib.contextmanager
def an_empty_database() -> Iterator[str]:
    """The address of a new database on the tests' PostgreSQL; empty text on SQLite, where a file is made."""
    if connection.vendor == "sqlite":
        yield ""
        return
    name = f"restored_{uuid.uuid4().hex[:12]}"
    on_server(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield address(name)
    finally:
        on_server(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def on_server(statement: sql.Composable) -> None:
    """Run a statement that no transaction may hold."""
    of = connection.get_connection_params()
    words = {key: of[key] for key in ("host", "port", "user", "password", "dbname") if of.get(key)}
    beside = psycopg2.connect(**words)
    beside.autocommit = True
    with contextlib.closing(beside), beside.cursor() as cursor:
        cursor.execute(statement)


def asked(address: str, folder: Path, question: str) -> list[tuple[Any, ...]]:
    """Ask a restored database a question."""
    if not address:
        import sqlite3

        with contextlib.closing(sqlite3.connect(folder / "fairpost.sqlite3")) as opened:
            return opened.execute(question).fetchall()
    reach = "-c fairpost.why=tests"  # the wall between schools came back with the tables (S8.09)
    with contextlib.closing(psycopg2.connect(address, options=reach)) as opened, opened.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


@contextlib.contextmanager
def no_file_over(size: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes, as on a disk without room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def back_again() -> None:
    """Wait until a server that was killed answers again, at most the ten seconds of R.10 and one for its fall."""
    if connection.vendor == "sqlite":
        connection.close()
        return
    time.sleep(1)  # it takes every process down with it: a connection made at once would be one of them
    until = time.monotonic() + 10
    while True:
        try:
            connection.close()
            connection.ensure_connection()
            return
        except OperationalError:
            assert time.monotonic() < until, "the server did not come back"
            time.sleep(0.1)
