"""`play_scenario FILE [FILE…]`: play scenario files through the operations, in one transaction."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from incidents.playing.format import BadScenario, read
from incidents.playing.player import Mismatch, Playing, play_all
from schools.reach import across_schools


class Command(BaseCommand):
    """Plays files in order; exits 0 only when every expectation of every file holds."""

    help = "Play scenario files through the operations. Rolled back unless --keep."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Any paths; nothing outside the repository is read unless it is named."""
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--keep", action="store_true", help="keep what was played")

    @across_schools("It plays at made-up schools alone, never in production.")
    def handle(self, *, files: list[Path], keep: bool, **options: Any) -> None:
        """Play, print a line a file, and roll back."""
        if settings.PRODUCTION:
            raise CommandError("Scenarios are played in the demonstration and in the tests, never in production.")
        playing = Playing()
        try:
            self._play(files, keep, playing)
        except (BadScenario, Mismatch) as error:
            playing.throw_files_away()
            raise CommandError(str(error)) from error

    def _play(self, files: list[Path], keep: bool, playing: Playing) -> None:
        scenarios = [read(path) for path in files]
        with transaction.atomic():
            for line in play_all(scenarios, playing, timezone.now()):
                self.stdout.write(line)
            if not keep:
                transaction.set_rollback(True)
        if not keep:
            playing.throw_files_away()
