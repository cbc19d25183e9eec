"""`invite_administrator --school SLUG --email ADDRESS`: a link of one use with which somebody becomes administrator.

For the operator of the installation: for a school that has no administrator yet, or none any more. No password is set
or shown; whoever has the link makes an account with it, or signs in to the one they have (S6.09).
"""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from schools.history import OPERATING
from schools.links import absolute, invitation_path
from schools.models import School
from schools.operation import Refused
from schools.operations import Office, invite
from schools.reach import across_schools
from schools.vocabulary import Role

NO_SITE = "SITE_URL is not set, and the link would lead nowhere."


class Command(BaseCommand):
    """Print the link, and send it to the address too."""

    help = "Invite somebody to be an administrator of a school, and print the link of one use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which school, and who."""
        parser.add_argument("--school", required=True, metavar="SLUG")
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", default="School administrator", help="they can change it when they accept")

    @across_schools("Whoever runs the service acts for the school that is named.")
    def handle(self, *, school: str, email: str, name: str, **options: Any) -> None:
        """Invite. Raises CommandError with the reason why not."""
        if not settings.SITE_URL:
            raise CommandError(NO_SITE)
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email!r} is not an e-mail address.") from error
        found = School.objects.filter(slug=school).first()
        if found is None:
            raise CommandError(f"There is no school {school!r}.")
        self.stdout.write(f"Give this link to nobody but {email}. It works once, for seven days:")
        self.stdout.write(f"  {self.link(found, email, name, timezone.now())}")

    def link(self, school: School, email: str, name: str, at: datetime) -> str:
        """Make the invitation, and its link. Raises CommandError."""
        office = Office(Role.ADMIN, timezone.localdate(at))
        try:
            made = invite(school=school, email=email, name=name, office=office, by=OPERATING, at=at)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        return absolute(invitation_path(made.key))
