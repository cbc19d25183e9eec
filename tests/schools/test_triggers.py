"""The triggers stand after every migration, are missed when they do not, and yield to nobody but the owner (S16.11)."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models

from schools import triggers
from schools.models import Event, EventPayload, School
from tests.schools.protected import ON_SQLITE, PROTECTED, Model, a_row, refusal, run

pytestmark = pytest.mark.django_db


def test_every_trigger_stands_after_migrating() -> None:
    assert triggers.missing(connection) == []
    assert len(triggers.declared(connection)) == len(PROTECTED) * (3 if ON_SQLITE else 2)
    assert {model._meta.db_table for model in PROTECTED} >= {
        "schools_event",
        "schools_eventpayload",
        "schools_look",
        "schools_historicaluser",
        "schools_historicalschool",
    }


def weakened() -> dict[str, list[str]]:
    """Ways in which an owner could quietly disarm a trigger, and the triggers that are then not as declared."""
    if ON_SQLITE:
        toothless = "BEFORE DELETE ON schools_event WHEN false BEGIN SELECT RAISE(ABORT, 'no'); END"
        again = f'CREATE TRIGGER "schools_event_no_delete" {toothless}'
        return {
            "DROP TRIGGER schools_event_no_delete": ["schools_event: schools_event_no_delete"],
            f"DROP TRIGGER schools_event_no_delete; {again}": ["schools_event: schools_event_no_delete"],
        }
    row = ["schools_event: append_only_row"]
    toothless = f"CREATE OR REPLACE FUNCTION {triggers.FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS"
    return {
        "DROP TRIGGER append_only_row ON schools_event": row,
        "ALTER TABLE schools_event DISABLE TRIGGER append_only_row": row,
        "ALTER TABLE schools_event ENABLE TRIGGER append_only_row": row,
        f"{toothless} $$BEGIN RETURN NULL; END$$": [str(one) for one in triggers.declared(connection)],
    }


@pytest.mark.usefixtures("the_owner")
def test_a_trigger_that_is_dropped_switched_off_or_hollowed_out_is_missed_and_put_back() -> None:
    ways = weakened()
    for statements, expected in ways.items():
        for statement in statements.split("; C") if ON_SQLITE else [statements]:
            run(statement if not statement.startswith("REATE") else f"C{statement}")
        assert triggers.missing(connection) == expected, statements
        assert triggers.install(connection) == expected
        assert triggers.missing(connection) == [] == triggers.install(connection)
    assert len(ways) >= 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("the_owner")
@pytest.mark.parametrize("change", [lambda model: alter_and_back(model), lambda model: add_and_remove(model)])
def test_tables_that_a_migration_rebuilds_have_their_triggers_again_after_migrate(
    change: Callable[[Model], None],
) -> None:
    a_row(EventPayload)  # which brings a row of each table of the record
    for model in PROTECTED:
        if not model._base_manager.exists():
            a_row(model)
    triggers.stand_aside(connection)  # as `migrate` does before it changes anything
    for model in PROTECTED:
        change(model)
    # On SQLite they are all gone by now: else this test would prove nothing.
    assert len(triggers.missing(connection)) == (3 * len(PROTECTED) if ON_SQLITE else 0)
    call_command("migrate", verbosity=0)
    assert triggers.missing(connection) == []
    for model in PROTECTED:
        table = model._meta.db_table
        assert f"{table} is append-only" in refusal(lambda table=table: run(f"DELETE FROM {table}"))  # type: ignore[misc]


def alter_and_back(model: Model) -> None:
    """Alter a column in a way that rebuilds the table on SQLite, and back."""
    plain = (field for field in model._meta.local_fields if not (field.primary_key or field.null or field.remote_field))
    old = next(plain)
    new = in_the_table(old.clone(), old.name, model)
    new.null = True
    with connection.schema_editor() as editor:
        editor.alter_field(model, old, new)
        editor.alter_field(model, new, old)


def add_and_remove(model: Model) -> None:
    """Add a column with a default, and take it away again."""
    probe = in_the_table(models.IntegerField(default=0), "probe", model)
    with connection.schema_editor() as editor:
        editor.add_field(model, probe)
    with connection.schema_editor() as editor:
        editor.remove_field(model, probe)


def in_the_table(field: models.Field, name: str, model: Model) -> models.Field:
    """A field that belongs to the table and not to the model."""
    field.set_attributes_from_name(name)
    field.model = model
    return field


@pytest.mark.django_db(transaction=True)
def test_a_flush_of_the_tests_passes_and_leaves_every_trigger_standing() -> None:
    a_row(Event)
    call_command("flush", interactive=False, verbosity=0)
    assert Event.objects.across_schools("test").count() == School.history.count() == 0
    assert triggers.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_outside_the_tests_a_flush_is_refused() -> None:
    event = a_row(Event)
    operations = type(connection.ops)
    ours = operations.execute_sql_flush
    operations.execute_sql_flush = ours.__closure__[0].cell_contents  # type: ignore[method-assign,index]
    try:
        with pytest.raises(CommandError):
            call_command("flush", interactive=False, verbosity=0)
    finally:
        operations.execute_sql_flush = ours  # type: ignore[method-assign]
    assert Event.objects.across_schools("test").filter(pk=event.pk).exists()


if not ON_SQLITE:  # SQLite has no roles: there the triggers and the file's mode are all there is

    @pytest.mark.parametrize(
        "way",
        [
            "ALTER TABLE schools_event DISABLE TRIGGER append_only_row",
            "DROP TRIGGER append_only_row ON schools_event",
            "DROP TABLE schools_event CASCADE",
            f"CREATE OR REPLACE FUNCTION {triggers.FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN END$$",
            "SET session_replication_role = replica",
            "TRUNCATE schools_event CASCADE",
            "UPDATE schools_event SET kind = 'x'",
            "DELETE FROM schools_event",
        ],
    )
    def test_the_applications_role_can_neither_change_rows_nor_disarm_a_trigger(way: str) -> None:
        event = a_row(Event)
        assert refusal(lambda: run("SELECT count(*) FROM schools_event")) == ""
        assert refusal(lambda: run(way)) != ""
        assert Event.objects.across_schools("test").filter(pk=event.pk, kind="noted").exists()
