"""`backup FOLDER`: everything in one encrypted file, while people go on working. For a nightly job."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.backup import erasures
from config.backup.making import Made, make
from config.backup.naming import LONGEST_DAYS, remove_old
from config.backup.trouble import NoBackup
from schools.history import OPERATING
from schools.operations.safekeeping import Restored, note_backup
from schools.reach import across_schools


class Command(BaseCommand):
    """Backs up, removes what is too old, and exits with 1 where anything is amiss."""

    help = "Back everything up into one encrypted file in FOLDER, and remove backups there that are too old."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, and for how long."""
        parser.add_argument("folder", type=Path, help="a folder on another disk, or one that is copied elsewhere")
        parser.add_argument(
            "--keep-days", type=int, default=LONGEST_DAYS, help=f"how long backups stay (at most {LONGEST_DAYS})"
        )
        parser.add_argument("--erasures-only", action="store_true", help="only bring the list of erasures up to date")

    @across_schools("A backup is of the whole installation.")
    def handle(self, *, folder: Path, keep_days: int, erasures_only: bool, **options: Any) -> None:
        """Do it, and say what was done. Raises CommandError."""
        if not 1 <= keep_days <= LONGEST_DAYS:
            raise CommandError(f"--keep-days is 1 to {LONGEST_DAYS}: whoever is erased stays in backups for that long.")
        try:
            if erasures_only:
                self.stdout.write(f"Erasures listed: {erasures.write(folder)}.")
                return
            self._back_up(folder, keep_days)
        except NoBackup as error:
            raise CommandError(str(error)) from error

    def _back_up(self, folder: Path, keep_days: int) -> None:
        start = time.monotonic()
        made = make(folder)
        erasures.write(folder)
        seconds = time.monotonic() - start
        self.stdout.write(
            f"{made.place}: {made.size:,} bytes, {made.events:,} events, {made.files:,} files, in {seconds:.1f} s."
        )
        for name in remove_old(folder, keep_days=keep_days, at=timezone.now()):
            self.stdout.write(f"Too old, removed: {name}")
        if not settings.READ_ONLY:
            note_backup(restored=_noted(made, seconds), by=OPERATING, at=timezone.now())
        if made.lost:
            raise CommandError(
                f"The backup was made, but {len(made.lost)} files that rows refer to are not on the disk: "
                f"{', '.join(made.lost[:3])}. Look for them in an older backup."
            )


def _noted(made: Made, seconds: float) -> Restored:
    return Restored(made.at, events=made.events, files=made.files, seconds=round(seconds), size=made.size)
