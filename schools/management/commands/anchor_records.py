"""`anchor_records`: once a night, seals who looked and signs where every record stands, and keeps that elsewhere."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from schools.anchors import statements
from schools.anchors.files import FileUnfit, append
from schools.anchors.keys import NoKey, signing_keys
from schools.anchors.statements import Statement
from schools.history import ANCHORING
from schools.models import Anchor, School
from schools.operation import Refused
from schools.operations.anchoring import last_statement, seal_looks, sign_statement
from schools.reach import across_schools


class Command(BaseCommand):
    """A second run on the same day makes nothing new, and takes to the file what it may lack (S16.20)."""

    help = "Sign where every record stands, and keep it in FAIRPOST_ANCHOR_FILE and the mailboxes that schools named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which record ends here, if any."""
        parser.add_argument(
            "--final", metavar="SLUG", help="sign the last head of a school that is about to be removed"
        )

    @across_schools("Where the record of every school stands is signed.")
    def handle(self, *, final: str | None, **_: Any) -> None:
        """Seal, sign, send and keep. Raises CommandError with a sentence where one of them cannot be done."""
        try:
            made = self.sign(final)
            if settings.ANCHOR_FILE:
                kept = append(settings.ANCHOR_FILE, [statements.read(each.line) for each in anchors()])
                self.stdout.write(f"Taken to the file: {kept}.")
        except (NoKey, Refused, FileUnfit) as error:
            raise CommandError(str(error)) from error
        if not settings.ANCHOR_FILE:
            self.stderr.write("FAIRPOST_ANCHOR_FILE is not set, so no file elsewhere has it.")
        self.stdout.write(f"Statement {made.number} of {made.day:%-d %B %Y}: {made.fingerprint}")
        self.stdout.write(f"Signed by key {made.key_fingerprint}")

    def sign(self, final: str | None) -> Statement:
        """Today's statement, made now unless it was made already."""
        signing_keys()  # before anything is sealed
        at, last = timezone.now(), last_statement()
        if last and last.day == timezone.localdate(at) and not final:
            return last
        ending = list(School.objects.filter(slug=final)) if final else []
        if final and not ending:
            raise Refused(f"There is no school {final}.")
        for school in School.objects.order_by("pk"):
            seal_looks(school=school, by=ANCHORING, at=at)
        return sign_statement(final=ending, by=ANCHORING, at=at)


def anchors() -> list[Anchor]:
    """Every statement of this installation, the oldest first."""
    return list(Anchor.objects.order_by("number"))
