"""`manage.py prove NAME`: one experiment at its full size, where `verify` runs it small.

An experiment is a module in tests/prove/ with a docstring and `run(count: int) -> int`, which prints what it examined
and returns how many times it was proved wrong; one that can examine files as well has `run_on(files) -> int`. It meets
a test database, made for it and removed afterwards (SQLite, or PostgreSQL where DATABASE_URL names one), and never the
demonstration's. The experiments themselves are not here.
"""

import inspect
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test.runner import DiscoverRunner

USUAL_COUNT = 1000


class Command(BaseCommand):
    """Run the experiment that is named, or say which there are."""

    help = "Run one experiment at its full size; without a name, list them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which experiment, and how many times."""
        parser.add_argument("name", nargs="?", help="the experiment")
        parser.add_argument("files", nargs="*", help="files to examine instead, where the experiment reads any")
        parser.add_argument("--count", type=int, default=USUAL_COUNT, help=f"how many times (usually {USUAL_COUNT})")

    def handle(self, *, name: str | None, files: list[str], count: int, **_: Any) -> None:
        """Exit with 1 when the experiment was proved wrong. Raises CommandError when there is no such experiment."""
        if settings.FAIRPOST_MODE != "test":
            raise CommandError("Start this as `python3 manage.py prove`: an experiment never meets real records.")
        known = experiments(settings.BASE_DIR / "tests" / "prove")
        if name is None:
            self.stdout.write(listing(known))
        elif name not in known:
            raise CommandError(f"There is no experiment named {name}. {listing(known)}")
        elif count < 1:
            raise CommandError("--count must be 1 or more.")
        elif self.times_wrong(name, count, files):
            sys.exit(1)

    def times_wrong(self, name: str, count: int, files: list[str]) -> int:
        """Run it and print what came of it."""
        start = time.monotonic()
        run = on_files(name, files) if files else load(name)
        wrong = on_a_test_database(run, count)
        self.stdout.write(f"prove {name}: {count} asked for, {wrong} wrong, {time.monotonic() - start:.1f} s")
        return wrong


def experiments(folder: Path) -> list[str]:
    """The names of the experiments, in order."""
    return sorted(file.stem for file in folder.glob("*.py") if not file.stem.startswith("_"))


def load(name: str) -> Callable[[int], int]:
    """The `run` of an experiment."""
    return import_module(f"tests.prove.{name}").run


def on_files(name: str, files: list[str]) -> Callable[[int], int]:
    """What an experiment does with files. Raises CommandError for one that reads none."""
    run = getattr(import_module(f"tests.prove.{name}"), "run_on", None)
    if run is None:
        raise CommandError(f"{name} reads no files.")
    return lambda _: int(run(files))


def listing(names: list[str]) -> str:
    """A line for each experiment, with the first line of its docstring."""
    if not names:
        return "No experiments yet. One is a module in tests/prove/ with a docstring and `run(count: int) -> int`."
    lines = [f"  {name:<20} {first_line(import_module(f'tests.prove.{name}'))}" for name in names]
    return "\n".join(["The experiments (python3 manage.py prove NAME [--count N]):", *lines])


def first_line(module: ModuleType) -> str:
    """What an experiment says of itself."""
    return (inspect.getdoc(module) or "").partition("\n")[0]


def on_a_test_database(run: Callable[[int], int], count: int) -> int:
    """Run it where a test would run: a database of its own, no mail sent; all is removed afterwards."""
    runner = DiscoverRunner(verbosity=0, interactive=False)
    runner.setup_test_environment()
    roles: Any = import_module("tests.databases")
    with roles.made_by_the_owner():
        databases = runner.setup_databases()
    try:
        return run(count)
    finally:
        roles.taken_away_by_the_owner()
        runner.teardown_databases(databases)
        runner.teardown_test_environment()
