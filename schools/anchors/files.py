"""Where statements are kept outside the database: a file to which lines are only ever added, and mails.

The file lies on another machine, or where the database's owner has no right to write. Nothing in it is ever changed:
where it is damaged, or another installation's, nothing is written and a sentence says so (S16.20).
"""

import base64
import binascii
import os
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from schools.anchors.stamps import KEY, NotAStamp, Stamp, read_stamp
from schools.anchors.statements import BEGIN, END, NotAStatement, Statement, read

BLOCK = re.compile(rf"{BEGIN}\s+([A-Za-z0-9+/=\s]*?)\s*{END}")
LARGEST = 500_000_000


class FileUnfit(Exception):
    """The file is not one of statements, is damaged, or does not go on from here. The sentence says which."""


def read_file(path: str | Path) -> list[Statement]:
    """The statements in a file: lines as `append` writes them, or blocks as mails carry them. Raises FileUnfit."""
    try:
        if Path(path).stat().st_size > LARGEST:
            raise FileUnfit(f"{path} is too large to be a file of statements.")
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise FileUnfit(f"{path} cannot be read as a file of statements.") from error
    if BEGIN in text:
        found = [_of_block(path, place, block) for place, block in enumerate(BLOCK.findall(text), start=1)]
    else:
        found = list(_of_lines(path, text))
    if not found:
        raise FileUnfit(f"{path} holds no statement.")
    return found


def _of_lines(path: str | Path, text: str) -> Iterator[Statement]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.startswith(KEY):
            try:
                yield read(line)
            except NotAStatement as error:
                raise FileUnfit(f"{path} is damaged: line {number} is not a statement.") from error


def read_stamps(path: str | Path) -> list[Stamp]:
    """The time-stamps in a file of statements, which `read_file` passes over. Raises FileUnfit."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []
        return [read_stamp(line) for line in lines if line.startswith(KEY)]
    except NotAStamp as error:
        raise FileUnfit(f"{path} is damaged: a time-stamp in it cannot be read.") from error


def append_stamp(path: str | Path, stamp: Stamp) -> None:
    """Add a time-stamp to the file. Raises FileUnfit."""
    _write(path, [stamp])


def _of_block(path: str | Path, place: int, block: str) -> Statement:
    try:
        words = "".join(block.split()).rstrip("=")
        return read(base64.b64decode(words + "=" * (-len(words) % 4), validate=True).decode())
    except (binascii.Error, UnicodeDecodeError, NotAStatement) as error:
        raise FileUnfit(f"{path} is damaged: statement {place} in it cannot be read.") from error


def block_of(statement: Statement) -> str:
    """A statement as a mail carries it, in short lines that no mail programme breaks."""
    words = base64.b64encode(statement.line.encode()).decode().rstrip("=")  # which mail writes as "=3D"
    return "\n".join([BEGIN, *textwrap.wrap(words, 72), END])


def append(path: str | Path, statements: Sequence[Statement]) -> int:
    """Add to the file those of our statements that it has not. Says how many. Raises FileUnfit, having added nothing.

    Those it has must be ours: where it knows a statement that we do not, somebody took ours back.
    """
    there = read_file(path) if Path(path).exists() and Path(path).stat().st_size else []
    _check_goes_on(path, there, statements)
    known = {each.number for each in there}
    missing = [each for each in statements if each.number not in known]
    if missing:
        _write(path, missing)
    return len(missing)


def _check_goes_on(path: str | Path, there: Iterable[Statement], ours: Sequence[Statement]) -> None:
    known = {each.number: each for each in ours}
    for each in there:
        if ours and each.said["installation"] != ours[0].said["installation"]:
            raise FileUnfit(f"{path} belongs to another installation of Fairpost. Nothing was written to it.")
        if each.number not in known or known[each.number].text != each.text:
            raise FileUnfit(
                f"{path} holds statement {each.number} of {each.day:%-d %B %Y}, which this database does not know. The "
                "database was put back to an earlier day, or changed. Nothing was written to the file."
            )


def _write(path: str | Path, statements: Iterable[Statement | Stamp]) -> None:
    lines = "".join(f"{each.line}\n" for each in statements).encode()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            if os.write(handle, lines) != len(lines):
                raise FileUnfit(f"{path} took only part of a statement: the disk is full. Move the file away.")
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise FileUnfit(f"{path} cannot be written: {error.strerror}.") from error
