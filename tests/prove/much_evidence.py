"""A school with COUNT megabytes of evidence and a tenth as many thousand events: checked, backed up, and restored.

10,240 is the size that S16.24 and R.22 speak of, with 100,000 events: the nightly check is to take less than ten
minutes there, and restoring less than an hour, which includes that the record and every file are checked again. The
captures are pictures of noise, which nothing makes smaller, kept by real steps; the further events have no incident.
"""

import io
import random
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test import override_settings
from PIL import Image

from config.backup import keys
from config.backup.making import make
from config.backup.restoring import Wanted, restore
from incidents.operations.keeping import keep_capture
from schools.files.store import receive
from schools.models import Event, School
from schools.record import write_all
from tests.builders import AT, a_reported_post, person
from tests.config.a_backup import SCHOOL, an_empty_database, one_school
from tests.prove.verification_speed import a_draft

SIDE = 2600
"""So many points a side make a picture of 20 MB."""
AN_EVENING, AN_HOUR, BATCH = 600, 3600, 1000


def run(count: int) -> int:
    """Do each with so many megabytes. Returns how many came out wrong, or took too long at any size."""
    with TemporaryDirectory(prefix="fairpost-much-") as name:
        folder = Path(name)
        data = {"DATA_DIR": folder / "data", "EVIDENCE_ROOT": folder / "data" / "evidence"}
        with override_settings(**data, BACKUP_KEYS=[keys.make(folder / "key")]):
            one_school()
            files, events = filled(count), Event.objects.across_schools("test").count()
            print(f"{connection.vendor}: {events:,} events, {len(files)} files of {sum(files) / 1e9:.2f} GB")
            checking, _ = timed("check", lambda: call_command("verify_records_nightly"))
            _, backup = timed("backup", lambda: make(folder / "backups").place)
            with an_empty_database() as database:
                wanted = Wanted(backup, folder / "place", str(folder / "key"), database)
                restoring, found = timed("restore", lambda: restore(wanted))
    same = found["events"] >= events and found["files"] == len(files)
    return int(checking > AN_EVENING) + int(restoring > AN_HOUR) + int(not same)


def timed(name: str, work: Callable[[], Any]) -> tuple[float, Any]:
    """Do it, and say how long it took."""
    start = time.perf_counter()
    found = work()
    took = time.perf_counter() - start
    print(f"  {name}: {took:,.1f} s")
    return took, found


def filled(megabytes: int) -> list[int]:
    """Keep captures until there are so many megabytes, and write events. Returns how long each file is."""
    head, picture = person(SCHOOL, "head"), noise(min(SIDE, 200 * megabytes))
    kept: list[int] = []
    incident = a_reported_post(SCHOOL)
    while sum(kept) < megabytes * 10**6:
        upload = SimpleUploadedFile("noise.png", picture, "image/png")
        received = receive(upload, folder=SCHOOL)  # type: ignore[arg-type]
        keep_capture(incident=incident, received=received, source="Screenshot", by=head, at=AT)
        kept.append(received.size)
    more_events(megabytes * 10)
    return kept


def noise(side: int) -> bytes:
    """A square picture of nothing."""
    file = io.BytesIO()
    Image.frombytes("RGB", (side, side), random.Random(side).randbytes(side * side * 3)).save(file, "PNG")
    return file.getvalue()


def more_events(count: int) -> None:
    """Events like any other."""
    dice, school = random.Random(count), School.objects.get(slug=SCHOOL)
    for begin in range(0, count, BATCH):
        with transaction.atomic():
            write_all(school=school, drafts=[a_draft(dice) for _ in range(min(BATCH, count - begin))])
