"""`see_leavers_off`: sign out everywhere whoever's last day has passed. For a job every night.

Their offices open nothing from the day after on, whatever this does. It ends the sessions and the links that are left.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from schools.history import OPERATING
from schools.offices import leavers
from schools.operations import see_off_leaver
from schools.reach import across_schools


class Command(BaseCommand):
    """Says how many. Run again, it finds nobody."""

    help = "End the sessions and open links of whoever holds no office any more."

    @across_schools("The nightly job sees people off at every school.")
    def handle(self, **options: Any) -> None:
        """See everybody off who is due."""
        at, count = timezone.now(), 0
        for user in list(leavers(timezone.localdate(at))):
            see_off_leaver(user=user, by=OPERATING, at=at)
            count += 1
        self.stdout.write(f"Signed out everywhere: {count}.")
