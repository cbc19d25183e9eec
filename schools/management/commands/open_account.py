"""`open_account --school SLUG --email ADDRESS`: open an account that was shut, for somebody who came back.

For the operator, who made sure who asks. It gives nobody an office: an administrator does that.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from schools.history import OPERATING
from schools.models import School, User
from schools.operation import Refused
from schools.operations import reactivate
from schools.reach import across_schools


class Command(BaseCommand):
    """Open it, or say why not."""

    help = "Open an account that was shut."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose, and which of their schools asks."""
        parser.add_argument("--school", required=True, metavar="SLUG")
        parser.add_argument("--email", required=True)

    @across_schools("Whoever runs the service acts for the school that is named.")
    def handle(self, *, school: str, email: str, **options: Any) -> None:
        """Raises CommandError where there is no such account, or it is open."""
        user = User.objects.filter(email=email.strip().lower()).first()
        found = School.objects.filter(slug=school).first()
        if user is None or found is None:
            raise CommandError("There is no such school, or nobody of that address.")
        try:
            reactivate(user=user, school=found, by=OPERATING, at=timezone.now())
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write("The account is open. An administrator can give it an office.")
