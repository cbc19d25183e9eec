"""Production starts neither on tables that are behind, nor beside files open to all, nor with a slow clock (S13.01)."""

import logging
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import time_machine
from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from config.readiness import open_to_others, unready
from config.starting import refuse_unguarded
from schools.models import Event
from tests.builders import the_schools

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(tmp_path: Path, settings: Any) -> Path:
    """A folder of evidence that nobody else opens."""
    place = tmp_path / "evidence"
    place.mkdir(mode=0o750)
    settings.EVIDENCE_ROOT = place
    return place


def test_a_database_a_migration_behind_is_not_started_on(closed: Path) -> None:
    assert unready(connection) == []
    MigrationRecorder(connection).migration_qs.filter(app="schools").latest("pk").delete()
    assert unready(connection) == ["1 migrations have not been run. Run `manage.py migrate`."]


def test_a_clock_two_minutes_behind_the_record_is_said(closed: Path) -> None:
    the_schools()
    last = Event.objects.across_schools("test").latest("recorded_at").recorded_at
    for behind, said in ((119, []), (121, ["Set it."])):
        with time_machine.travel(last - timedelta(seconds=behind), tick=False):
            assert [each[-7:] for each in unready(connection)] == said


def test_files_are_open_to_others_only_where_every_folder_above_lets_them_pass() -> None:
    with TemporaryDirectory() as name:
        folder, file = Path(name), Path(name) / "fairpost.sqlite3"
        file.touch()
        for folder_mode, file_mode, found in ((0o755, 0o644, True), (0o750, 0o644, False), (0o755, 0o640, False)):
            folder.chmod(folder_mode)
            file.chmod(file_mode)
            assert open_to_others(file) is found


@pytest.mark.django_db(transaction=True)
def test_production_stops_and_the_other_modes_say_it_in_the_log(
    closed: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("config.readiness.open_to_others", lambda place: place == closed)
    refuse_unguarded()
    said = f"{closed} can be read by everybody on this machine. Run `chmod o-rwx {closed}`."
    assert said in [each.message for each in caplog.records if each.levelno == logging.ERROR]
    monkeypatch.setattr(project, "PRODUCTION", True)
    with pytest.raises(ImproperlyConfigured, match="chmod o-rwx"):
        refuse_unguarded()
