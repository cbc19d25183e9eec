"""`sweep`: delete old reports in progress and files without a row; keep the figures of terms. For a nightly job."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from incidents.operations.figures import keep_all_figures
from incidents.operations.tidying import sweep
from schools.history import OPERATING
from schools.reach import across_schools


class Command(BaseCommand):
    """Sweeps up and says what it did. Running it again does no harm."""

    help = "Delete old reports in progress and files that no row refers to; keep the figures of terms that are over."

    @across_schools("The nightly sweep is of the whole installation.")
    def handle(self, **options: Any) -> None:
        """Sweep, and print how much."""
        swept = sweep(at=timezone.now())
        keep_all_figures(by=OPERATING, at=timezone.now())
        self.stdout.write(f"Reports in progress deleted: {swept.drafts}. Files without a row deleted: {swept.files}.")
