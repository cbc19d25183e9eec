"""A whole installation is carried from SQLite to PostgreSQL and back, and every record still verifies (S16.16).

As in production: each step is a process of its own with its own settings, and PostgreSQL has its owner, its application
and nothing else. What the database of the tests is makes no difference.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from config import postgres
from config.setup import ROOT

RECORD = """SELECT e.school_id, e.number, e.hash, e.previous, p.salt, p.body
    FROM schools_event e JOIN schools_eventpayload p ON p.event_id = e.id ORDER BY e.school_id, e.number"""
STORY = "incidents/scenarios/shared/s01-reading-scheme.json"
REACHING = "-c fairpost.why=tests"
GIVEN_OUT = 41


def manage(address: str, folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of an installation whose database is at this address."""
    named = {"DATABASE_URL": address, "DATABASE_OWNER_URL": more.pop("owner", address), "FAIRPOST_DATA": str(folder)}
    run = [sys.executable, "manage.py", *words]
    environment = {**os.environ, **named, **more}
    return subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def done(address: str, folder: Path, *words: str, **more: str) -> str:
    """The same, which has to go well; what it said."""
    ended = manage(address, folder, *words, **more)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def moved(address: str, folder: Path, to: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Move it there, while nothing is written."""
    return manage(address, folder, "move_to", to, FAIRPOST_READ_ONLY="1", **more)


def a_new_school(address: str, folder: Path, slug: str, **more: str) -> None:
    """Make a school where the installation is now: what it writes goes on from what was carried."""
    who = ("--admin-email", f"office@{slug}.example", "--admin-name", "Zoë Quillfeather", "--starter", "primary")
    done(
        address,
        folder,
        "create_school",
        slug,
        f"{slug.title()} School",
        *who,
        "--site-url",
        "https://a.example",
        **more,
    )


def record(address: str) -> list[tuple[Any, ...]]:
    """Every event of a database with its details, to the last byte."""
    return [
        tuple(bytes(each) if isinstance(each, memoryview) else each for each in row) for row in asked(address, RECORD)
    ]


def asked(address: str, question: str) -> list[tuple[Any, ...]]:
    """Ask a database of either kind."""
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as opened:
            return opened.execute(question).fetchall()
    with closing(psycopg2.connect(address, options=REACHING)) as opened, opened.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an installation on SQLite that has a story; the number of a row was given out, and it is gone."""
    folder = tmp_path_factory.mktemp("made")
    small = at(folder, "small")
    done(small, folder, "migrate", "-v0")
    a_new_school(small, folder, "alder")
    done(small, folder, "play_scenario", "--keep", STORY)
    with closing(sqlite3.connect(folder / "small.sqlite3")) as opened, opened:
        opened.execute("INSERT INTO schools_trust (id, slug, name) VALUES (?, 'gone', 'Gone')", [GIVEN_OUT])
        opened.execute("DELETE FROM schools_trust WHERE id = ?", [GIVEN_OUT])
    return folder


def at(folder: Path, name: str) -> str:
    """The address of a file of SQLite."""
    return f"sqlite:///{folder / name}.sqlite3"


@pytest.fixture(scope="module")
def roles() -> Iterator[postgres.Roles]:
    """An empty database on a PostgreSQL of its own."""
    with postgres.server() as superuser:
        yield postgres.make_roles(superuser)


def test_a_record_made_on_sqlite_verifies_after_its_move_to_postgresql_and_back(
    made: Path, roles: postgres.Roles
) -> None:
    small, large, again = at(made, "small"), roles.owner, at(made, "again")
    before = record(small)
    assert len({school for school, *_ in before}) > 1 and len(before) > 20
    went = moved(small, made, large)
    assert went.returncode == 0, went.stderr
    assert f"{len(before):,} events" in went.stdout and "stands where it stood" in went.stdout
    assert record(large) == before and record(small) == before
    application = {"owner": roles.owner}
    done(roles.application, made, "verify_record", **application)
    a_new_school(roles.application, made, "birch", **application)
    between = record(large)
    assert len(between) > len(before) and between[-1][0] > before[-1][0]
    back = moved(roles.application, made, again, **application)
    assert back.returncode == 0, back.stderr
    assert record(again) == between
    a_new_school(again, made, "cedar")
    assert "is sound" in done(again, made, "verify_record")
    for address in (large, again):
        last = "SELECT last_value FROM schools_trust_id_seq" if address == large else (
            "SELECT seq FROM sqlite_sequence WHERE name = 'schools_trust'"
        )  # fmt: skip
        assert asked(address, last) == [(GIVEN_OUT,)]


def test_every_time_key_and_text_is_the_same_in_both(made: Path, roles: postgres.Roles) -> None:
    """Microseconds, zones, bytes and keys: what a person reads of it, asked for in the words of each database."""
    again = at(made, "again")
    large = (
        "SELECT number, to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), about FROM schools_event"
    )
    small = "SELECT number, substr(recorded_at || '.000000', 1, 26), about FROM schools_event"
    order = " WHERE school_id IN (1, 2) ORDER BY school_id, number"
    assert asked(roles.owner, large + order) == asked(again, small + order) != []
    keys = "SELECT replace(CAST(key AS text), '-', ''), name, is_active FROM schools_user WHERE id < 20 ORDER BY id"
    assert [(key, name, bool(active)) for key, name, active in asked(again, keys)] == asked(roles.owner, keys)


def test_it_moves_only_while_nothing_is_written_and_only_into_an_empty_place(made: Path, roles: postgres.Roles) -> None:
    small, copy = at(made, "small"), made / "taken.sqlite3"
    assert "FAIRPOST_READ_ONLY=1" in manage(small, made, "move_to", at(made, "new")).stderr
    copy.write_text("somebody's")
    assert "is there already" in moved(small, made, at(made, "taken")).stderr and copy.read_text() == "somebody's"
    assert "holds tables already" in moved(small, made, roles.owner).stderr
    assert "Say where to" in moved(small, made, "new.sqlite3").stderr
    assert "sound" in done(roles.application, made, "verify_record", owner=roles.owner)


def test_what_cannot_be_carried_leaves_the_new_place_empty(made: Path) -> None:
    small = made / "harmed.sqlite3"
    shutil.copy(made / "small.sqlite3", small)
    new = made / "new.sqlite3"
    for harm, why in (
        ("CREATE TABLE odd (id integer); INSERT INTO odd VALUES (1)", "Nothing here knows what the table odd is"),
        ("DROP TABLE odd; UPDATE schools_recordhead SET number = number + 1", "The record of"),
    ):
        with closing(sqlite3.connect(small)) as opened:
            opened.executescript(harm)
        went = moved(at(made, "harmed"), made, at(made, "new"))
        assert went.returncode == 1 and why in went.stderr, went.stdout + went.stderr
        assert not new.exists() and not list(made.glob("new.sqlite3-*"))
