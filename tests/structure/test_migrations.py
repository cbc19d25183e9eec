"""Migrations say all that the models say, are named by what they do, and leave every trigger standing."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from schools import triggers
from tests.structure.source import PACKAGES


@pytest.mark.django_db
def test_the_migrations_say_all_that_the_models_say() -> None:
    said = io.StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=said)
    assert "No changes detected" in said.getvalue()


@pytest.mark.django_db
def test_after_migrating_every_trigger_stands() -> None:
    assert triggers.missing(connection) == []
    standing = triggers.declared(connection)
    assert {trigger.table for trigger in standing} == {model._meta.db_table for model in triggers.protected()}
    assert len(standing) >= 2 * len(triggers.protected())


def test_migrations_are_named_by_what_they_do_and_no_app_has_two_ends() -> None:
    loader = MigrationLoader(None)
    ours = [(app, name) for app, name in loader.disk_migrations if app in PACKAGES]
    assert len(ours) >= 6
    assert [name for _, name in ours if "_auto_" in name or name.endswith("_more")] == []
    assert loader.detect_conflicts() == {}


def test_no_migration_runs_sql_of_its_own() -> None:
    loader = MigrationLoader(None)
    kinds = {
        type(operation).__name__
        for (app, _), migration in loader.disk_migrations.items()
        if app in PACKAGES
        for operation in migration.operations
    }
    assert kinds
    assert kinds & {"RunSQL", "SeparateDatabaseAndState"} == set()
