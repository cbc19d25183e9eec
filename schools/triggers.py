"""Append-only in the database itself: triggers on the record and on every history table (S16.10 to S16.12).

One list, built from the app registry, for both databases. Triggers cannot live in migrations: on SQLite any later
change of a table rebuilds it and silently drops them, so `handler` puts them back after every `migrate`, and `missing`
says what is lacking (S16.11). Against whoever owns the tables they are no defence: in production the application's
role is not the owner.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from simple_history.models import HistoricalChanges

from schools.models import Anchor, Event, EventPayload, Look, RecordCheck

FUNCTION = "append_only_refuse"
FUNCTION_BODY = """
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
"""
# Bits of pg_trigger.tgtype: 1 row, 2 before, 8 delete, 16 update, 32 truncate.
POSTGRESQL = {
    "append_only_row": ("BEFORE UPDATE OR DELETE", "FOR EACH ROW", 1 + 2 + 8 + 16),
    "append_only_truncate": ("BEFORE TRUNCATE", "FOR EACH STATEMENT", 2 + 32),
}


@dataclass(frozen=True)
class Trigger:
    """One trigger of one table: its name, how it is made, and how the database shows that it stands."""

    table: str
    name: str
    create: str
    drop: str
    standing: Any

    def __str__(self) -> str:
        return f"{self.table}: {self.name}"


def protected() -> list[type[models.Model]]:
    """Return the models whose rows are only ever added: the record, what came of checking it, and all history."""
    history = [model for model in apps.get_models() if issubclass(model, HistoricalChanges)]
    return [Event, EventPayload, Look, Anchor, RecordCheck, *history]


def declared(connection: BaseDatabaseWrapper) -> list[Trigger]:
    """Return every trigger that should stand, for the protected tables that this database has."""
    make = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}[connection.vendor]
    tables = set(connection.introspection.table_names())
    return [
        trigger
        for model in protected()
        if model._meta.db_table in tables
        for trigger in make(model, connection.ops.quote_name)
    ]


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Say which triggers are lacking, switched off or not as declared; nothing when all stand (S16.11)."""
    return [str(trigger) for trigger in _lacking(connection)]


def install(connection: BaseDatabaseWrapper) -> list[str]:
    """Put in what is lacking and say what that was. Where nothing is, nothing is touched."""
    lacking = _lacking(connection)
    if lacking:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for statement in _statements(connection.vendor, lacking):
                cursor.execute(statement)
    return [str(trigger) for trigger in lacking]


def handler(sender: Any, using: str, **kwargs: Any) -> None:
    """After a migration, put in what it dropped or what is new. Called for every app; once is enough."""
    if sender.label == "schools":
        install(connections[using])


def _lacking(connection: BaseDatabaseWrapper) -> list[Trigger]:
    standing = {"sqlite": _standing_on_sqlite, "postgresql": _standing_on_postgresql}[connection.vendor](connection)
    return [one for one in declared(connection) if standing.get((one.table, one.name)) != one.standing]


def _statements(vendor: str, lacking: list[Trigger]) -> Iterator[str]:
    if vendor == "postgresql":
        yield f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${FUNCTION_BODY}$$"
    for trigger in lacking:
        yield trigger.drop
        yield trigger.create


def _on_sqlite(model: type[models.Model], quote: Any) -> Iterator[Trigger]:
    table = model._meta.db_table
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    for verb, when in (("update", ""), ("delete", ""), ("insert", f" WHEN {_takes_the_place(model, quote)}")):
        name = f"{table}_no_{'replace' if when else verb}"
        create = f"CREATE TRIGGER {quote(name)} BEFORE {verb.upper()} ON {quote(table)}{when} {refuse}"
        yield Trigger(table, name, create, f"DROP TRIGGER IF EXISTS {quote(name)}", create)


def _takes_the_place(model: type[models.Model], quote: Any) -> str:
    """INSERT OR REPLACE removes a row of the same rowid or of any unique key, and fires no DELETE trigger."""
    groups = [*model._meta.unique_together, *(one.fields for one in model._meta.total_unique_constraints)]
    keys = [["rowid"], *([field.column] for field in model._meta.local_fields if field.unique)]
    keys += [[model._meta.get_field(name).column for name in group] for group in groups]
    table = quote(model._meta.db_table)
    same = [" AND ".join(f"{quote(column)} = NEW.{quote(column)}" for column in key) for key in keys]
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {one})" for one in same)


def _standing_on_sqlite(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {(table, name): sql for table, name, sql in cursor.fetchall()}


def _on_postgresql(model: type[models.Model], quote: Any) -> Iterator[Trigger]:
    table = model._meta.db_table
    for name, (when, each, kind) in POSTGRESQL.items():
        create = (
            f"CREATE TRIGGER {name} {when} ON {quote(table)} {each} EXECUTE FUNCTION {FUNCTION}(); "
            # ALWAYS: a superuser's session_replication_role does not get past it.
            f"ALTER TABLE {quote(table)} ENABLE ALWAYS TRIGGER {name}"
        )
        drop = f"DROP TRIGGER IF EXISTS {name} ON {quote(table)}"
        yield Trigger(table, name, create, drop, ("A", kind, None, FUNCTION, FUNCTION_BODY))


def _standing_on_postgresql(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT relname, tgname, tgenabled::text, tgtype, tgqual::text, proname, prosrc
               FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
               WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"""
        )
        return {(table, name): tuple(rest) for table, name, *rest in cursor.fetchall()}
