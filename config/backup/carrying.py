"""Every row of one database into another, whatever the kinds of the two; and how far each table has counted.

Rows go by way of the models' fields, which know how each kind of database writes bytes, times and keys. What the record
hashed is bytes on both, and stays those bytes (S16.16). Numbers of rows that were given out are never given out again,
also of rows that are gone: permits of erasures name rows by number.
"""

from collections.abc import Iterator
from itertools import islice

from django.apps import apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from config.backup.snapshot import PASSING

MANY = 500
MIGRATIONS = "django_migrations"
"""Filled by `migrate` itself."""


class NotKnown(Exception):
    """A table has rows, and no model says what they are. The sentence names it."""


def carry(source: str, target: str) -> None:
    """Fill a database that was just migrated from another, both named by alias, in one transaction."""
    carried = list(tables(connections[source]))
    with transaction.atomic(using=target):
        for model in carried:
            models.QuerySet(model, using=target)._raw_delete(target)
        for model in carried:
            rows = models.QuerySet(model, using=source).order_by("pk").iterator(chunk_size=MANY)
            while some := list(islice(rows, MANY)):
                models.QuerySet(model, using=target).bulk_create(some)
        count_on(connections[source], connections[target])


def tables(connection: BaseDatabaseWrapper) -> Iterator[type[models.Model]]:
    """The model of every table of a database, those that are copied empty left out. Raises NotKnown."""
    known = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    for table in connection.introspection.table_names():
        if table in known and table not in PASSING:
            yield known[table]
        elif table not in (*PASSING, MIGRATIONS):
            raise NotKnown(f"Nothing here knows what the table {table} is.")


def count_on(source: BaseDatabaseWrapper, target: BaseDatabaseWrapper) -> None:
    """Let each table of the target go on numbering rows where the source would."""
    read = {"sqlite": _counted_on_sqlite, "postgresql": _counted_on_postgresql}[source.vendor]
    put = {"sqlite": _count_on_sqlite, "postgresql": _count_on_postgresql}[target.vendor]
    put(target, [(table, last) for table, last in read(source) if table not in (*PASSING, MIGRATIONS)])


def _counted_on_sqlite(connection: BaseDatabaseWrapper) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name")
        return cursor.fetchall()


def _counted_on_postgresql(connection: BaseDatabaseWrapper) -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT own.relname, CASE WHEN seq.relkind = 'S' THEN pg_sequence_last_value(seq.oid) END
               FROM pg_class seq JOIN pg_depend ON pg_depend.objid = seq.oid AND pg_depend.deptype = 'i'
               JOIN pg_class own ON own.oid = pg_depend.refobjid
               WHERE seq.relkind = 'S' AND seq.relnamespace = current_schema()::regnamespace ORDER BY 1"""
        )
        return [(table, last) for table, last in cursor.fetchall() if last]


def _count_on_sqlite(connection: BaseDatabaseWrapper, counted: list[tuple[str, int]]) -> None:
    with connection.cursor() as cursor:
        for table, last in counted:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


def _count_on_postgresql(connection: BaseDatabaseWrapper, counted: list[tuple[str, int]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT table_name, column_name FROM information_schema.columns
               WHERE table_schema = current_schema() AND is_identity = 'YES'"""
        )
        numbered = dict(cursor.fetchall())
        for table, last in counted:
            if table in numbered and last:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, numbered[table], last])
