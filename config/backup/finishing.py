"""What is done to a restored place before anybody uses it, in a process with that place's own settings.

It holds the database against the manifest as it was copied, brings it up to date, puts the triggers back, checks every
record and every file, does again what was erased since the backup, and leaves an event in every school's record.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from config.backup import erasures, snapshot
from config.backup.archive import digest_of
from config.backup.trouble import NotRestored
from incidents.files_kept import files_kept
from schools import triggers
from schools.history import OPERATING
from schools.models import Outgoing, School
from schools.operations.safekeeping import Restored, note_restored
from schools.verification import verify

ROWS = "{} has {} rows, and had {} when the backup was made."
HEADS = "The record of {} does not stand where it stood when the backup was made."
NOT_A_DATABASE = "The database in the backup cannot be read."
FILE_LACKING = "A row refers to the file {}, and it is not in the backup."
FILE_CHANGED = "The file {} is not the one that its row describes."
UNPROTECTED = "The record is not protected as it should be: {}."


@dataclass(frozen=True)
class Finished:
    """What was found in the restored place."""

    made_at: str
    schools: int
    events: int
    rows: int
    files: int
    gone: int
    migrated: int
    erased_again: int
    waiting_mail: int


def finish(manifest: dict[str, Any], *, drill: bool, receipts: list[erasures.Receipt]) -> dict[str, Any]:
    """Check, bring up to date and check again. Raises NotRestored with the first thing that is wrong."""
    _as_it_was_copied(manifest)
    before = len(snapshot.migrations())
    call_command("migrate", interactive=False, verbosity=0)
    lacking = triggers.missing(connection)
    if lacking:
        raise NotRestored(UNPROTECTED.format(lacking[0]))
    made_at = datetime.fromisoformat(manifest["made_at"])
    again = erasures.reapply(receipts, since=made_at)
    events, files = _sound_records(), _sound_files(set(manifest["gone"]))
    if not drill:
        note_restored(restored=Restored(made_at, events, files), by=OPERATING, at=timezone.now())
    return asdict(
        Finished(
            made_at=manifest["made_at"],
            schools=len(manifest["heads"]),
            events=events,
            rows=sum(manifest["rows"].values()),
            files=files,
            gone=len(manifest["gone"]),
            migrated=len(snapshot.migrations()) - before,
            erased_again=again,
            waiting_mail=Outgoing.objects.filter(state=Outgoing.State.WAITING).count(),
        )
    )


def _as_it_was_copied(manifest: dict[str, Any]) -> None:
    try:
        rows, heads = snapshot.counts(), snapshot.heads()
    except DatabaseError as error:
        raise NotRestored(NOT_A_DATABASE) from error
    for table in sorted(set(rows) | set(manifest["rows"])):
        if rows.get(table) != manifest["rows"].get(table):
            raise NotRestored(ROWS.format(table, rows.get(table, 0), manifest["rows"].get(table, 0)))
    for slug in sorted(set(heads) | set(manifest["heads"])):
        if heads.get(slug) != manifest["heads"].get(slug):
            raise NotRestored(HEADS.format(slug))


def _sound_records() -> int:
    events = 0
    for school in School.objects.order_by("pk"):
        verdict = verify(school)
        if not verdict.sound:
            raise NotRestored(verdict.sentence)
        events += verdict.events
    return events


def _sound_files(gone: set[str]) -> int:
    """Every file of every row, held against the hash in the row; how many there were."""
    seen: set[str] = set()
    for path, sha256 in files_kept():
        place = Path(settings.EVIDENCE_ROOT) / path
        if path in gone or path in seen:
            continue
        if not place.is_file():
            raise NotRestored(FILE_LACKING.format(path))
        if digest_of(place) != sha256:
            raise NotRestored(FILE_CHANGED.format(path))
        seen.add(path)
    return len(seen)
