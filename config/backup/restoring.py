"""Restoring a backup into an empty place, or into a passing one as a drill (R.22, R.24, R.25).

It is decrypted and unpacked beside the place, checked against its manifest to the last file, loaded, and finished by a
process of its own (`finishing`), whose settings are those of the new place. Only then does it get its name; whatever
goes wrong before that, nothing of it is left.
"""

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings

from config.backup import archive, erasures, target
from config.backup.checking import check
from config.backup.keys import opener
from config.backup.naming import remove_abandoned
from config.backup.trouble import NotRestored
from schools.files.store import FILE_MODE, FOLDER_MODE

DAMAGED = "This backup is damaged or was cut short, so nothing of it was restored. Use another one."
NOT_A_BACKUP = "This file is no backup of Fairpost, or its beginning is damaged. Nothing was restored."
OTHER_KEY = "This key does not open this backup: it was locked with another. Nothing was restored."
BESIDE = ".restoring-"
NOT_EMPTY = "{} is not empty. A backup is only ever restored into an empty place, so that nothing is overwritten."


@dataclass(frozen=True)
class Wanted:
    """What is to be restored, with which key, where to, and for which school at least."""

    backup: Path
    folder: Path
    key_file: str
    database: str = ""
    school: str = ""
    erasures: Path | None = None
    drill: bool = False


def restore(wanted: Wanted) -> dict[str, Any]:
    """Restore, and return what was found. Raises NotRestored with the reason; then the place is as it was."""
    keys = opener(wanted.key_file)
    refuse_full(wanted.folder)
    try:
        with _beside(wanted.folder) as staging:
            opened = _open(wanted.backup, keys, staging)
            manifest = check(opened, wanted.school)
            _receipts(wanted, keys, opened)
            found = _load(wanted, manifest, opened, staging)
            if not wanted.drill:
                _settle(staging / "place", wanted.folder)
    except OSError as error:
        raise NotRestored(f"Nothing was restored: {error.strerror or error}.") from error
    return found


def refuse_full(folder: Path) -> None:
    """Raise NotRestored where the place holds anything at all, save empty folders."""
    if folder.exists() and (not folder.is_dir() or any(not each.is_dir() for each in folder.rglob("*"))):
        raise NotRestored(NOT_EMPTY.format(folder))


@contextmanager
def _beside(folder: Path) -> Iterator[Path]:
    """A folder beside the place, for as long as it takes; nobody else can read it."""
    parent = folder.absolute().parent
    parent.mkdir(parents=True, exist_ok=True)
    remove_abandoned(parent, BESIDE)
    name = tempfile.mkdtemp(prefix=BESIDE, dir=parent)
    try:
        yield Path(name)
    finally:
        shutil.rmtree(name, ignore_errors=True)


def _open(backup: Path, keys: list[Any], staging: Path) -> Path:
    """Decrypt the whole file, which proves every byte of it, and only then unpack it."""
    packed, opened = staging / "packed", staging / "opened"
    opened.mkdir(mode=0o700)
    with packed.open("wb") as out:
        _decrypt(backup, out, keys)
    try:
        with packed.open("rb") as archived:
            for _ in archive.unpack(archived, opened):
                pass
    except tarfile.TarError as error:
        raise NotRestored(NOT_A_BACKUP) from error
    packed.unlink()
    return opened


def _decrypt(backup: Path, out: Any, keys: list[Any]) -> None:
    with backup.open("rb") as locked:
        try:
            pyrage.decrypt_io(locked, out, keys)
        except pyrage.DecryptError as error:
            other = "No matching keys" in str(error)
            raise NotRestored(OTHER_KEY if other else NOT_A_BACKUP) from error
        except OSError as error:
            if "decryption" in str(error) or not error.errno:
                raise NotRestored(DAMAGED) from error
            raise


def _receipts(wanted: Wanted, keys: list[Any], opened: Path) -> None:
    """Lay the receipts of erasures beside the manifest, for the process that finishes."""
    place = wanted.erasures or wanted.backup.parent / erasures.NAME
    (opened / erasures.NAME).write_text(json.dumps(erasures.read(place, keys)), encoding="utf-8")


def _load(wanted: Wanted, manifest: dict[str, Any], opened: Path, staging: Path) -> dict[str, Any]:
    place = staging / "place"
    place.mkdir(mode=0o750)
    evidence = opened / "evidence"
    if evidence.is_dir():
        evidence.rename(place / "evidence")
        _as_the_store_has_them(place / "evidence")
    with target.loaded(manifest, opened, place, wanted.database, keep=not wanted.drill) as address:
        return _finish(opened / "manifest.json", place, address, drill=wanted.drill)


def _as_the_store_has_them(evidence: Path) -> None:
    for each in [evidence, *evidence.rglob("*")]:
        each.chmod(FOLDER_MODE if each.is_dir() else FILE_MODE)


def _finish(manifest: Path, place: Path, address: str, *, drill: bool) -> dict[str, Any]:
    """Migrate, check and tell, as the restored place itself would. Raises NotRestored with what it said."""
    addresses = {"DATABASE_URL": address, "DATABASE_OWNER_URL": address, "FAIRPOST_DATA": str(place)}
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "finish_restore", str(manifest)]
    mode = {"FAIRPOST_MODE": settings.FAIRPOST_MODE}
    words = [*command, *(["--drill"] if drill else [])]
    done = subprocess.run(words, env=os.environ | mode | addresses, capture_output=True, text=True, check=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it did not say why"]
        raise NotRestored(f"Nothing was restored: {said[-1].removeprefix('CommandError: ')}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _settle(place: Path, folder: Path) -> None:
    """Give the restored folder its name, unless somebody has put something there meanwhile."""
    refuse_full(folder)
    if folder.exists():
        shutil.rmtree(folder)
    place.rename(folder)
