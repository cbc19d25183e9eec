"""`move_to ADDRESS`: the whole installation into another database, SQLite to PostgreSQL or back."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.backup.moving import move
from config.backup.trouble import NotRestored
from schools.reach import across_schools

FIRST = (
    "Stop all writing first: set FAIRPOST_READ_ONLY=1 for the service and for this command, and restart the service. "
    "What is written while this runs would be left behind."
)
LINES = (
    "Moved: {schools} schools, {events:,} events, {rows:,} rows; {files:,} files stay where they are.",
    "Every record is sound and stands where it stood; every file is the one its row describes.",
    "Nobody is signed in there. Set DATABASE_URL to the new address, take FAIRPOST_READ_ONLY away, and restart.",
    "The database here was not changed. Keep it until you have looked; then destroy it: it holds everything.",
)


class Command(BaseCommand):
    """Moves, or refuses with the reason and leaves the new place as empty as it was."""

    help = "Move everything into an empty database of either kind: sqlite:///PATH, or PostgreSQL as its owner."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument(
            "address", help="sqlite:///PATH of a new file, or postgresql://OWNER@… of an empty database"
        )

    @across_schools("What is moved is the whole installation.")
    def handle(self, *, address: str, **options: Any) -> None:
        """Move, and say what is there. Raises CommandError."""
        if not settings.READ_ONLY:
            raise CommandError(FIRST)
        start = time.monotonic()
        try:
            found = move(address)
        except NotRestored as error:
            raise CommandError(str(error)) from error
        for line in LINES:
            self.stdout.write(line.format(**found))
        self.stdout.write(f"It took {time.monotonic() - start:.1f} s.")
