"""`reset_second_factor E-MAIL`: for somebody whose school has nobody else who could reset it (S6.15).

A school with one administrator would otherwise be shut for good by one lost phone. Two people agree on the pages of the
product; here the operator vouches, and the record of each of the person's schools says so.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from schools.history import OPERATING
from schools.models import User
from schools.operation import Refused
from schools.operations.factors import reset_by_operator
from schools.reach import across_schools


class Command(BaseCommand):
    """Take the person's factors away, end their sessions, and say so."""

    help = "Reset the second step of somebody who has lost it and whose school has nobody else to do it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, and what is written down."""
        parser.add_argument("email")
        parser.add_argument("--reason", required=True, help="what happened")
        parser.add_argument("--identity", required=True, help="how you made sure that it is them")

    @across_schools("Somebody has one second factor, at however many schools.")
    def handle(self, *, email: str, reason: str, identity: str, **options: Any) -> None:
        """Do it. Raises CommandError."""
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {email}.")
        try:
            ended = reset_by_operator(user=user, reason=reason, identity=identity, by=OPERATING, at=timezone.now())
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{user.name} sets up a new second step at the next sign-in. Sessions ended: {ended}.")
        self.stdout.write("Tell them so yourself: no message was sent.")
