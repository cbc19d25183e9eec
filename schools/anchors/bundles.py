"""Writing the archive that goes out of the house: what was given, the program that checks it, and a manifest.

It is written to a file that has no name and is gone when it is closed; originals pass through in pieces (S16.23).
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from schools import standalone

FORMAT = "fairpost incident 1"
PROGRAM = "check_record.py"
TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive: when it was made stands inside it."""


class Bundle:
    """An archive that is being written, inside `with`. Every file is hashed as it passes."""

    def __init__(self, file: BinaryIO) -> None:
        self._archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._hashes: dict[str, str] = {}

    def add(self, name: str, pieces: Iterable[bytes], *, packed: bool = True) -> str:
        """Add a file; its hash. Pictures are packed already."""
        info, digest = zipfile.ZipInfo(name, TIME), hashlib.sha256()
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        with self._archive.open(info, "w") as target:
            for piece in pieces:
                digest.update(piece)
                target.write(piece)
        self._hashes[name] = digest.hexdigest()
        return self._hashes[name]

    def add_json(self, name: str, data: Any) -> None:
        """Add plain data, for people to read as well."""
        self.add(name, [json.dumps(data, indent=1).encode()])

    def __enter__(self) -> "Bundle":
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def finish(self, record: dict[str, Any]) -> None:
        """Add the record, the program and the manifest."""
        self.add_json("record.json", {"format": FORMAT, **record})
        self.add(PROGRAM, [(Path(standalone.__file__).parent / PROGRAM).read_bytes()])
        self.seal()

    def seal(self) -> None:
        """Add the manifest, with the hash of every file before it."""
        self.add_json("manifest.json", {"files": dict(self._hashes)})
