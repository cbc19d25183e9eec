"""`evidence_pack`: what shows an inspector how one school keeps its rules, in one file (S14.19)."""

import os
import shutil
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from incidents.evidence_pack.packing import pack_of
from incidents.evidence_pack.parts import Period
from incidents.operations.packing import record_pack
from schools.history import OPERATING
from schools.models import School
from schools.operation import Refused
from schools.printing.pdf import NotPrinted
from schools.reach import across_schools

BY = "whoever runs the service"


class Command(BaseCommand):
    """Never writes over a file, and leaves nothing behind where the record could not be told."""

    help = "Gather what shows an inspector how a school keeps its rules: one zip, with an index to read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the school, the last day of the year that it is about, for whom it is, and where it goes."""
        parser.add_argument("school", metavar="SCHOOL")
        parser.add_argument("--until", metavar="DATE", help="the last day, such as 2027-03-14; today unless given")
        parser.add_argument("--for", dest="for_whom", default="an inspector", help="for whom it is; on every page")
        parser.add_argument("--to", metavar="FOLDER", type=Path, required=True)

    @across_schools("One school is named on the command line, by whoever runs the service.")
    def handle(self, *, school: str, until: str | None, for_whom: str, to: Path, **_: Any) -> None:
        """Make it, write down that it was made, and only then hand it over. Raises CommandError."""
        at = timezone.now()
        found, period = _school(school), Period(_day(until, timezone.localdate(at)))
        place = to / f"{found.slug}, how the rules are kept until {period.until}.zip"
        if not to.is_dir() or place.exists():
            raise CommandError(f"{to} is no folder." if not to.is_dir() else f"{place} is there already.")
        try:
            pack = pack_of(found, period, by=BY, for_whom=for_whom, at=at)
            with pack.file:
                record_pack(school=found, pack=pack, period=period, for_whom=for_whom, by=OPERATING, at=at)
                with open(place, "xb", opener=_mine) as file:
                    shutil.copyfileobj(pack.file, file)
        except (NotPrinted, Refused, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{place}\nSHA-256 {pack.sha256}")


def _mine(path: str, flags: int) -> int:
    """Open a file that nobody else on the machine reads."""
    return os.open(path, flags, 0o600)


def _school(slug: str) -> School:
    found = School.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no school {slug}.")
    return found


def _day(said: str | None, today: date) -> date:
    try:
        day = date.fromisoformat(said) if said else today
    except ValueError as error:
        raise CommandError(f"{said} is no day. Write it as {today.isoformat()}.") from error
    if day > today:
        raise CommandError(f"{said} is a day to come.")
    return day
