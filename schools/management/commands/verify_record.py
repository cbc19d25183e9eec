"""`verify_record`: checks every school's record, one school's or one incident's, here or in a backup's file."""

import json
import re
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from schools.anchors.checking import Checked, NothingToCheck, check_files
from schools.anchors.reporting import lines_of, rows_of
from schools.models import School
from schools.reach import across_schools
from schools.record import Head
from schools.record_file import NotReadable, opened
from schools.record_rows import Of, schools_in
from schools.verification import Verdict, check
from schools.verifying_one import One, check_one

CHECKPOINT = re.compile(r"(\d{1,18}):([0-9a-fA-F]{64})")
NONE = "No record was checked: there is no such school."
NO_INCIDENT = "No record was checked: there is no incident with this reference."
NO_ANCHORS = "Statements kept elsewhere are compared with the database of the settings: leave --database out."
NO_CHECKPOINT = (
    "No record was checked: a checkpoint is a number and a hash of 64 figures with a colon between, as `--json` prints "
    "it, or a file with what `--json` printed."
)


class Command(BaseCommand):
    """Ends with 1 when a record is damaged, and with 2 when there was none to check (S16.18)."""

    help = "Check that the record of every school is sound: nothing changed, removed, added or moved."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to check, from where, and the form of the answer."""
        parser.add_argument("--school", metavar="SLUG", help="check this school's record alone")
        parser.add_argument("--incident", metavar="REFERENCE", help="say of one incident whether its events stand")
        parser.add_argument(
            "--from-checkpoint", metavar="N:HASH or FILE", help="check from an event on that was checked before"
        )
        parser.add_argument("--database", metavar="FILE", type=Path, help="an SQLite file, which is only read")
        parser.add_argument("--json", action="store_true", help="answer in JSON")
        files = "files of statements kept elsewhere"
        parser.add_argument("--anchors", metavar="FILE", nargs="+", default=[], help=files)
        parser.add_argument(
            "--timestamp-certificate",
            metavar="FILE",
            default=settings.TIMESTAMP_CERTIFICATE,
            help="the certificate of the authority that time-stamped them, instead of FAIRPOST_TIMESTAMP_CERTIFICATE",
        )

    @across_schools("The record of every school is checked, one after another.")
    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and print one line a school."""
        try:
            with source(options["database"]) as (on, schools):
                found = list(verdicts(on, schools, options))
        except NotReadable as error:
            raise CommandError(str(error), returncode=2) from error
        if not found:  # "nothing found" must not be read as "nothing wrong"
            raise CommandError(NONE, returncode=2)
        anchored = against(options)
        self.stdout.write((_as_json if options["json"] else _as_text)(found, anchored))
        damaged = sum(not verdict.sound for verdict in found)
        if damaged:
            raise CommandError(f"{damaged} of {len(found)} records checked: damaged.", returncode=1)
        if anchored and anchored.findings:
            raise CommandError("The records do not agree with what was kept elsewhere.", returncode=1)


@contextmanager
def source(file: Path | None) -> Iterator[tuple[BaseDatabaseWrapper, list[Of]]]:
    """The database to read and its schools: a file, or the database of the settings. Raises NotReadable."""
    if file is None:
        yield connection, schools_in(connection)
        return
    with opened(file) as found:
        yield found


def against(options: dict[str, Any]) -> Checked | None:
    """Compare with statements that were kept elsewhere, where files of them are given (S16.20). Raises CommandError."""
    if not options["anchors"]:
        return None
    if options["database"]:
        raise CommandError(NO_ANCHORS, returncode=2)
    named = {"slug": options["school"]} if options["school"] else {}
    try:
        schools = School.objects.filter(**named).order_by("slug")
        return check_files(options["anchors"], schools, options["timestamp_certificate"])
    except NothingToCheck as error:
        raise CommandError(str(error), returncode=2) from error


def verdicts(on: BaseDatabaseWrapper, schools: list[Of], options: dict[str, Any]) -> Iterator[Verdict | One]:
    """What is found of each school that was asked for, or of the one incident."""
    if options["school"]:
        schools = [school for school in schools if school.slug == options["school"]]
    if options["incident"]:
        school, about = of_incident(on, schools, options["incident"])
        yield check_one(on, school, about)
        return
    since = checkpoints(options["from_checkpoint"], schools)
    yield from (check(on, school, since.get(school.slug)) for school in schools)


def of_incident(on: BaseDatabaseWrapper, schools: list[Of], reference: str) -> tuple[Of, str]:
    """The school of an incident, and how the record names it. Raises CommandError."""
    with on.cursor() as cursor:  # not by the model: a backup's file is no database of the settings
        cursor.execute("SELECT school_id, key FROM incidents_incident WHERE reference = %s", [reference.upper()])
        row = cursor.fetchone()
    school = next((school for school in schools if row and school.pk == row[0]), None)
    if school is None:
        raise CommandError(NO_INCIDENT, returncode=2)
    return school, f"incident:{UUID(str(row[1]))}"


def checkpoints(given: str | None, schools: list[Of]) -> dict[str, Head]:
    """Where to begin, by school: one checkpoint for the one school, or a file of several. Raises CommandError."""
    if given is None:
        return {}
    if CHECKPOINT.fullmatch(given) and len(schools) == 1:
        return {schools[0].slug: _head(given)}
    try:
        rows = json.loads(Path(given).read_text())
        return {row["school"]: _head(row["head"]) for row in rows}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(NO_CHECKPOINT, returncode=2) from error


def _head(text: str) -> Head:
    found = CHECKPOINT.fullmatch(text)
    if found is None:
        raise ValueError(text)
    return Head(int(found[1]), bytes.fromhex(found[2]))


def _as_text(found: list[Verdict | One], anchored: Checked | None) -> str:
    lines = [line for one in found for line in (one.sentence, *getattr(one, "notes", ()))]
    return "\n".join([*lines, *(lines_of(anchored) if anchored else ())])


def _as_json(found: list[Verdict | One], anchored: Checked | None) -> str:
    return json.dumps([*map(_row, found), *(rows_of(anchored) if anchored else ())], indent=2)


def _row(one: Verdict | One) -> dict[str, Any]:
    if isinstance(one, One):
        kept = {"events": one.events, "unfit": one.unfit, "erased": one.erased, "record": _row(one.verdict)}
        return kept | {"sound": one.sound, "sentence": one.sentence}
    head = f"{one.head.number}:{one.head.hash.hex()}"
    return asdict(one) | {"head": head, "sound": one.sound, "sentence": one.sentence}
