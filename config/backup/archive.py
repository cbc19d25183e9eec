"""The file itself: a tar archive, made as it is read, so that memory stays the same however much there is to pack.

`Packing` is read by the encryption a few kilobytes at a time. What is in it comes in the order: a word to whoever opens
it, the database, the files, `files.txt` (as `sha256sum` writes it) and `manifest.json`.
"""

import hashlib
import tarfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

PIECE = 1024 * 1024
BLOCK = tarfile.BLOCKSIZE
CHANGED = "{} became shorter while it was read."


class Packing:
    """Something to read from, made of pieces as they come. What went wrong on the way is kept in `trouble`."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = iter(pieces)
        self.rest = memoryview(b"")
        self.trouble: Exception | None = None

    def read(self, size: int) -> bytes:
        """The next bytes, at most so many; nothing at the end."""
        try:
            while not self.rest:
                self.rest = memoryview(next(self.pieces))
        except StopIteration:
            return b""
        except Exception as error:
            self.trouble = error  # the encryption raises an error of its own in its place
            raise
        given, self.rest = self.rest[:size], self.rest[size:]
        return bytes(given)


def member(name: str, size: int, at: float) -> bytes:
    """The head of one file in the archive."""
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, int(at), 0o440
    return info.tobuf(tarfile.PAX_FORMAT)


def padding(size: int) -> bytes:
    """What fills a file's last block."""
    return bytes(-size % BLOCK)


def words(name: str, text: str, at: float) -> Iterator[bytes]:
    """A small file made of text."""
    body = text.encode()
    yield member(name, len(body), at) + body + padding(len(body))


def file(name: str, place: Path, hashed: Callable[[str, str], None]) -> Iterator[bytes]:
    """A file as it stands, and what it hashed to once it was read. Raises OSError when it is not whole."""
    digest = hashlib.sha256()
    with place.open("rb") as opened:
        stat = place.stat()
        yield member(name, stat.st_size, stat.st_mtime)
        left = stat.st_size
        while left and (piece := opened.read(min(PIECE, left))):
            digest.update(piece)
            left -= len(piece)
            yield piece
    if left:
        raise OSError(CHANGED.format(name))
    hashed(name, digest.hexdigest())
    yield padding(stat.st_size)


def end() -> bytes:
    """The end of an archive."""
    return bytes(2 * BLOCK)


def unpack(archive: BinaryIO, into: Path) -> Iterator[str]:
    """Unpack plain files alone, each under its own name and inside the folder; yields the names.

    Raises tarfile.TarError for anything else: a link, a device, a name that leads elsewhere.
    """
    with tarfile.open(fileobj=archive, mode="r:") as packed:
        for info in packed:
            if not info.isreg():
                raise tarfile.ExtractError(info.name)
            packed.extract(info, into, filter="data")
            yield info.name


def digest_of(place: Path) -> str:
    """The SHA-256 of a file."""
    with place.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
