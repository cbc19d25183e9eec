"""What guards the record is looked at when the service starts, by `check`, and by whoever asks `/health/` (S16.11)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.test import Client

from config.setup import ROOT
from config.starting import may_disarm, refuse_unguarded
from schools import reach, triggers
from schools.models import Event
from tests.databases import as_the_owner
from tests.schools.protected import ON_SQLITE, PROTECTED


@pytest.fixture
def one_down(transactional_db: None) -> triggers.Trigger:
    """The database with one trigger gone; put back by `migrate`, or at the end."""
    found = next(one for one in triggers.declared(connection) if one.table == Event._meta.db_table)
    with as_the_owner(), connection.cursor() as cursor:
        cursor.execute(found.drop)
    yield found
    with as_the_owner():
        triggers.install(connection)


def migrate(**options: bool) -> None:
    """As whoever owns the tables runs it."""
    with as_the_owner():
        call_command("migrate", verbosity=0, **options)


def health() -> tuple[int, bytes]:
    """What whoever watches over the service is told."""
    answered = Client().get("/health/")
    assert "no-store" in answered["Cache-Control"]
    return answered.status_code, answered.content


def test_health_says_one_word_and_why_is_in_the_log_alone(
    one_down: triggers.Trigger, caplog: pytest.LogCaptureFixture
) -> None:
    assert health() == (503, b"not well\n")
    assert str(one_down) in caplog.text and "Run `migrate`" in caplog.text
    migrate()
    assert health() == (200, b"well\n")


def test_health_says_so_when_the_database_is_away_and_asks_again(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """R.10."""
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(reach, "unless_set", reach.NOWHERE)  # as in the service: nothing to set before the page
        elsewhere.setitem(connection.settings_dict, "NAME" if ON_SQLITE else "HOST", "/nowhere/at/all")
        connection.close()
        assert health() == (503, b"not well\n")
        refuse_unguarded()  # starts all the same
    assert caplog.text.count("OperationalError") == 2 and "/nowhere" not in caplog.text
    assert health() == (200, b"well\n")


def test_production_does_not_start_without_a_trigger_and_the_other_modes_say_so(
    one_down: triggers.Trigger, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    refuse_unguarded()
    assert str(one_down) in caplog.text
    monkeypatch.setattr(settings, "PRODUCTION", True)
    with pytest.raises(ImproperlyConfigured, match="1 triggers are missing. Run `manage.py migrate`"):
        refuse_unguarded()
    (warned,) = [each for each in run_checks(databases=["default"]) if each.id == "fairpost.W001"]
    assert str(one_down) in warned.msg
    migrate(skip_checks=False)
    refuse_unguarded()
    assert [each for each in run_checks(databases=["default"]) if each.id == "fairpost.W001"] == []


@pytest.mark.django_db(transaction=True)
def test_a_role_that_could_take_the_triggers_down_is_warned_of() -> None:
    """S16.12: the tests' own role may become the owner, which no role of a service may; SQLite has none."""
    found = {each.id for each in run_checks(databases=["default"], include_deployment_checks=True)}
    assert may_disarm(connection) == (not ON_SQLITE) == ("fairpost.W002" in found)


def test_every_migration_from_nothing_leaves_every_trigger_standing(tmp_path: Path) -> None:
    """S16.11: a database made by `migrate` alone, then one migration after another, backwards being nobody's need."""
    environment = {**os.environ, "FAIRPOST_DATA": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3"}
    words = "from django.db import connection; from schools import triggers; from django.core.management import "
    words += "call_command; call_command('migrate', 'schools', '0001', verbosity=0); first = len(triggers.declared("
    words += "connection)); lacking = triggers.missing(connection); call_command('migrate', verbosity=0); "
    words += "print(first, lacking, len(triggers.declared(connection)), triggers.missing(connection))"
    run = [sys.executable, "manage.py", "shell", "--no-imports", "-c", words]
    done = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    first, rest = done.stdout.strip().split(" ", 1)
    assert rest == f"[] {3 * len(PROTECTED)} []", done.stdout + done.stderr
    assert 0 < int(first) < 3 * len(PROTECTED)


STARTS_AND_STOPS = """
from django.conf import settings
settings.LOGGING["loggers"]["config"]["level"] = "INFO"  # as it is in production
import config.{door}
"""


@pytest.mark.parametrize("door", ["wsgi", "asgi"])
def test_that_the_service_started_and_that_it_stopped_are_in_the_log(door: str, tmp_path: Path) -> None:
    """S16.04; and that it starts, where nothing but the server has asked for anything before."""
    environment = os.environ | {"FAIRPOST_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    environment |= {"FAIRPOST_MODE": "demonstration", "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    program = [sys.executable, "-c", STARTS_AND_STOPS.format(door=door)]
    ran = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    said = [json.loads(line) for line in ran.stderr.splitlines() if line.startswith("{")]
    words = [each["event"] for each in said if each["level"] == "INFO"]
    assert words == ["Started in the mode demonstration.", "Stopped."]
