"""`seed_bulk --schools N --incidents M`: a database filled with plausible rows, for measuring only."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from incidents.bulk import BATCH, NotBulk, fill
from schools.reach import across_schools


class Command(BaseCommand):
    """Fill the schools bulk-001 and so on, and say how long it took."""

    help = "Fill N made-up schools with M incidents in all, to measure with. Never in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many schools, and how many incidents in all of them together."""
        parser.add_argument("--schools", type=int, default=1)
        parser.add_argument("--incidents", type=int, default=1000, help="in all schools together")

    @across_schools("It makes made-up schools alone, never in production.")
    def handle(self, *, schools: int, incidents: int, **options: Any) -> None:
        """Fill, a line every ten thousand incidents."""
        if settings.PRODUCTION:
            raise CommandError("Made-up rows are for measuring, never for production.")
        if not 1 <= schools <= 999 or incidents < 0:
            raise CommandError("Give 1 to 999 schools, and 0 or more incidents.")
        start = time.monotonic()
        try:
            for filled in fill(schools, incidents, timezone.now()):
                if filled.done == filled.of or filled.done % (10 * BATCH) == 0:
                    self.stdout.write(f"{filled.school}: {filled.done:,} of {filled.of:,}")
                    self.stdout.flush()
        except NotBulk as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Done in {time.monotonic() - start:.1f} s.")
