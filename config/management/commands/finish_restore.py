"""`finish_restore MANIFEST`: the part of a restore that runs with the new place's own settings. `restore` calls it."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.backup import erasures
from config.backup.finishing import finish
from config.backup.trouble import NotRestored
from schools.reach import across_schools


class Command(BaseCommand):
    """Ends with 1 and the reason where anything is not as the backup says; else prints what was found, as JSON."""

    help = "Called by `restore` and `drill`: check a restored place and bring it up to date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The manifest of the backup, with the receipts of erasures beside it."""
        parser.add_argument("manifest", type=Path)
        parser.add_argument("--drill", action="store_true", help="the place does not stay, so nothing is noted in it")

    @across_schools("What was restored is the whole installation.")
    def handle(self, *, manifest: Path, drill: bool, **options: Any) -> None:
        """Finish. Raises CommandError."""
        told = json.loads(manifest.read_text(encoding="utf-8"))
        receipts = json.loads((manifest.parent / erasures.NAME).read_text(encoding="utf-8"))
        try:
            self.stdout.write(json.dumps(finish(told, drill=drill, receipts=receipts)))
        except NotRestored as error:
            raise CommandError(str(error)) from error
