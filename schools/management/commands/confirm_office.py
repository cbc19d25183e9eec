"""`confirm_office --school SLUG`: what waits there for a second person, and with `--key`, to be that person.

For the operator, where nobody else at the school can confirm that somebody becomes head or administrator (S2.04).
"""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from schools.history import OPERATING
from schools.invitations import Stands, find_here, open_at, stands
from schools.models import School
from schools.operation import Refused
from schools.operations import confirm_invitation
from schools.reach import across_schools


class Command(BaseCommand):
    """List, or confirm one."""

    help = "List the offices of a school that wait for a second person, or confirm one of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which school, and which of what waits there."""
        parser.add_argument("--school", required=True, metavar="SLUG")
        parser.add_argument("--key", type=UUID, help="as the list gives it")

    @across_schools("Whoever runs the service acts for the school that is named.")
    def handle(self, *, school: str, key: UUID | None, **options: Any) -> None:
        """Raises CommandError where there is no such school or it cannot be confirmed."""
        found, at = School.objects.select_related("trust").filter(slug=school).first(), timezone.now()
        if found is None:
            raise CommandError(f"There is no school {school!r}.")
        if key is None:
            for each in open_at(found):
                if stands(each, at) is Stands.WAITING:
                    asked = each.made_by.name if each.made_by else "the operator"
                    self.stdout.write(f"{each.key}  {each.get_role_display()}: {each.name}, asked for by {asked}")
            return
        held = find_here(found, key)
        if held is None:
            raise CommandError("Nothing with this key waits there.")
        try:
            confirm_invitation(invitation=held, by=OPERATING, at=at)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write("Confirmed.")
