"""Rows of the record and of every history are only ever added, whichever way one tries (S16.10 to S16.12).

The tables come from the registry, so a model that gains a history is tried without a line here. Each way must be
refused by the model or by the trigger, by name; the same statements succeed once the triggers are down.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.models import F

from schools.history import SET_UP, acting
from schools.models import ErasurePermit, Event, EventPayload, Look, RecordHead
from schools.models.event import NeverChanged
from tests.schools.flush import lifted
from tests.schools.protected import ON_SQLITE, PROTECTED, Model, a_row, refusal, run
from tests.schools.recording import a_school

Way = Callable[[], Any]
each_table = pytest.mark.parametrize("model", PROTECTED, ids=lambda model: model._meta.db_table)
pytestmark = pytest.mark.django_db


def through_the_models(model: Model, row: models.Model) -> Iterator[tuple[str, Way]]:
    """Every way that Django offers."""
    field = next(field for field in model._meta.local_fields if not field.primary_key)
    rows, bare, value = model._default_manager.all(), model._base_manager, {field.attname: getattr(row, field.attname)}
    yield "save", row.save
    yield "save of one field", lambda: row.save(update_fields=[field.name])
    yield "delete", row.delete
    yield "update", lambda: rows.update(**value)
    yield "update from an expression", lambda: rows.update(**{field.attname: F(field.attname)})
    yield "update by the base manager", lambda: bare.update(**value)
    yield "delete of many", rows.delete
    yield "raw delete", lambda: rows._raw_delete(connection.alias)
    yield "bulk update", lambda: rows.bulk_update([row], [field.name])
    yield "upsert of many", lambda: upsert(model, row, field.name)
    if hasattr(getattr(model, "instance_type", None), "history"):
        of = model.instance_type._meta.label  # type: ignore[attr-defined]
        yield "clean_old_history", lambda: call_command("clean_old_history", of, days=1, verbosity=0)


def upsert(model: Model, row: models.Model, field: str) -> Any:
    """Insert the row again, changing the one that is there."""
    key = model._meta.pk.name
    return model._default_manager.bulk_create([row], update_conflicts=True, unique_fields=[key], update_fields=[field])


def in_plain_sql(model: Model, row: models.Model) -> Iterator[tuple[str, str]]:
    """Statements of both databases, then of the one at hand."""
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    fields = [field for field in model._meta.local_fields if not field.primary_key]
    columns, column = ", ".join(quote(field.column) for field in fields), quote(fields[0].column)
    yield "UPDATE", f"UPDATE {table} SET {column} = {column} WHERE {key} = {row.pk}"
    yield "UPDATE of the key", f"UPDATE {table} SET {key} = {key} + 1000"
    yield (
        "UPDATE FROM",
        f"UPDATE {table} SET {column} = one.{column} FROM {table} AS one WHERE one.{key} = {table}.{key}",
    )
    yield "DELETE", f"DELETE FROM {table} WHERE {key} = {row.pk}"
    yield "DELETE of all", f"DELETE FROM {table}"
    yield "DELETE RETURNING", f"DELETE FROM {table} RETURNING {key}"
    again = f"INTO {table} ({key}, {columns}) SELECT {key}, {columns} FROM {table}"
    yield "upsert", f"INSERT {again} WHERE true ON CONFLICT ({key}) DO UPDATE SET {column} = excluded.{column}"
    if not ON_SQLITE:
        yield from on_postgresql(table, key, column)
        return
    yield "INSERT OR REPLACE", f"INSERT OR REPLACE {again}"
    yield "REPLACE", f"REPLACE {again}"
    yield "UPDATE OR REPLACE", f"UPDATE OR REPLACE {table} SET {column} = {column}"
    keys = ", ".join(["rowid", columns] if model._meta.pk.column in ("id", "history_id") else ["rowid", key, columns])
    other = keys.replace(key, f"{key} + 1000")
    yield "REPLACE by rowid", f"REPLACE INTO {table} ({keys}) SELECT {other} FROM {table}"
    if model._meta.total_unique_constraints:
        yield (
            "REPLACE by another key",
            f"REPLACE INTO {table} ({key}, {columns}) SELECT {key} + 1000, {columns} FROM {table}",
        )


def on_postgresql(table: str, key: str, column: str) -> Iterator[tuple[str, str]]:
    """What PostgreSQL offers besides, a superuser's ways included."""
    as_replica = "SET LOCAL session_replication_role = replica;"
    yield "TRUNCATE", f"TRUNCATE {table} CASCADE"
    yield "TRUNCATE ONLY", f"TRUNCATE ONLY {table} RESTART IDENTITY CASCADE"
    yield "TRUNCATE as a replica", f"{as_replica} TRUNCATE {table} CASCADE"
    yield "UPDATE as a replica", f"{as_replica} UPDATE {table} SET {column} = {column}"
    yield "DELETE as a replica", f"{as_replica} DELETE FROM {table}"
    yield "DELETE USING", f"DELETE FROM {table} USING {table} AS one WHERE one.{key} = {table}.{key}"
    merge = f"MERGE INTO {table} USING {table} AS one ON one.{key} = {table}.{key} WHEN MATCHED THEN"
    yield "MERGE to update", f"{merge} UPDATE SET {column} = one.{column}"
    yield "MERGE to delete", f"{merge} DELETE"
    yield "DELETE in a WITH", f"WITH gone AS (DELETE FROM {table} RETURNING *) SELECT count(*) FROM gone"


def standing(model: Model) -> list[dict[str, Any]]:
    """All rows, as plain values."""
    return [
        {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}
        for row in model._base_manager.order_by("pk").values()
    ]


@each_table
@pytest.mark.usefixtures("a_superuser")
def test_no_way_of_writing_changes_or_removes_a_row(model: Model) -> None:
    row = a_row(model)
    connection.check_constraints()  # else PostgreSQL refuses to TRUNCATE for a reason of its own
    before = standing(model)
    statements = dict(in_plain_sql(model, row))
    ways = dict(through_the_models(model, row)) | {
        name: lambda sql=sql: run(sql)  # type: ignore[misc]
        for name, sql in statements.items()
    }
    refusals = {name: refusal(way) for name, way in ways.items()}
    expected = (f"{model._meta.db_table} is append-only", "only ever added", "would ask every school")
    assert len(refusals) >= 20
    assert {name: said for name, said in refusals.items() if not any(one in said for one in expected)} == {}
    assert standing(model) == before


@each_table
@pytest.mark.usefixtures("a_superuser")
def test_the_same_statements_work_once_the_triggers_are_down_so_it_is_they_that_refuse(model: Model) -> None:
    row = a_row(model)
    with lifted(connection):
        answers = {name: refusal(lambda sql=sql: run(sql)) for name, sql in in_plain_sql(model, row)}  # type: ignore[misc]
    assert {name: said for name, said in answers.items() if said} == {}
    assert "append-only" in refusal(lambda: run(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}"))


@pytest.mark.parametrize("model", [ErasurePermit, Event, EventPayload, Look], ids=lambda model: model.__name__)
def test_the_record_refuses_in_the_model_already_and_lets_a_new_row_in(model: Model) -> None:
    row = a_row(model)
    said = {name: refusal(way) for name, way in through_the_models(model, row)}
    assert {name for name, one in said.items() if "only ever added" not in one} == {"update by the base manager"}
    with pytest.raises(NeverChanged):
        model._default_manager.bulk_create([row], ignore_conflicts=True)
    if model is not EventPayload:
        row.pk, row._state.adding = None, True
        if isinstance(row, Event):
            row.number += 1
        if isinstance(row, ErasurePermit):
            row.row += 1
        row.save()
        assert row.pk == model._base_manager.latest("pk").pk


def test_history_cleaning_commands_remove_nothing() -> None:
    school = a_school()
    with acting(SET_UP):
        school.save()
    assert school.history.count() == 2
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        call_command("clean_duplicate_history", "schools.School", verbosity=0)
    assert school.history.count() == 2


def test_the_head_of_a_record_is_not_append_only_for_it_moves_with_every_event() -> None:
    event = a_row(Event)
    assert RecordHead._base_manager.get(school_id=event.school_id).number == 1  # type: ignore[attr-defined]
    assert RecordHead not in PROTECTED
