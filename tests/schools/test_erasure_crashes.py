"""A process killed in the middle of an erasure leaves all or nothing, and the sweep finishes it (R.07, S14.10)."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.schools.protected import ON_SQLITE

PLAY = Path(__file__).with_name("killed_while_erasing.py")
PLACES = ("before the entry", "before rows go", "before the commit", "before a file", "between files and log", "never")


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Play one act in a process of its own, with a database of its own."""
    given = {**os.environ, "FAIRPOST_MODE": "test", "FAIRPOST_DATA": str(folder), "PYTHONPATH": str(settings.BASE_DIR)}
    given.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, str(PLAY), *words], env=given, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: Any) -> Path:
    """A database with an incident that waits for the second person, closed files and all."""
    folder: Path = tmp_path_factory.mktemp("killed")
    made = run(folder, "prepare")
    assert made.returncode == 0, made.stderr[-2000:]
    return folder


def copied(prepared: Path, to: Path) -> Path:
    """The same once more."""
    shutil.copytree(prepared, to, dirs_exist_ok=True)
    return to


if ON_SQLITE:

    @pytest.mark.parametrize("place", PLACES)
    def test_killed_at_any_place_it_is_all_or_nothing_and_the_sweep_finishes_it(
        place: str, prepared: Path, tmp_path: Path
    ) -> None:
        """R.07: kill -9."""
        folder = copied(prepared, tmp_path / "data")
        killed = run(folder, "erase", place)
        assert killed.returncode == (0 if place == "never" else -signal.SIGKILL), killed.stderr[-2000:]
        said = run(folder, "look").stdout.split()
        stands = place not in PLACES[:3]
        assert said == (["gone", "0", "sound", "logged"] if stands else ["there", "1", "sound", "nothing"]), said
        kept = {file.name: b"zqcanary" in file.read_bytes().lower() for file in folder.glob("fairpost.sqlite3*")}
        assert any(kept.values()) is not stands, kept  # the bytes of the file, its free pages, and the log (S14.02)
        assert sqlite3.connect(folder / "fairpost.sqlite3").execute("PRAGMA quick_check").fetchone() == ("ok",)
