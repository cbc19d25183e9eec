"""`tell_of_unused_accounts`: mail each school's head and administrators that accounts lie unused. For a weekly job."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from schools.history import OPERATING
from schools.models import School
from schools.operations.unused import tell_of_unused
from schools.reach import across_schools


class Command(BaseCommand):
    """Says how many mails were posted. Running it again in the same week posts none."""

    help = "Tell each school's head and administrators, once a week, of accounts that nobody has used for 90 days."

    @across_schools("Every school is told of its own accounts, one after another.")
    def handle(self, **options: Any) -> None:
        """Go through the schools; each is told in a transaction of its own."""
        at = timezone.now()
        count = sum(tell_of_unused(school=school, by=OPERATING, at=at) for school in School.objects.order_by("pk"))
        self.stdout.write(f"Told of accounts that nobody uses: {count}.")
