"""A process, or the database itself, that is killed in the middle loses nothing that was acknowledged (R.07, R.08)."""

import contextlib
import os
import random
import signal
import time
from pathlib import Path

import pytest
from django.db import connection

from schools.files import store
from tests.config.a_backup import back_again
from tests.prove import kills

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_process_killed_at_any_moment_loses_nothing_and_leaves_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    wrong = kills.run(6)
    said = capsys.readouterr().out
    print(said)
    assert wrong == 0 and "6 kills" in said and "acknowledged: 0 " not in said


def test_the_database_killed_in_the_middle_comes_back_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """R.08: one process of the server is killed, and it restarts them all. SQLite has none: there it is the writer."""
    with kills.at_a_school(tmp_path) as (mother, acknowledged):
        for seed in range(3):
            child = kills.start_one(mother, seed)
            kills.wait_for_an_act(acknowledged)
            time.sleep(random.random() / 3)
            os.kill(backend() or child, signal.SIGKILL)
            if connection.vendor == "postgresql":
                back_again()
                with contextlib.suppress(ProcessLookupError):  # it may have gone down with the server
                    os.kill(child, signal.SIGKILL)
            kills.wait_for(mother)
        assert kills.report(3, acknowledged) == 0, capsys.readouterr().out


def backend() -> int:
    """The server's process for whoever is to die; 0 on SQLite."""
    if connection.vendor == "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE application_name = 'dying'")
        return int(cursor.fetchone()[0])


def test_what_is_lost_or_half_done_would_be_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The experiment itself: a line for what was never done, a file gone, a row without its event."""
    with kills.at_a_school(tmp_path) as (_, acknowledged):
        assert kills.report(0, acknowledged) == 0
        acknowledged.write_text("step 999999\n")
        from tests.builders import AT, a_reported_post, keep_a_capture, person

        kept = keep_a_capture(a_reported_post(kills.SCHOOL), person(kills.SCHOOL, "head"))
        store.discard(kept.path)
        kept.pk, kept.kept_at = None, AT
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM incidents_taken")
        assert kills.report(0, acknowledged) == 2, capsys.readouterr().out
