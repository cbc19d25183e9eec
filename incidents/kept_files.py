"""Whether every file of evidence is there, byte for byte as it was kept, and as the record says (S5.17, S16.19).

A file's hash stands in its row and in the event of keeping it, so whoever alters a file and its row is found out too.
It reads every byte of every file, and writes nothing. What it says of a file is its row, never its name.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from incidents.models import Evidence
from incidents.timeline import EventKind
from schools.files.store import own_files, read_original, verify_original
from schools.models import School
from schools.record import details_of

MISSING, CHANGED, OTHERWISE = "file is missing", "file was changed", "hash is not the one on record"


@dataclass(frozen=True)
class Files:
    """How many files were read, and by the number of its row what is wrong with each that is not as it was kept."""

    read: int
    odd: tuple[tuple[int, str], ...]


def check_files(school: School) -> Files:
    """Read every file that this school keeps as evidence."""
    told = {each["key"]: each["sha256"] for each in details_of(school, EventKind.KEPT) if "sha256" in each}
    kept = Evidence.objects.of(school).exclude(path="").order_by("pk")
    rows = kept.values_list("pk", "key", "path", "sha256").iterator()
    found = [(pk, _wrong(path, sha256, told.get(str(key)))) for pk, key, path, sha256 in rows]
    return Files(len(found), tuple((pk, wrong) for pk, wrong in found if wrong))


def orphans(paths: Iterable[str]) -> int:
    """How many files of the store no row refers to: a note, for `sweep` takes them away when they are a day old."""
    found = {f"{place.parent.name}/{place.name}" for place in own_files()}
    return len(found - set(paths))


def _wrong(path: str, sha256: str, told: str | None) -> str:
    if told is not None and told != sha256:
        return OTHERWISE
    if verify_original(path, sha256):
        return ""
    return CHANGED if _is_there(path) else MISSING


def _is_there(path: str) -> bool:
    try:
        read_original(path).close()
    except (OSError, ValueError):
        return False
    return True
