"""One moment of the database, for as long as it takes to copy it, while others go on writing (R.20, R.23).

On SQLite a reader in write-ahead mode keeps the moment at which it began, and the online backup copies from that very
reader. On PostgreSQL a repeatable-read transaction gives its moment on to pg_dump. So the counts, the heads of the
records and the paths of files that are read here are those of the copy.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from config.backup import programs
from schools.models import RecordHead, School

PASSING = ("django_session", "cache")
"""Tables that are copied empty: who is signed in, and what is counted for an hour."""
NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


@contextmanager
def held() -> Iterator[str]:
    """Hold one moment on this connection; yields the name under which pg_dump joins it, empty on SQLite."""
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            yield str(cursor.fetchone()[0])
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")  # not through Django, whose transactions are IMMEDIATE and stop every writer
        try:
            cursor.execute("SELECT COUNT(*) FROM sqlite_master")  # the moment is taken by the first reading
            yield ""
        finally:
            cursor.execute("ROLLBACK")


def copy(moment: str, folder: Path) -> Path:
    """Copy the database of this moment into a folder. Raises what the database or pg_dump raises."""
    place = folder / NAMES[connection.vendor]
    if connection.vendor == "postgresql":
        left_out = [f"--exclude-table-data={table}" for table in PASSING]
        words = ["--format=custom", f"--snapshot={moment}", "--lock-wait-timeout=60s", f"--file={place}", *left_out]
        words.append("--enable-row-security")  # by the wall between schools, with every school within reach
        programs.run("pg_dump", *words, of=connection.get_connection_params())
        return place
    with closing(sqlite3.connect(place)) as target:
        connection.connection.backup(target)
        _empty(target)
    return place


def _empty(target: sqlite3.Connection) -> None:
    target.execute("PRAGMA secure_delete=ON")
    standing = {name for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in standing & set(PASSING):
        target.execute(f'DELETE FROM "{table}"')
    target.commit()
    target.execute("PRAGMA journal_mode=DELETE")  # one file, without a second one beside it


def counts() -> dict[str, int]:
    """How many rows every table has, those that are copied empty left out."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - set(PASSING)):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            found[table] = cursor.fetchone()[0]
    return found


def heads() -> dict[str, dict[str, Any]]:
    """Where the record of every school stands, by the school's part of an address (S16.21: nothing personal)."""
    slugs = dict(School.objects.values_list("pk", "slug"))
    every = RecordHead.objects.across_schools("A backup is of the whole installation.")
    rows = every.order_by("school_id").values_list("school_id", "number", "hash")
    return {slugs[key]: {"school": key, "number": number, "hash": bytes(hash_).hex()} for key, number, hash_ in rows}


def migrations(alias: str = "default") -> list[str]:
    """Every migration that was applied."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connections[alias]).applied_migrations())


def server() -> str:
    """The database and its version, in words."""
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    return "PostgreSQL {}.{}".format(*divmod(connection.pg_version, 10000))
