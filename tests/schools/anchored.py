"""Statements for tests: nights of anchoring, keys, and what the check says. The experiments use them too."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
from django.core.management import CommandError, call_command

from schools.anchors.statements import Statement, read
from schools.models import Anchor
from tests.schools.recording import AT


def night(number: int = 0, *words: str, at: datetime = AT) -> str:
    """Run the command on the night of a day; what it prints."""
    out = io.StringIO()
    with time_machine.travel(at + timedelta(days=number), tick=False):
        call_command("anchor_records", *words, stdout=out, stderr=out)
    return out.getvalue()


def refusal_of(command: str, *words: str) -> tuple[str, int]:
    """The sentence with which a command ends, and its code; what it printed is left out."""
    try:
        call_command(command, *words, stdout=io.StringIO(), stderr=io.StringIO())
    except CommandError as error:
        return str(error), error.returncode
    return "", 0


def statements_made() -> list[Statement]:
    """Every statement of this installation."""
    return [read(each.line) for each in Anchor.objects.order_by("number")]


@contextmanager
def kept(settings: Any, folder: Path) -> Iterator[Path]:
    """A file elsewhere."""
    settings.ANCHOR_FILE = str(folder / "statements")
    yield folder / "statements"
