"""Asking the limited process what a file is, and judging its answer (S5.02, S5.03, S5.10).

The web process never decodes a stranger's file, and imports no library that does: it starts ``decoder.py`` with an
empty environment in an empty folder, hands it the open file and nothing else, reads a short answer, and ends it after
fifteen seconds. Of the answer only its shape is believed: a kind from our own table, numbers, lines of text.
"""

import json
import logging
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, cast

from schools.files.filenames import KINDS, NOT_STATED, Kind, extension_of

log = logging.getLogger(__name__)

DECODER = Path(__file__).with_name("decoder.py")
LIBRARIES = ("PIL", "pillow_heif", "pikepdf")
SECONDS = 14  # and one more to end by itself: killed after fifteen
ANSWER_BYTES = 64 * 1024
MOST_NOTES = 60
LONGEST_LINE = 400

TOO_LONG = "This file takes too long to check, so it was not kept. Take a screenshot of what matters, and add that."
STOPPED = "This file could not be checked, so it was not kept. Take a screenshot of what it shows, and add that."


class FileRefused(Exception):
    """A file is not taken, and nothing of it is kept. The sentence says why and what to do next."""


@dataclass(frozen=True)
class Inspected:
    """What the limited process found, once its answer was judged."""

    kind: Kind
    width: int | None
    height: int | None
    pages: int | None
    notes: list[str]


def inspect(path: Path, *, name: str, declared: str) -> Inspected:
    """Say what the file is by decoding it, whatever its name and the browser say.

    :param declared: the content type that came with the file; empty where none did.
    :raises FileRefused: not a kind that is kept, damaged, beyond a limit, or not what its name says.
    """
    answer = _judged(ask(path, DECODER, libraries(LIBRARIES), ANSWER_BYTES))
    _refuse_disagreement(answer.kind, name, declared)
    return answer


def _refuse_disagreement(kind: Kind, name: str, declared: str) -> None:
    """Name, declared type and content must agree; a name without an ending and an unstated type say nothing."""
    said, extension = declared.partition(";")[0].strip().lower(), extension_of(name)
    if extension and extension not in kind.extensions:
        raise FileRefused(
            f"“{name}” is really {kind.words}. If that is what you meant to add, "
            f"rename it so that it ends in .{kind.extension}, and add it again."
        )
    if said not in NOT_STATED | {kind.media_type} | kind.declared:
        raise FileRefused(
            f"“{name}” was sent as something else, but is really {kind.words}. "
            "Save it again under a new name, or take a screenshot of it, and add that."
        )


def ask(path: Path, decoder: Path, folders: Sequence[str], most: int) -> bytes:
    """Run a decoder on the file, for its answer; nothing where the answer is longer than `most` bytes.

    :param folders: those of the libraries that the decoder needs.
    :raises FileRefused: it takes too long.
    """
    command = [sys.executable, "-I", "-S", str(decoder), *folders]
    quiet, pipe = subprocess.DEVNULL, subprocess.PIPE
    with tempfile.TemporaryDirectory() as empty, path.open("rb") as file:
        process = subprocess.Popen(
            command, stdin=file, stdout=pipe, stderr=quiet, cwd=empty, env={}, start_new_session=True
        )
        with cast(IO[bytes], process.stdout) as answer:
            try:
                return _answer_of(answer.fileno(), most)
            finally:
                _end(process)


def _answer_of(pipe: int, most: int) -> bytes:
    """Read to the end of the answer, up to a size and a moment, without waiting for either in steps."""
    deadline, answer = time.monotonic() + SECONDS, b""
    poll = select.poll()
    poll.register(pipe, select.POLLIN | select.POLLHUP)
    while len(answer) <= most:
        if not poll.poll(max(0, deadline - time.monotonic()) * 1000):
            raise FileRefused(TOO_LONG)
        piece = os.read(pipe, ANSWER_BYTES)
        if not piece:
            return answer
        answer += piece
    return b""


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the decoder with all it may have started, and say in the log when it did not end by itself."""
    try:
        code = process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        code = process.wait()
    if code:
        log.warning("The evidence decoder ended with %s.", code)


def _judged(raw: bytes) -> Inspected:
    try:
        answer = json.loads(raw)
        if "refused" in answer:
            raise FileRefused(line(answer["refused"]))
        width, height, pages = (_number(answer[name]) for name in ("width", "height", "pages"))
        notes = [line(note) for note in answer["notes"][:MOST_NOTES]]
        kind, sealed = KINDS[answer["kind"]], answer["sealed"]
    except (ValueError, TypeError, KeyError, RecursionError) as nonsense:
        raise FileRefused(STOPPED) from nonsense
    if not sealed:
        say_unsealed()
    return Inspected(kind, width, height, pages, notes)


def line(text: object) -> str:
    """A line of an answer, without anything that cannot be seen. Raises TypeError for what is no text."""
    if not isinstance(text, str):
        raise TypeError("not a line of text")
    return "".join(letter for letter in text if letter.isprintable())[:LONGEST_LINE]


def _number(value: object) -> int | None:
    if value is not None and (type(value) is not int or not 0 < value < 1_000_000):
        raise ValueError("not a size")
    return value


@cache
def say_unsealed() -> None:
    """Say once in the log that the decoders run without a seal here."""
    log.warning("The evidence decoder has limits, but this system cannot cut it off from the network and other files.")


@cache
def libraries(names: tuple[str, ...]) -> tuple[str, ...]:
    """The folders that hold decoding libraries; they are found here, and never imported."""
    found = {name: find_spec(name) for name in names}
    return tuple(dict.fromkeys(str(Path(spec.origin).parent.parent) for spec in found.values() if spec and spec.origin))
