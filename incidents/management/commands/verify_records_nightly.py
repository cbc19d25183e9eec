"""`verify_records_nightly`: checks every record, every file of evidence and every tracked row. For a job every night.

What comes of it is kept for the head and the chair, who are told by mail where something is not as it should be. This
names tables, rows and fields, and never what stands in them.
"""

import logging
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from incidents.kept_files import check_files, orphans
from incidents.operations.tidying import paths_kept
from schools.history import CHECKING
from schools.models import School
from schools.operations.checking import Rest, keep_check
from schools.reach import across_schools
from schools.reconcile import Difference, compared, differences, schools_of, tracked_models
from schools.verification import verify

log = logging.getLogger(__name__)
FILES = "incidents_evidence"


class Command(BaseCommand):
    """Ends with 1 when anything at all is not well (S16.13, S16.19, S16.24)."""

    help = "Check every record, every file of evidence and every row against its history; tell who has to know."

    @across_schools("The record of every school is checked, one after another.")
    def handle(self, *args: Any, **options: Any) -> None:
        """Check one school after the other; one that cannot be checked keeps none of the others from it."""
        found = [each for model in tracked_models() for each in differences(model)]
        rows, places = compared(), [(each, schools_of(each)) for each in found]
        schools = list(School.objects.order_by("slug"))
        well = [
            self.check_school(school, rows, [each for each, where in places if school.pk in where])
            for school in schools
        ]
        self.stdout.write(f"{rows} rows compared with their history: {len(found)} differ.")
        self.stdout.write(f"{orphans(paths_kept())} files that no row refers to.")
        if not all(well) or found:
            raise CommandError("Something is not well.", returncode=1)

    def check_school(self, school: School, rows: int, found: Sequence[Difference]) -> bool:
        """Check one school, keep what came of it, and say so."""
        try:
            verdict, files = verify(school), check_files(school)
            odd = [(FILES, pk, wrong) for pk, wrong in files.odd]
            odd += [(each.table, each.row, each.field) for each in found]
            check = keep_check(
                school=school, verdict=verdict, rest=Rest(files.read, rows, odd), by=CHECKING, at=timezone.now()
            )
        except Exception as error:  # whatever it is, the next school is checked, and this one is not called well
            log.exception("The record of %s could not be checked.", school.slug)
            self.stdout.write(f"The record of {school.name} could not be checked: {type(error).__name__}.")
            return False
        self.stdout.write("\n".join([verdict.sentence, *verdict.notes, *map(_line, odd)]))
        if not check.well:
            log.error("The record of %s is not well: %s %s, %d odd.", school.slug, check.damage, check.first, len(odd))
        else:
            log.info("The record of %s was checked: all well.", school.slug)
        return check.well


def _line(odd: tuple[str, int, str]) -> str:
    return "  {}, row {}: {}".format(*odd)
