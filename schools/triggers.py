"""Append-only in the database itself: triggers on the record and on every history table (S16.10 to S16.12).

One list, built from the app registry, for both databases. Triggers cannot live in migrations: on SQLite any later
change of a table rebuilds it and silently drops them, so `handler` puts them back after every `migrate`, and `missing`
says what is lacking (S16.11). Against whoever owns the tables they are no defence: in production the application's
role is not the owner.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from simple_history.models import HistoricalChanges

from schools.models import Anchor, ErasurePermit, Event, EventPayload, Look, RecordCheck, TakenOut
from schools.models.erasure import TOMBSTONE

PERMITTED = """SELECT 1 FROM {permit} AS permit JOIN {event} AS stone ON stone.id = permit.tombstone_id
    WHERE permit.table_name = {table} AND permit.row = {row} AND stone.kind = '{kind}' AND NOT EXISTS (
        SELECT 1 FROM {event} AS own WHERE {table} = 'schools_eventpayload' AND own.id = {row}
        AND (own.kind = '{kind}' OR own.school_id <> stone.school_id))"""
"""Whether a row may go (S14.14): a permit names it, under an erasure that stands in the record. Details go under an
erasure of their own school, and those of an erasure never."""

_TABLES = {"permit": "%1$I.schools_erasurepermit", "event": "%1$I.schools_event"}
_WITHIN_SCHEMA = PERMITTED.format(table="$1", row="$2", kind=TOMBSTONE, **_TABLES)

FUNCTION = "append_only_refuse"
# The tables are named with their schema: a table of the same name in a temporary schema must not stand in for them.
FUNCTION_BODY = f"""
DECLARE
    permitted boolean := false;
BEGIN
    IF TG_OP = 'DELETE' AND TG_NARGS = 1 THEN
        EXECUTE format($sql$SELECT EXISTS (
            {_WITHIN_SCHEMA}
        )$sql$, TG_TABLE_SCHEMA) INTO permitted USING TG_TABLE_NAME::text, (to_jsonb(OLD) ->> TG_ARGV[0])::bigint;
    END IF;
    IF permitted THEN
        RETURN OLD;
    END IF;
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
    return [Event, ErasurePermit, EventPayload, Look, Anchor, RecordCheck, TakenOut, *history]


def erasable(model: type[models.Model]) -> bool:
    """Whether rows of a protected table can be erased under a permit: details, looks and history; nothing else."""
    return model not in (Event, ErasurePermit, Anchor, RecordCheck, TakenOut)


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


def stand_aside(connection: BaseDatabaseWrapper) -> None:
    """Take down, on SQLite, what looks into other tables: while one of those is rebuilt SQLite refuses every rename."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for trigger in declared(connection):
                if "EXISTS" in trigger.create and trigger.name.endswith("_no_delete"):
                    cursor.execute(trigger.drop)


def before(sender: Any, using: str, plan: Any, **kwargs: Any) -> None:
    """Before a migration that has something to do. `handler` puts everything back after it."""
    if sender.label == "schools" and plan:
        stand_aside(connections[using])


@contextmanager
def aside(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Take every trigger down inside a transaction, as only the owner of the tables can, and put them back in it.

    For taking a whole school out, and nothing else: a test names who may (S14.18).
    """
    assert connection.in_atomic_block, "Nobody else may see the tables without their triggers."
    connection.check_constraints()  # PostgreSQL alters no table for which a foreign key is still to be looked at
    with connection.cursor() as cursor:
        for trigger in declared(connection):
            cursor.execute(trigger.drop)
    yield
    connection.check_constraints()
    install(connection)


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
    permitted = f" WHEN NOT EXISTS ({_permitted_on_sqlite(model, quote)})" if erasable(model) else ""
    replaces = f" WHEN {_takes_the_place(model, quote)}"
    for verb, what, when in (("update",) * 2 + ("",), ("delete",) * 2 + (permitted,), ("insert", "replace", replaces)):
        name = f"{table}_no_{what}"
        create = f"CREATE TRIGGER {quote(name)} BEFORE {verb.upper()} ON {quote(table)}{when} {refuse}"
        yield Trigger(table, name, create, f"DROP TRIGGER IF EXISTS {quote(name)}", create)


def _permitted_on_sqlite(model: type[models.Model], quote: Any) -> str:
    names = {"permit": "schools_erasurepermit", "event": "schools_event", "kind": TOMBSTONE}
    row = f"OLD.{quote(model._meta.pk.column)}"
    return PERMITTED.format(table=f"'{model._meta.db_table}'", row=row, **names)


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
    key = model._meta.pk.column if erasable(model) else ""
    for name, (when, each, kind) in POSTGRESQL.items():
        argument = key if name == "append_only_row" else ""
        given = f"'{argument}'" if argument else ""
        create = (
            f"CREATE TRIGGER {name} {when} ON {quote(table)} {each} EXECUTE FUNCTION {FUNCTION}({given}); "
            # ALWAYS: a superuser's session_replication_role does not get past it.
            f"ALTER TABLE {quote(table)} ENABLE ALWAYS TRIGGER {name}"
        )
        drop = f"DROP TRIGGER IF EXISTS {name} ON {quote(table)}"
        said = f"{argument}\\000" if argument else ""
        yield Trigger(table, name, create, drop, ("A", kind, None, said, FUNCTION, FUNCTION_BODY))


def _standing_on_postgresql(connection: BaseDatabaseWrapper) -> dict[tuple[str, str], Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT relname, tgname, tgenabled::text, tgtype, tgqual::text,
                      encode(tgargs, 'escape'), proname, prosrc
               FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_proc ON pg_proc.oid = tgfoid
               WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"""
        )
        return {(table, name): tuple(rest) for table, name, *rest in cursor.fetchall()}
