"""Evidence on disk: taking a file in, handing its bytes back, proving them unaltered, sweeping up (S5.04–S5.17).

A file is streamed to ``EVIDENCE_ROOT``, hashed on the way, decoded by another process (``inspection``), and only then
given a random name in its school's folder. Nothing here knows of incidents, people or permissions, and no row is
written here: whoever calls ``receive`` keeps the row, and ``discard`` is for when that fails.
"""

import hashlib
import logging
import os
import re
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from schools.files.filenames import clean_name
from schools.files.inspection import FileRefused as FileRefused
from schools.files.inspection import Inspected, inspect

log = logging.getLogger(__name__)

FILE_MODE, FOLDER_MODE = 0o440, 0o750
INCOMING = ".incoming"  # no school's folder can have a dot in its name
FOLDER = r"[A-Za-z0-9_-]{1,64}"
PATH = re.compile(rf"{FOLDER}/[0-9a-f]{{32}}")

EMPTY = "This file is empty. Take the screenshot or save the file again, and add that."
NOT_STORED = (
    "The file could not be stored just now, and nothing of it was kept. "
    "Try again; if it happens again, tell whoever looks after this service."
)


class FilePathRefused(ValueError):
    """A path that this store did not make: it leaves the store, is linked elsewhere, or has another shape."""


class Upload(Protocol):
    """What is asked of an uploaded file; Django's ``UploadedFile`` has it."""

    name: str | None
    size: int | None

    def chunks(self) -> Iterable[bytes]:
        """The bytes, in pieces."""


@dataclass(frozen=True)
class Received:
    """A file that was taken in: where it lies, what proves it, and what it is (S5.18)."""

    path: str  # under EVIDENCE_ROOT
    sha256: str
    size: int
    media_type: str
    extension: str
    original_name: str
    width: int | None
    height: int | None
    pages: int | None
    notes: list[str]


def receive(upload: Upload, *, folder: str) -> Received:
    """Take a file in, byte for byte, once it is known what it is.

    :param folder: the school's own folder; letters, digits, hyphens and underscores.
    :raises FileRefused: with a sentence; then nothing of the file remains.
    """
    if not re.fullmatch(FOLDER, folder):
        raise FilePathRefused(f"not a folder's name: {folder!r}")
    _refuse_size(upload.size or 0)
    name = clean_name(upload.name or "")
    declared = getattr(upload, "content_type", None) or ""
    try:
        with _incoming() as (file, place):
            size, sha256 = _stream(upload, file)
            found = inspect(place, name=name, declared=declared)
            path = _settle(place, folder)
    except FileRefused:
        log.info("A file was refused.")
        raise
    except OSError as trouble:
        log.exception("Evidence could not be stored.")
        raise FileRefused(NOT_STORED) from trouble
    return _received(path, sha256, size, name, found)


def discard(path: str) -> None:
    """Remove a file that no row came to refer to; quietly, where it is gone already.

    :raises FilePathRefused: not a path that ``receive`` gave.
    """
    place = _place(path)
    place.unlink(missing_ok=True)
    if place.parent.is_dir():
        _sync_folder(place.parent)


def read_original(path: str) -> BufferedReader:
    """Open the original for reading; the caller has asked the door first (S5.12).

    :raises FilePathRefused: not a path that ``receive`` gave.
    :raises FileNotFoundError: the file is not there.
    """
    return open(_place(path), "rb", opener=lambda name, flags: os.open(name, flags | os.O_NOFOLLOW))


def verify_original(path: str, sha256: str) -> bool:
    """Whether the file is there and is still, byte for byte, what was received (S5.17)."""
    try:
        with read_original(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except (OSError, FilePathRefused):
        return False


def sweep(referenced: Iterable[str], older_than: datetime) -> int:
    """Remove files that no row refers to, and half-received ones, last written before ``older_than``.

    :param referenced: every path that any row holds, drafts included; it is read only after the folders are.
    :param older_than: aware, and at least an hour back: a file is stored a moment before its row.
    :returns: how many files were removed. A file of another shape than ours is never touched.
    """
    if older_than.tzinfo is None:
        raise ValueError("older_than must be aware")
    old = [place for place in own_files() if place.lstat().st_mtime < older_than.timestamp()]
    kept = set(referenced)
    orphans = [place for place in old if f"{place.parent.name}/{place.name}" not in kept]
    for place in orphans:
        place.unlink(missing_ok=True)
    return len(orphans)


def _root() -> Path:
    return Path(settings.EVIDENCE_ROOT)


def _place(path: str) -> Path:
    if not PATH.fullmatch(path) or (_root() / path).resolve() != _root().resolve() / path:
        raise FilePathRefused(f"not the path of an original: {path!r}")
    return _root() / path


def own_files() -> Iterator[Path]:
    """The originals and what a killed process left behind while receiving."""
    for place in _root().glob("*/*"):
        ours = place.parent.name == INCOMING or PATH.fullmatch(f"{place.parent.name}/{place.name}")
        if ours and not place.is_dir():
            yield place


def _refuse_size(size: int) -> None:
    if size > settings.EVIDENCE_MAX_BYTES:
        raise FileRefused(
            f"This file is larger than {settings.EVIDENCE_MAX_BYTES // 1024**2} MB. "
            "Take a screenshot of the part that matters, or save a smaller copy, and add that."
        )


def incoming_folder() -> Path:
    """The folder of files that are on their way; what a killed process leaves in it is swept up."""
    return _folder(_folder(_root()) / INCOMING)


@contextmanager
def _incoming() -> Iterator[tuple[BinaryIO, Path]]:
    """A new file that nobody refers to yet; gone afterwards unless it was given its place."""
    handle, name = tempfile.mkstemp(dir=incoming_folder())
    try:
        with open(handle, "wb") as file:
            yield file, Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _stream(upload: Upload, file: BinaryIO) -> tuple[int, str]:
    """Write the bytes, counting and hashing each piece as it passes, and make sure that they are on the disk."""
    size, digest = 0, hashlib.sha256()
    for piece in upload.chunks():
        size += len(piece)
        _refuse_size(size)
        digest.update(piece)
        file.write(piece)
    if not size:
        raise FileRefused(EMPTY)
    file.flush()
    os.fchmod(file.fileno(), FILE_MODE)
    os.fsync(file.fileno())
    return size, digest.hexdigest()


def _settle(place: Path, folder: str) -> str:
    """Give the file a random name in its school's folder, for good once the folder too is on the disk."""
    home, name = _folder(_root() / folder), secrets.token_hex(16)
    try:
        place.rename(home / name)
        _sync_folder(home)
    except OSError:
        (home / name).unlink(missing_ok=True)
        raise
    return f"{folder}/{name}"


def _folder(place: Path) -> Path:
    if not place.is_dir():
        place.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        place.chmod(FOLDER_MODE)
        _sync_folder(place.parent)
    return place


def _sync_folder(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _received(path: str, sha256: str, size: int, name: str, found: Inspected) -> Received:
    return Received(
        path=path,
        sha256=sha256,
        size=size,
        media_type=found.kind.media_type,
        extension=found.kind.extension,
        original_name=name,
        width=found.width,
        height=found.height,
        pages=found.pages,
        notes=found.notes,
    )
