"""`propose_disposal`: propose what is due by each school's schedule. For a nightly job."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from incidents.operations.disposing import propose_due
from incidents.operations.letting_go import propose_leavers
from schools.reach import across_schools


class Command(BaseCommand):
    """Proposes, and erases nothing: two people at the school have to agree. Running it again does no harm."""

    help = "Propose what is due to be disposed of, by each school's schedule. Nothing is erased."

    @across_schools("What is due is proposed at every school.")
    def handle(self, **options: Any) -> None:
        """Propose, and print how much."""
        at = timezone.now()
        self.stdout.write(
            f"Proposed to be disposed of: {propose_due(at=at)}. Names to be let go: {propose_leavers(at=at)}."
        )
