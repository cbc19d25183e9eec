"""The empty database that a backup is loaded into: a file in the new folder, or a PostgreSQL database without tables.

A backup of SQLite becomes SQLite again, and one of PostgreSQL becomes PostgreSQL of the same version or a later one.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg2
from psycopg2 import sql

from config.backup import programs
from config.backup.programs import ProgramFailed
from config.backup.trouble import NotRestored

WHERE = "This is a backup of PostgreSQL. Say with --database the address of an empty database for it, as its owner."
NOT_THERE = "The database at --database cannot be reached. Nothing was restored."
NOT_EMPTY = "The database at --database holds tables already. A backup is only ever restored into an empty one."
NOT_LOADED = "PostgreSQL did not take the backup, and nothing was restored: {}"
ONLY_POSTGRESQL = "This is a backup of SQLite: leave --database out. It becomes a file in the folder."
TABLES = "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
FUNCTIONS = (
    "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace "
    "AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
)


@contextmanager
def loaded(manifest: dict[str, Any], opened: Path, place: Path, database: str, *, keep: bool) -> Iterator[str]:
    """Load the database and yield its address; it is emptied again when what follows fails, and where not kept."""
    if manifest["database"].startswith("SQLite"):
        if database:
            raise NotRestored(ONLY_POSTGRESQL)
        shutil.move(opened / "database.sqlite3", place / "fairpost.sqlite3")
        os.chmod(place / "fairpost.sqlite3", 0o640)
        yield f"sqlite:///{place / 'fairpost.sqlite3'}"
        return
    with _loaded_on_postgresql(opened / "database.dump", database, keep=keep):
        yield database


@contextmanager
def _loaded_on_postgresql(dump: Path, database: str, *, keep: bool) -> Iterator[None]:
    if not database:
        raise NotRestored(WHERE)
    of = words_of(database)
    refuse_full(of)
    try:
        _restore(dump, of)
        yield
    except BaseException:
        empty(of)
        raise
    if not keep:
        empty(of)


def _restore(dump: Path, of: dict[str, Any]) -> None:
    # Whoever may read and write the tables is said where the database is made: see docs/operations.md.
    words = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    try:
        programs.run("pg_restore", *words, f"--dbname={of['dbname']}", dump, of=of)
    except ProgramFailed as error:
        raise NotRestored(NOT_LOADED.format(error)) from error


def words_of(database: str) -> dict[str, Any]:
    """An address in psycopg2's words."""
    found = dj_database_url.parse(database)
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    return {word: found.get(name) for word, name in names.items() if found.get(name)} | found.get("OPTIONS", {})


def refuse_full(of: dict[str, Any]) -> None:
    """Raise NotRestored where the database is away, or holds a table."""
    try:
        found = _ask(of, TABLES)
    except psycopg2.Error as error:
        raise NotRestored(NOT_THERE) from error
    if found:
        raise NotRestored(NOT_EMPTY)


def empty(of: dict[str, Any]) -> None:
    """Take away what was loaded into a database that was empty before."""
    tables, functions = _ask(of, TABLES), _ask(of, FUNCTIONS)
    with closing(psycopg2.connect(**of)) as connection, connection, connection.cursor() as cursor:
        for name in tables:
            cursor.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(name)))
        for name in functions:
            cursor.execute(sql.SQL("DROP FUNCTION {}").format(sql.SQL(name)))


def _ask(of: dict[str, Any], question: str) -> list[str]:
    with closing(psycopg2.connect(**of)) as connection, connection.cursor() as cursor:
        cursor.execute(question)
        return [row[0] for row in cursor.fetchall()]
