"""What backups are called, and which of them are too old to be kept (S14.16)."""

import re
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

LONGEST_DAYS = 35
"""Somebody who was erased stays in backups for so long, and no longer; receipts of erasure say this number."""
PART = ".part"
NAME = re.compile(r"fairpost-(\d{8}T\d{6}Z)\.age")
STAMP = "%Y%m%dT%H%M%SZ"
ABANDONED = timedelta(days=1)


def name_of(at: datetime) -> str:
    """The name of a backup made at this time."""
    return f"fairpost-{at.astimezone(UTC):{STAMP}}.age"


def made_at(name: str) -> datetime | None:
    """When a file of this name was made; None for what is no backup of ours."""
    match = NAME.fullmatch(name)
    return datetime.strptime(match[1], STAMP).replace(tzinfo=UTC) if match else None


def remove_old(folder: Path, *, keep_days: int, at: datetime) -> list[str]:
    """Remove backups older than so many days, and parts that a stopped backup left; never the newest, nor other files.

    Returns their names, the oldest first.
    """
    found = sorted((when, place) for place in folder.iterdir() if (when := made_at(place.name)))
    old = [place for when, place in found[:-1] if at - when > timedelta(days=keep_days)]
    parts = [place for place in folder.glob(f"*{PART}") if made_at(place.name.removesuffix(PART))]
    old += [place for place in parts if at.timestamp() - place.stat().st_mtime > ABANDONED.total_seconds()]
    for place in old:
        place.unlink()
    return [place.name for place in old]


def remove_abandoned(folder: Path, prefix: str) -> None:
    """Remove the working folders of a backup or a restore that was stopped dead more than a day ago."""
    for place in folder.glob(f"{prefix}*"):
        if place.is_dir() and time.time() - place.stat().st_mtime > ABANDONED.total_seconds():
            shutil.rmtree(place, ignore_errors=True)
