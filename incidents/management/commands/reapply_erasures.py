"""`reapply_erasures`: after a restore, erase once more what the backup brought back (S14.16)."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from schools import erasure_log
from schools.erasure import reapply
from schools.reach import across_schools


class Command(BaseCommand):
    """Reads the log of erasures beside the database. Running it again does no harm."""

    help = "After a restore: erase once more what the log of erasures names and the backup brought back."

    @across_schools("A restored database is of every school.")
    def handle(self, **options: Any) -> None:
        """Erase again, and print how much."""
        receipts = erasure_log.kept()
        done = reapply(receipts, at=timezone.now())
        self.stdout.write(f"Receipts read: {len(receipts)}. Erased again: {len(done)}.")
