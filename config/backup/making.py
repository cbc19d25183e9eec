"""Making a backup: one moment of the database, then every file, into one encrypted file that appears when it is whole.

The files are copied after the moment is taken, and none is ever changed or taken away but by erasure and sweeping: so
whatever a row of that moment refers to is there (R.23). A file that is not is named in the manifest; and if a row still
refers to it, so that it was not taken away meanwhile, that is said.
"""

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import django
import pyrage
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from config.backup import archive, snapshot
from config.backup.keys import locks
from config.backup.naming import PART, name_of, remove_abandoned
from config.backup.programs import ProgramFailed
from config.backup.trouble import NoBackup
from incidents.files_kept import files_kept

FORMAT = 1
WORKING = ".backup-"
READ_ME = """This is a backup of Fairpost. Besides `manage.py restore`, these open it:

    age --decrypt --identity KEYFILE BACKUP | tar --extract
    sha256sum --check files.txt
    sqlite3 database.sqlite3      (or: pg_restore --dbname=EMPTY database.dump)

manifest.json says when it was made, of which versions, and where every school's record stood.
"""


@dataclass
class Made:
    """A backup that was made. `gone` are files that were not there; `lost` those of them that a row still refers to."""

    place: Path
    at: datetime
    size: int = 0
    files: int = 0
    events: int = 0
    gone: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


@dataclass
class Listed:
    """What was packed, written to a file as it grows, so that memory does not."""

    place: Path
    count: int = 0

    def add(self, name: str, digest: str) -> None:
        """A line as `sha256sum` writes it."""
        with self.place.open("a", encoding="utf-8") as out:
            out.write(f"{digest}  {name}\n")
        self.count += 1


def make(folder: Path) -> Made:
    """Make a backup in a folder. Raises NoBackup with the reason; then nothing of it is left."""
    keys = locks()
    folder = folder.absolute()
    if folder.resolve().is_relative_to(Path(settings.DATA_DIR).resolve()):
        raise NoBackup("Keep backups apart from what they are copies of: not in Fairpost's own folder.")
    at = timezone.now()  # before the moment is taken, so that no erasure falls between the two
    made = Made(folder / name_of(at), at)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _working() as working, _appearing(made.place) as out:
            packing = archive.Packing(_everything(working, made))
            _lock(packing, out, keys)
        made.size = made.place.stat().st_size
    except (OSError, DatabaseError, sqlite3.Error, ProgramFailed) as error:
        raise NoBackup(f"No backup was made, and nothing half made is left: {_reason(error)}") from error
    return made


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error).strip().partition("\n")[0] or type(error).__name__


def _lock(packing: archive.Packing, out: Any, keys: Any) -> None:
    try:
        pyrage.encrypt_io(packing, out, keys)
    except pyrage.EncryptError as error:
        raise packing.trouble or OSError(str(error)) from error


@contextmanager
def _working() -> Iterator[Path]:
    """A folder for the copy of the database, where the database itself is: nothing in the clear goes elsewhere."""
    Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True)
    remove_abandoned(Path(settings.DATA_DIR), WORKING)
    name = tempfile.mkdtemp(prefix=WORKING, dir=settings.DATA_DIR)
    try:
        yield Path(name)
    finally:
        shutil.rmtree(name, ignore_errors=True)


@contextmanager
def _appearing(place: Path) -> Iterator[Any]:
    """Write under another name; the file gets its own once it is whole and on the disk, or goes away."""
    part = place.with_name(place.name + PART)
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.rename(place)
        _sync(place.parent)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _everything(working: Path, made: Made) -> Iterator[bytes]:
    """The archive, piece by piece."""
    listed, wanted = Listed(working / "files.txt"), working / "wanted.txt"
    with snapshot.held() as moment:
        manifest = _manifest(made)
        copied = snapshot.copy(moment, working)
        with wanted.open("w", encoding="utf-8") as out:
            out.writelines(f"{path}\n" for path, _ in files_kept())
    yield from archive.words("READ-ME.txt", READ_ME, made.at.timestamp())
    yield from archive.file(copied.name, copied, listed.add)
    for path, place in _files(wanted, made):
        yield from archive.file(f"evidence/{path}", place, listed.add)
    made.files = listed.count - 1
    yield from archive.file("files.txt", listed.place, lambda _, digest: manifest.update(files_sha256=digest))
    made.lost = sorted(set(made.gone) & {path for path, _ in files_kept()}) if made.gone else []
    manifest |= {"files": made.files, "gone": made.gone}
    yield from archive.words("manifest.json", json.dumps(manifest, indent=1), made.at.timestamp())
    yield archive.end()


def _files(wanted: Path, made: Made) -> Iterator[tuple[str, Path]]:
    """Every file that a row of the moment refers to; once, where rows share it."""
    with wanted.open(encoding="utf-8") as lines:
        seen: set[str] = set()
        for path in (line.rstrip("\n") for line in lines):
            place = Path(settings.EVIDENCE_ROOT) / path
            if path in seen:
                continue
            seen.add(path)
            if place.is_file():
                yield path, place
            else:
                made.gone.append(path)


def _manifest(made: Made) -> dict[str, Any]:
    heads = snapshot.heads()
    made.events = sum(head["number"] for head in heads.values())
    return {
        "fairpost_backup": FORMAT,
        "made_at": made.at.isoformat(),
        "database": snapshot.server(),
        "django": django.get_version(),
        "migrations": snapshot.migrations(),
        "rows": snapshot.counts(),
        "heads": heads,
    }
