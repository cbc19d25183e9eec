"""`restore FILE FOLDER`: a backup into an empty place, checked to the last file before it is there."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.backup.restoring import Wanted, restore
from config.backup.trouble import NotRestored
from schools.reach import across_schools

LINES = (
    "Restored from the backup of {made_at}: {schools} schools, {events:,} events, {rows:,} rows, {files:,} files.",
    "Every record is sound and stood where the backup says; every file is the one its row describes.",
)


def words(parser: ArgumentParser) -> None:
    """What restoring and a drill are both told."""
    parser.add_argument("file", type=Path, help="the backup")
    parser.add_argument("--key-file", default=settings.BACKUP_KEY_FILE, help="the file with the secret key")
    parser.add_argument("--database", default="", help="for PostgreSQL: the address of an empty database, as its owner")
    parser.add_argument("--school", default="", metavar="SLUG", help="refuse a backup that this school is not in")
    parser.add_argument("--erasures", type=Path, help="the list of erasures (else erasures.age beside the backup)")


class Command(BaseCommand):
    """Restores, or refuses with the reason and leaves the place as it was."""

    help = (
        "Restore a backup into an empty folder (and, for PostgreSQL, an empty database). It never overwrites anything."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which backup, and where to."""
        words(parser)
        parser.add_argument("folder", type=Path, help="the new FAIRPOST_DATA: a folder that is empty or not there yet")

    @across_schools("What is restored is the whole installation.")
    def handle(self, *, file: Path, folder: Path, key_file: str, **options: Any) -> None:
        """Restore, and say what is there. Raises CommandError."""
        start = time.monotonic()
        given = {name: options[name] for name in ("database", "school", "erasures")}
        try:
            found = restore(Wanted(file, folder, key_file, **given))
        except NotRestored as error:
            raise CommandError(str(error)) from error
        for line in LINES:
            self.stdout.write(line.format(**found))
        if found["gone"]:
            self.stdout.write(f"{found['gone']:,} files were not there either when the backup was made.")
        self.stdout.write(f"Erased again since: {found['erased_again']}. It took {time.monotonic() - start:.1f} s.")
        self.stdout.write(f"Nobody is signed in there. Set FAIRPOST_DATA={folder.absolute()} and start it.")
        if found["waiting_mail"]:
            self.stdout.write(f"{found['waiting_mail']} mails were waiting then and may go out a second time.")
