"""`take_out_school SLUG`: a whole school, out of everything, with a last signed statement."""

import json
import textwrap
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, IntegrityError
from django.utils import timezone

from config.backup.making import make
from config.backup.trouble import NoBackup
from incidents.operations.taking_out import take_out
from schools.anchors import statements
from schools.anchors.files import FileUnfit, append, block_of
from schools.anchors.keys import NoKey
from schools.history import OPERATING
from schools.models import Anchor, School
from schools.operation import Refused
from schools.reach import across_schools

NO_SCHOOL = "There is no school at {}."
OTHER_NAME = "This does not say the name of the school at {}. Type its whole name after --name. Nothing was taken out."
NO_FILE = (
    "Set FAIRPOST_ANCHOR_FILE first: the last signed statement of the school has to be kept where nobody who has "
    "the database can write. Nothing was taken out."
)
NOT_KEPT = "The school was taken out, and the statement is in the database and below; the file has to be seen to: {}"
IN_USE = "The database did not let go of it, so nothing was taken out: {}"
DONE = """{name} was taken out: every row, file and session of it. {rows}
Its last entry was number {number}. The reason and that number are all that stays, in the log of erasures.
Backups hold it until they are thrown away, by {until}. The statement that ends its record is number {statement}:
"""
AFTER = "Hand the statement to the school. Now run `manage.py verify_record --anchors {}`, and the nightly backup."


class Command(BaseCommand):
    """Takes it out whole, or refuses with the reason and leaves everything as it was (S14.18)."""

    help = "Take a whole school out for good: every row, file and session of it. Nothing brings it back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which school, its name typed again, and why."""
        parser.add_argument("slug", help="the school's part of the address")
        parser.add_argument("--name", required=True, help="its whole name, typed again")
        parser.add_argument("--reason", required=True, help="why, in a sentence that names nobody")
        parser.add_argument("--policies-to", default="", metavar="SLUG", help="who keeps on policies that others go by")
        parser.add_argument("--archive", type=Path, metavar="FOLDER", help="make a last encrypted backup there first")

    @across_schools("The last statement and the end of one school concern them all.")
    def handle(self, *, slug: str, name: str, reason: str, policies_to: str, archive: Path | None, **_: Any) -> None:
        """Take it out. Raises CommandError with a sentence."""
        school = of_slug(slug)
        if " ".join(name.split()) != school.name:
            raise CommandError(OTHER_NAME.format(slug))
        heir = of_slug(policies_to) if policies_to else None
        try:
            self.see_to_file()
            if archive:
                self.stdout.write(f"{make(archive).place} holds everything once more, other schools too.")
            last, done = take_out(school=school, reason=reason, policies_to=heir, by=OPERATING, at=timezone.now())
        except (Refused, NoKey, FileUnfit, NoBackup) as error:
            raise CommandError(str(error)) from error
        except (IntegrityError, DatabaseError) as error:
            raise CommandError(IN_USE.format(str(error).strip().partition("\n")[0])) from error
        self.say(school, last, json.loads(done.line))
        self.keep()

    def see_to_file(self) -> None:
        """Refuse before anything goes where the statement could not be kept elsewhere. Raises FileUnfit."""
        if not settings.ANCHOR_FILE:
            raise CommandError(NO_FILE)
        if anchors := every_statement():
            append(settings.ANCHOR_FILE, anchors)

    def say(self, school: School, last: statements.Statement, told: dict[str, Any]) -> None:
        """Print what went, and the statement as a mail would carry it."""
        kinds = told["kinds"]
        rows = f"{kinds['rows']:,} rows, {kinds['earlier versions']:,} earlier versions of rows."
        facts = {"number": told["number"], "until": told["backups_gone_by"], "statement": last.number}
        self.stdout.write(DONE.format(name=school.name, rows=rows, **facts))
        self.stdout.write(block_of(last))
        self.stdout.write(f"Fingerprint {last.fingerprint}, signed by key {last.key_fingerprint}.")

    def keep(self) -> None:
        """Take the statement to the file elsewhere. Raises CommandError: `anchor_records` takes it there later too."""
        try:
            append(settings.ANCHOR_FILE, every_statement())
        except FileUnfit as error:
            raise CommandError(NOT_KEPT.format(error)) from error
        self.stdout.write(textwrap.fill(AFTER.format(settings.ANCHOR_FILE), 120))


def of_slug(slug: str) -> School:
    """A school by its part of the address. Raises CommandError."""
    found = School.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(NO_SCHOOL.format(slug))
    return found


def every_statement() -> list[statements.Statement]:
    """Every statement of this installation, the oldest first."""
    return [statements.read(each.line) for each in Anchor.objects.order_by("number")]
