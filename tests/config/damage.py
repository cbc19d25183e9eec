"""Opens a backup as somebody with its key could, changes something in it, and locks it again."""

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage

from config.backup.keys import locks, opener

Files = dict[str, bytes]


def repacked(backup: Path, key_file: Path, change: Callable[[Files], object], *, links: str = "") -> Path:
    """A copy of a backup in which something was changed; `links` names a file that becomes a link out of it."""
    files = opened(backup, key_file)
    change(files)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as out:
        for name, body in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(body)
            if name == links:
                info.size, info.type, info.linkname = 0, tarfile.SYMTYPE, "/etc/passwd"
            out.addfile(info, io.BytesIO(body))
    place = backup.with_name("changed.age")
    place.write_bytes(pyrage.encrypt(packed.getvalue(), locks()))
    return place


def opened(backup: Path, key_file: Path) -> Files:
    """Every file in a backup."""
    plain = pyrage.decrypt(backup.read_bytes(), opener(str(key_file)))
    with tarfile.open(fileobj=io.BytesIO(plain)) as packed:
        return {info.name: packed.extractfile(info).read() for info in packed}  # type: ignore[union-attr]


def digest(body: bytes) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(body).hexdigest()


def manifest_with(**changes: Any) -> Callable[[Files], None]:
    """Change entries of the manifest; a function is given the entry as it was."""

    def change(files: Files) -> None:
        told = json.loads(files["manifest.json"])
        for name, value in changes.items():
            told[name] = value(told[name]) if callable(value) else value
        files["manifest.json"] = json.dumps(told).encode()

    return change


def resealed(change: Callable[[Files], object]) -> Callable[[Files], None]:
    """A change whose author made list and manifest fit it."""

    def changed(files: Files) -> None:
        change(files)
        own = ("READ-ME.txt", "files.txt", "manifest.json")
        hashed = {name: digest(body) for name, body in files.items() if name not in own}
        files["files.txt"] = "".join(f"{digest}  {name}\n" for name, digest in hashed.items()).encode()
        manifest_with(files_sha256=digest(files["files.txt"]))(files)

    return changed
