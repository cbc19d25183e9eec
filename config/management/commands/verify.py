"""`manage.py verify`: the whole suite on SQLite and on a real PostgreSQL, side by side, browser tests included.

The few tests for which it makes no difference which database it is run on one of the two (`tests/sharing_out.py`).

What has to be installed first is in config/setup.py; the server and the browser in config/postgres.py and
config/browser.py. Nothing is silently skipped: a skipped test is a failed one here.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import browser, postgres

DATABASES = ("sqlite", "postgres")
NAMES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL")
RESULTS = "results.xml"


@dataclass(frozen=True)
class Stage:
    """One part of the run: what it was, whether all was well, how long it took, and the tests it counted."""

    name: str
    well: bool
    seconds: float
    passed: int = 0
    failed: int = 0


class Command(BaseCommand):
    """Run the checks and the tests, print what each part took, and end with the totals."""

    help = "Run the whole suite on SQLite and on PostgreSQL, browser tests included. After `--`: words for pytest."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which database, and what to hand on to pytest."""
        parser.add_argument("--only", choices=DATABASES, help="one of the two databases")
        parser.add_argument("pytest", nargs="*", help="words handed on to pytest, after --")

    def handle(self, *, only: str | None, pytest: Sequence[str], **_: Any) -> None:
        """Exit with 1 when anything failed, was skipped, or did not run."""
        signal.signal(signal.SIGTERM, ended)
        try:
            os.environ["CHROMIUM"] = browser.find_or_install()
        except browser.NoBrowser as missing:
            raise CommandError(str(missing)) from missing
        databases, shared = ([only], []) if only else (DATABASES, ["--share-out"])
        stages = list(all_stages(databases, [*shared, *pytest]))
        self.report(stages)
        if not all(stage.well for stage in stages):
            sys.exit(1)

    def report(self, stages: Sequence[Stage]) -> None:
        """A line for each part, then the totals on a line of their own."""
        for stage in stages:
            counts = f"{stage.passed} passed, {stage.failed} failed" if stage.passed + stage.failed else ""
            word = "well" if stage.well else "FAILED"
            self.stdout.write(f"  {stage.name:<11} {stage.seconds:7.1f} s  {word:<7} {counts}".rstrip())
        passed, failed = sum(stage.passed for stage in stages), sum(stage.failed for stage in stages)
        self.stdout.write(f"verify: {passed} passed, {failed} failed")


def ended(*_: Any) -> NoReturn:
    """Told to stop: leave by the usual way, so that the server is stopped and the folders are removed."""
    sys.exit(143)


def all_stages(databases: Sequence[str], words: Sequence[str]) -> Iterator[Stage]:
    """Each part. PostgreSQL is started first, so that a machine without one hears of it at once.

    The databases are tested at the same time: each run waits a good part of its time for a browser or a disk.
    """
    with contextlib.ExitStack() as stack:
        address = stack.enter_context(postgres.server()) if "postgres" in databases else ""
        yield lint()
        runs = []
        for database in databases:
            addresses = dict.fromkeys(ADDRESSES, address) if database == "postgres" else {}
            runs.append(stack.enter_context(tests(database, addresses, words, in_view=not runs)))
        for run in runs:
            yield run.finish()


def lint() -> Stage:
    """The linter and the formatter, as pyproject.toml sets them."""
    start = time.monotonic()
    well = [run([sys.executable, "-m", "ruff", *words]) == 0 for words in (["check"], ["format", "--check"])]
    return Stage("lint", all(well), time.monotonic() - start)


@dataclass(frozen=True)
class Run:
    """A run of pytest that has been started, in a folder of its own."""

    database: str
    process: subprocess.Popen[bytes]
    folder: Path
    start: float

    def finish(self) -> Stage:
        """Wait for it, show what it said unless that was in view all along, and count."""
        code = self.process.wait()
        if self.said.exists():
            print(self.said.read_text(errors="replace"), flush=True)
        passed, failed = count(self.folder / RESULTS)
        well = code == 0 and failed == 0 and passed > 0
        return Stage(NAMES[self.database], well, time.monotonic() - self.start, passed, failed)

    @property
    def said(self) -> Path:
        """Where its output goes when it is not in view."""
        return self.folder / "said.txt"


@contextlib.contextmanager
def tests(database: str, addresses: dict[str, str], words: Sequence[str], *, in_view: bool) -> Iterator[Run]:
    """Start pytest in a folder of its own; only these database addresses reach it. Ended with the block.

    On PostgreSQL they are the throwaway server's superuser's, who makes the two roles that the tests then use.
    """
    print(f"\nFairpost: the tests on {NAMES[database]}{'' if in_view else ', shown when they are done'}.", flush=True)
    with tempfile.TemporaryDirectory(prefix="fairpost-verify-") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        machine = {key: value for key, value in os.environ.items() if key not in ADDRESSES}
        environment = machine | addresses | {"FAIRPOST_DATA": name}
        command = [sys.executable, "-m", "pytest", "-rs", f"--junitxml={folder / RESULTS}", *words]
        output = None if in_view else stack.enter_context((folder / "said.txt").open("wb"))
        process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=output, stderr=subprocess.STDOUT if output else None
        )
        try:
            yield Run(database, process, folder, time.monotonic())
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()


def count(results: Path) -> tuple[int, int]:
    """How many tests passed, and how many did not (skipped ones included), by pytest's own report."""
    if not results.exists():
        return 0, 0
    seen, bad = set(), set()  # a test stands there twice when clearing up after it fails as well
    for test in ET.parse(results).iter("testcase"):
        name = (test.get("classname"), test.get("name"))
        seen.add(name)
        if any(test.find(word) is not None for word in ("failure", "error", "skipped")):
            bad.add(name)
    return len(seen - bad), len(bad)


def run(command: Sequence[str], environment: dict[str, str] | None = None) -> int:
    """Run a program at the root of the repository, its output in view; its exit code."""
    return subprocess.call(command, cwd=settings.BASE_DIR, env=environment)
