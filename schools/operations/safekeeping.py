"""Noting that a backup was made, that a drill was held and how it went, and that this is a restored place (R.22).

A backup is noted once for the whole installation, every night, and is no event. A drill and a restore are events in the
record of every school: they say from which moment on a record goes on, or that it could have.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from schools.history import Actor
from schools.models import Safekeeping, School
from schools.operation import operation
from schools.operations.entry import tell

Kind = Safekeeping.Kind


@dataclass(frozen=True)
class Restored:
    """What came out of a backup: when it was made, and how much there was in it."""

    backup_at: datetime
    events: int = 0
    files: int = 0
    seconds: int = 0
    size: int = 0


@operation
def note_backup(*, restored: Restored, by: Actor, at: datetime) -> Safekeeping:
    """A backup was made."""
    return _note(Kind.BACKUP, restored, at)


@operation
def note_drill(*, restored: Restored, fault: str = "", by: Actor, at: datetime) -> Safekeeping:
    """A backup was restored to see whether it could be; `fault` says why it could not."""
    said = {"backup_at": _moment(restored), "fault": fault} if fault else {"backup_at": _moment(restored)}
    for school in School.objects.order_by("pk"):
        tell(school, "restore-drill", by, at, **said)
    return _note(Kind.DRILL, restored, at, fault[:300])


@operation
def note_restored(*, restored: Restored, by: Actor, at: datetime) -> Safekeeping:
    """This place was restored from a backup, and its records go on from there."""
    for school in School.objects.order_by("pk"):
        tell(school, "restored", by, at, backup_at=_moment(restored))
    return _note(Kind.RESTORE, restored, at)


def _moment(restored: Restored) -> str:
    return timezone.localtime(restored.backup_at).isoformat(timespec="seconds")


def _note(kind: Safekeeping.Kind, restored: Restored, at: datetime, fault: str = "") -> Safekeeping:
    return Safekeeping.objects.create(
        kind=kind,
        at=at,
        backup_at=restored.backup_at,
        seconds=restored.seconds,
        size=restored.size,
        events=restored.events,
        files=restored.files,
        fault=fault,
    )
