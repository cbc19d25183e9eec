"""`verify_record`: checks every school's record, or one school's, and says so in a sentence or in JSON."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from schools.models import School
from schools.verification import Verdict, verify


class Command(BaseCommand):
    """Ends with 1 when a record is damaged, and with 2 when there was none to check (S16.18)."""

    help = "Check that the record of every school is sound: nothing changed, removed, added or moved."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take one school, and the form of the answer."""
        parser.add_argument("--school", metavar="SLUG", help="check this school's record alone")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and print one line a school."""
        schools = School.objects.order_by("slug")
        if options["school"]:
            schools = schools.filter(slug=options["school"])
        verdicts = [verify(school) for school in schools]
        if not verdicts:  # "nothing found" must not be read as "nothing wrong"
            raise CommandError("No record was checked: there is no such school.", returncode=2)
        self.stdout.write(_as_json(verdicts) if options["json"] else _as_text(verdicts))
        damaged = sum(not verdict.sound for verdict in verdicts)
        if damaged:
            raise CommandError(f"{damaged} of {len(verdicts)} records checked: damaged.", returncode=1)


def _as_text(verdicts: list[Verdict]) -> str:
    return "\n".join(line for verdict in verdicts for line in (verdict.sentence, *verdict.notes))


def _as_json(verdicts: list[Verdict]) -> str:
    rows = [asdict(verdict) | {"sound": verdict.sound, "sentence": verdict.sentence} for verdict in verdicts]
    return json.dumps(rows, indent=2)
