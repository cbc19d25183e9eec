"""The log of erasures: a file beside the database, one line of keys and codes for each, to be copied with the backups.

A database that is lost takes its receipts with it, and an older backup brings back what was erased since. This file
says what to erase again (`erasure.reapply`). A line is added after its transaction; `sweep` adds one that a crash left
out, so nothing here is a second truth.
"""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings


def _place() -> Path:
    return Path(settings.ERASURE_LOG)


def kept() -> list[dict[str, Any]]:
    """Every line that can be read, the oldest first. A line that a crash cut short is passed over."""
    return [line for line in map(_read, _lines()) if line]


def _lines() -> list[str]:
    return _place().read_text(encoding="utf-8").splitlines() if _place().exists() else []


def _read(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) and "event" in found else None


def add(receipts: Iterable[Mapping[str, Any]]) -> int:
    """Add what is not in it yet, and see it onto the disk; how many that were."""
    known = {line["event"] for line in kept()}
    new = [dict(each) for each in receipts if each["event"] not in known]
    if not new:
        return 0
    text = "".join(json.dumps(each, sort_keys=True) + "\n" for each in new)
    with open(os.open(_place(), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640), "a", encoding="utf-8") as file:
        file.write(("\n" if file.tell() and not _ends_whole() else "") + text)
        file.flush()
        os.fsync(file.fileno())
    return len(new)


def _ends_whole() -> bool:
    return _place().read_bytes().endswith(b"\n")
