"""Kills a working process without warning, again and again, and looks for what was lost, half done or left lying.

The process reports posts, keeps files and takes steps on the real database, and notes each act once it is done. It is
killed (`kill -9`) after a moment picked by chance. In the end every act it noted has to be there, every row has to have
its history and its event, the record has to be sound, and the sweeper has to remove every file that no row refers to
and none besides (R.07, R.08).
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection, models
from django.test import override_settings

from incidents.models import Evidence, Incident, Taken
from incidents.operations.tidying import paths_kept
from incidents.timeline import EventKind
from schools.files import store
from schools.models import Event, School
from schools.verification import verify
from tests.builders import a_reported_post, now
from tests.config.a_backup import SCHOOL, address, one_school
from tests.prove._acts import ACTS

LONGEST = 0.6  # seconds that a process lives after it was made
COPY_EVERY = 5  # turns: on SQLite the files are then copied as they lie
TABLES = {"upload": "incidents_evidence", "step": "incidents_taken", "report": "incidents_incident"}

TOLD: dict[type[models.Model], EventKind] = {
    Evidence: EventKind.KEPT,
    Taken: EventKind.STEP,
    Incident: EventKind.REPORTED,
}
"""Of each such row there is one event, and one row of history that says it was added."""


def run(count: int) -> int:
    """Kill `count` times. Returns how much was lost, half done or left lying."""
    dice = random.Random(count)
    with TemporaryDirectory(prefix="fairpost-kills-") as name, at_a_school(Path(name)) as (mother, acknowledged):
        torn = 0
        for turn in range(count):
            torn += kill_one(mother, turn, dice.random() * LONGEST, acknowledged)
        return report(count, acknowledged) + torn


@contextmanager
def at_a_school(folder: Path) -> Iterator[tuple["subprocess.Popen[str]", Path]]:
    """A school with an incident, files of its own, and the process that makes those that are killed."""
    acknowledged = folder / "acknowledged"
    acknowledged.touch()
    machine = {key: value for key, value in os.environ.items() if key != "DATABASE_OWNER_URL"}
    told = {"FAIRPOST_DATA": str(folder), "DATABASE_URL": address(), "PGAPPNAME": "dying"}
    command = [sys.executable, "-m", "tests.prove._dying", str(acknowledged)]
    settings_module = {"DJANGO_SETTINGS_MODULE": "config.settings", "FAIRPOST_MODE": "test"}
    with override_settings(EVIDENCE_ROOT=folder / "evidence"):
        one_school()
        a_reported_post(SCHOOL)
        mother = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=machine | told | settings_module,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        with mother:
            yield mother, acknowledged
            assert mother.stdin is not None
            mother.stdin.close()


def start_one(mother: "subprocess.Popen[str]", seed: int) -> int:
    """Have a process made, and return its number."""
    assert mother.stdin is not None and mother.stdout is not None
    print(seed, file=mother.stdin, flush=True)
    return int(mother.stdout.readline())


def kill_one(mother: "subprocess.Popen[str]", seed: int, after: float, acknowledged: Path) -> bool:
    """Have a process made, let it work, and kill it. Returns whether the files of that instant were worth nothing."""
    child = start_one(mother, seed)
    if seed % 2:
        wait_for_an_act(acknowledged)  # else it may die before it has done anything
    time.sleep(after)
    os.kill(child, signal.SIGSTOP)
    torn = connection.vendor == "sqlite" and seed % COPY_EVERY == 0 and torn_copy(acknowledged)
    os.kill(child, signal.SIGKILL)
    wait_for(mother)
    return torn


def wait_for_an_act(acknowledged: Path) -> None:
    """Wait until something more was acknowledged, at most a minute."""
    before, until = acknowledged.stat().st_size, time.monotonic() + 60
    while acknowledged.stat().st_size == before and time.monotonic() < until:
        time.sleep(0.01)


def torn_copy(acknowledged: Path) -> bool:
    """Copy the database with its log as they lie on the disk, as a cut in the power would leave them, and open them."""
    acts = Counter(line.split()[0] for line in acknowledged.read_text().splitlines())
    lying, copy = Path(str(connection.settings_dict["NAME"])), acknowledged.with_name("copy.sqlite3")
    for end in ("", "-wal"):
        copy.with_name(copy.name + end).unlink(missing_ok=True)
        if lying.with_name(lying.name + end).exists():
            shutil.copy(lying.with_name(lying.name + end), copy.with_name(copy.name + end))
    with closing(sqlite3.connect(copy)) as opened:
        whole = opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        kept = {name: opened.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for name, table in TABLES.items()}
    return not whole or any(kept[name] < number for name, number in acts.items() if name in kept)


def wait_for(mother: "subprocess.Popen[str]") -> None:
    """Wait until the process is gone."""
    assert mother.stdout is not None
    assert mother.stdout.readline().strip() == "gone"


def report(count: int, acknowledged: Path) -> int:
    """Count what is wrong, and say how much was looked at."""
    acts = [line.split() for line in acknowledged.read_text().splitlines()]
    wrong = {
        "acknowledged and lost": sum(not ACTS[name].there(key) for name, key in acts),
        "half done": sum(map(half_done, TOLD)),
        "records damaged": sum(not verify(school).sound for school in School.objects.all()),
    }
    swept = store.sweep(paths_kept(), now() + timedelta(minutes=1))  # nobody is at work any more
    wrong |= {"left lying": left_lying(), "swept though kept": missing()}
    done = ", ".join(f"{number} of {name}" for name, number in sorted(Counter(name for name, _ in acts).items()))
    print(f"{count} kills on {connection.vendor}; acknowledged: {len(acts)} ({done}); orphans swept: {swept}; {wrong}")
    return sum(wrong.values())


def half_done(model: type[models.Model]) -> int:
    """Rows without their history or event, or events without their row."""
    rows = model._default_manager.count()
    added = model.history.filter(history_type="+").count()  # type: ignore[attr-defined]
    told = Event.objects.across_schools("test").filter(kind=TOLD[model]).count()
    return abs(rows - added) + abs(rows - told)


def left_lying() -> int:
    """Files that no row refers to."""
    there = {f"{place.parent.name}/{place.name}" for place in Path(settings.EVIDENCE_ROOT).glob("*/*")}
    return len(there - set(paths_kept()))


def missing() -> int:
    """Files that a row refers to and that are not there, or not what they were."""
    return sum(not store.verify_original(each.path, each.sha256) for each in Evidence._base_manager.exclude(path=""))
