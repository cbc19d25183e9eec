"""`sweep`: delete old reports in progress and files that nothing refers to. For a nightly job."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from incidents.operations.tidying import sweep


class Command(BaseCommand):
    """Sweeps up and says what it did. Running it again does no harm."""

    help = "Delete reports in progress that nobody saved for seven days, and files that no row refers to."

    def handle(self, **options: Any) -> None:
        """Sweep, and print how much."""
        swept = sweep(at=timezone.now())
        self.stdout.write(f"Reports in progress deleted: {swept.drafts}. Files without a row deleted: {swept.files}.")
