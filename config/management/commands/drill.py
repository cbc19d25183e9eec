"""`drill FILE`: restore a backup to a passing place, see that all is there, and note how it went (R.22)."""

import tempfile
import time
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.backup.naming import made_at
from config.backup.restoring import Wanted, restore
from config.backup.trouble import NotRestored
from config.management.commands.restore import words
from schools.history import OPERATING
from schools.operations.safekeeping import Restored, note_drill
from schools.reach import across_schools


class Command(BaseCommand):
    """Holds a drill on the running installation, and leaves nothing of it but the note."""

    help = "Try a backup out: restore it to a passing place, check everything, and note how it went for administrators."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which backup."""
        words(parser)

    @across_schools("A drill is of a backup of the whole installation.")
    def handle(self, *, file: Path, key_file: str, **options: Any) -> None:
        """Hold it and note it. Raises CommandError where the backup could not be restored; that is noted as well."""
        start, given = time.monotonic(), {name: options[name] for name in ("database", "school", "erasures")}
        with tempfile.TemporaryDirectory(prefix="fairpost-drill-") as name:
            try:
                found = restore(Wanted(file, Path(name) / "place", key_file, drill=True, **given))
            except NotRestored as error:
                self._note(file, {}, start, str(error))
                raise CommandError(f"{error} The drill failed, and that is noted.") from error
        self._note(file, found, start, "")
        self.stdout.write(
            f"The drill went well: {found['events']:,} events and {found['files']:,} files came back, "
            f"in {time.monotonic() - start:.1f} s. It is noted."
        )

    def _note(self, file: Path, found: dict[str, Any], start: float, fault: str) -> None:
        at = timezone.now()
        when = datetime.fromisoformat(found["made_at"]) if found else made_at(file.name) or at
        size = file.stat().st_size if file.is_file() else 0
        counted = {"events": found.get("events", 0), "files": found.get("files", 0)}
        restored = Restored(when, **counted, seconds=round(time.monotonic() - start), size=size)
        note_drill(restored=restored, fault=fault, by=OPERATING, at=at)
