"""Asking the limited process for a PDF, and judging its answer (S1.11 to S1.14, boundary B4; decision 0016).

The web process never loads the typesetter: it starts ``compiler.py`` with an empty environment in an empty folder,
hands it a template of ours and the words as JSON, and ends it after ten seconds. The same words give the same PDF, so
the last few are kept: a public page that many people open at once starts one process, not many.
"""

import json
import logging
import subprocess
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.conf import settings

log = logging.getLogger(__name__)

COMPILER = Path(__file__).with_name("compiler.py")
FOLDER = Path(settings.BASE_DIR) / "templates" / "pdf"
SECONDS = 10
MOST_BYTES = 20_000_000
KEPT = 16

NOT_NOW = "This document could not be made into a PDF just now. Try again in a minute, or print the page instead."
DROPPED = ("Cc", "Cn", "Co", "Cs")
"""Control characters, and those that Unicode gives no meaning or no character: no font has them, and UTF-8 not all."""


class NotPrinted(Exception):
    """A PDF could not be made. The sentence says what to do instead; nothing was changed."""


@dataclass(frozen=True)
class Printed:
    """A PDF, and whether it keeps to PDF/UA-1, the standard of documents that everybody can read."""

    content: bytes
    accessible: bool


def pdf_of(document: dict[str, Any], template: str = "document.typ", *, keep: bool = True) -> Printed:
    """Print a document (`blocks.document`) by a template of ours; with `keep` off, nothing of it stays in memory.

    :raises NotPrinted: it took too long or too much memory, or the process ended without an answer.
    """
    source = (FOLDER / template).read_text(encoding="utf-8")
    make = _compiled if keep else _compiled.__wrapped__
    return make(source, json.dumps(printable(document)))


def printable(data: Any) -> Any:
    """The same data with nothing in its texts that cannot be printed; lines stay lines, a tab is a space."""
    if isinstance(data, str):
        return "".join(letter for letter in data.replace("\t", " ") if _prints(letter))
    if isinstance(data, dict):
        return {key: printable(value) for key, value in data.items()}
    return [printable(each) for each in data] if isinstance(data, list | tuple) else data


def _prints(letter: str) -> bool:
    return letter == "\n" or unicodedata.category(letter) not in DROPPED


@lru_cache(maxsize=KEPT)
def _compiled(source: str, data: str) -> Printed:
    printed = _judged(_ask(json.dumps({"source": source, "data": data}).encode()))
    if not printed.accessible:
        log.warning("A PDF was made without the promise of PDF/UA-1: a character of it is in none of the fonts.")
    return printed


def _ask(given: bytes) -> bytes:
    """Run the compiler, for its answer. What it says of errors may hold people's words, so nobody reads it."""
    command = [sys.executable, "-I", "-S", str(COMPILER), _library()]
    quiet, pipe = subprocess.DEVNULL, subprocess.PIPE
    with tempfile.TemporaryDirectory() as empty:
        try:
            ended = subprocess.run(
                command, input=given, stdout=pipe, stderr=quiet, cwd=empty, env={}, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired as slow:
            log.error("A PDF took more than %s seconds and was given up.", SECONDS)
            raise NotPrinted(NOT_NOW) from slow
    if ended.returncode:
        log.error("The compiler of PDFs ended with %s.", ended.returncode)
        raise NotPrinted(NOT_NOW)
    return ended.stdout


def _judged(answer: bytes) -> Printed:
    """Believe of the answer only that it is a PDF of a likely size."""
    first, _, content = answer.partition(b"\n")
    try:
        said = json.loads(first)
        sealed, accessible = said["sealed"] is True, said["accessible"] is True
    except (ValueError, TypeError, KeyError) as nonsense:
        raise NotPrinted(NOT_NOW) from nonsense
    if not content.startswith(b"%PDF-") or len(content) > MOST_BYTES:
        raise NotPrinted(NOT_NOW)
    if not sealed:
        _say_unsealed()
    return Printed(content, accessible)


@cache
def _say_unsealed() -> None:
    log.warning("The compiler of PDFs has limits, but this system cannot cut it off from the network and other files.")


@cache
def _library() -> str:
    """The folder that holds typst; it is found here, and never imported."""
    found = find_spec("typst")
    assert found is not None and found.origin is not None
    return str(Path(found.origin).parent.parent)
