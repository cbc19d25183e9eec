"""What was erased since a backup was made stays erased when that backup is restored (S14.16).

Every backup writes the receipts of all erasures into one file beside the backups, `erasures.age`, locked like them;
`manage.py backup FOLDER --erasures-only` writes that file alone, as often as anybody likes. A restore takes those
receipts that are newer than its backup and does the erasures again, before anybody sees the place. How an erasure is
receipted and done again is not known here: `ERASING` says who knows; `schools/erasure.py` does.
"""

import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pyrage
from django.utils import timezone

from config.backup.keys import locks
from config.backup.trouble import NoBackup, NotRestored
from schools import erasure

NAME = "erasures.age"
Receipt = dict[str, Any]
"""What an erasure left: plain values that JSON can hold, with `recorded_at` as ISO text with its zone."""
MARGIN = timedelta(hours=1)
"""An erasure may be recorded just before a backup and committed after it; done already, it is not done again."""

UNKNOWN = "{} erasures were made after this backup, and this version cannot make them again. Nothing was restored."
DAMAGED = "The list of erasures, {}, cannot be opened, so nothing was restored: who was erased would come back."


@dataclass(frozen=True)
class Erasing:
    """Who keeps the receipts of erasures, and who does an erasure again from them; it returns how many it did."""

    receipts: Callable[[], Iterable[Receipt]]
    reapply: Callable[[list[Receipt]], int]


ERASING: Erasing | None = Erasing(erasure.erasures_since, lambda newer: len(erasure.reapply(newer, at=timezone.now())))


def write(folder: Path) -> int:
    """Write the receipts of this database beside the backups; how many there are. Raises NoBackup."""
    receipts = list(ERASING.receipts()) if ERASING else []
    place, part = folder / NAME, folder / f"{NAME}.part"
    locked = pyrage.encrypt(json.dumps(receipts).encode(), locks())
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(locked)
            out.flush()
            os.fsync(out.fileno())
        part.rename(place)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise NoBackup(f"The list of erasures could not be written beside the backups: {error.strerror}") from error
    return len(receipts)


def read(place: Path, keys: list[Any]) -> list[Receipt]:
    """The receipts in such a file; none where there is no file. Raises NotRestored."""
    if not place.is_file():
        return []
    opened = BytesIO()
    try:
        with place.open("rb") as locked:
            pyrage.decrypt_io(locked, opened, keys)
        found: list[Receipt] = json.loads(opened.getvalue())
    except (OSError, ValueError, pyrage.DecryptError) as error:
        raise NotRestored(DAMAGED.format(place)) from error
    return found


def reapply(receipts: Iterable[Receipt], *, since: datetime) -> int:
    """Do again what was erased after a backup was made; how many erasures that was. Raises NotRestored.

    Where nobody knows how, the backup stays shut: better no restore than somebody erased who is back.
    """
    newer = [each for each in receipts if datetime.fromisoformat(each["recorded_at"]) >= since - MARGIN]
    if newer and ERASING is None:
        raise NotRestored(UNKNOWN.format(len(newer)))
    return ERASING.reapply(newer) if newer and ERASING else 0
