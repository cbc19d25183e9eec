"""`anchor_records`: once a night, seals who looked and signs where every record stands, and keeps that elsewhere."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from schools.anchors import statements
from schools.anchors.asking import NoStamp, ask_for_stamp
from schools.anchors.files import FileUnfit, append, append_stamp, read_file, read_stamps
from schools.anchors.keys import NoKey, signing_keys
from schools.anchors.stamps import NotAStamp, certificates_in
from schools.anchors.statements import Statement
from schools.history import ANCHORING
from schools.models import Anchor, School
from schools.operation import Refused
from schools.operations.anchoring import last_statement, seal_looks, sign_statement
from schools.reach import across_schools

NIGHTS = 14
"""For how many nights back a time-stamp that is lacking is still asked for."""


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
        self.stamp()
        self.stdout.write(f"Statement {made.number} of {made.day:%-d %B %Y}: {made.fingerprint}")
        self.stdout.write(f"Signed by key {made.key_fingerprint}")

    def stamp(self) -> None:
        """Have time-stamped what lacks it, the newest first, as long as the authority answers. Stops nothing."""
        if not settings.TIMESTAMP_URL:
            return
        try:
            if not settings.ANCHOR_FILE:
                raise NoStamp("Without FAIRPOST_ANCHOR_FILE there is no place to keep a time-stamp.")
            self.stdout.write(f"Time-stamped: {stamp_what_lacks(settings.ANCHOR_FILE)}.")
        except (NoStamp, NotAStamp, FileUnfit) as error:
            self.stderr.write(f"{error} It is tried again the next night.")

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


def stamp_what_lacks(path: str) -> int:
    """Ask for a time-stamp of each of the last statements that has none. Says how many there are more of."""
    roots = certificates_in(settings.TIMESTAMP_CERTIFICATE) if settings.TIMESTAMP_CERTIFICATE else []
    has = {each.statement for each in read_stamps(path)}
    lacking = [each for each in read_file(path)[-NIGHTS:] if each.number not in has]
    for statement in reversed(lacking):
        append_stamp(path, ask_for_stamp(statement, settings.TIMESTAMP_URL, roots))
    return len(lacking)


def anchors() -> list[Anchor]:
    """Every statement of this installation, the oldest first."""
    return list(Anchor.objects.order_by("number"))
