"""`make_backup_key FILE`: a new key for backups. The secret half goes to the file, the public one is printed."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.backup.keys import make
from config.backup.trouble import NoBackup


class Command(BaseCommand):
    """Makes a key where there is none yet; it never overwrites one."""

    help = "Make a key for backups: the secret one in a new file, the public one printed, for FAIRPOST_BACKUP_KEY."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the secret key goes."""
        parser.add_argument("file", type=Path, help="a file that is not there yet")

    def handle(self, *, file: Path, **options: Any) -> None:
        """Make it, and say what to do with both halves. Raises CommandError."""
        try:
            public = make(file)
        except NoBackup as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"FAIRPOST_BACKUP_KEY={public}")
        self.stdout.write(
            f"Set this on the server. Take {file} away from it, and keep two copies apart from each other and from the "
            "backups, such as in the school's safe: without it no backup can ever be opened."
        )
