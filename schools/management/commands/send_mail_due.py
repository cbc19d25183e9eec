"""`send_mail_due`: hand over the mail that waits in the outbox. For a job every few minutes."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from schools import outbox
from schools.mail import Sent, Unreachable

NO_ADDRESS = "SITE_URL is not set: mail without the way to the page would help nobody. Nothing was sent."
CUT_OFF = "Cut off on their way, perhaps not arrived, and not sent again: {unknown}."
SOME_FAILED = "The mail server did not take {failed} of them. Run this again later: they are tried again."


class Command(BaseCommand):
    """Sends what is due and says how much. Running it again, or twice at once, sends nothing twice."""

    help = "Hand over the mail that waits, and forget what was sent a month ago."

    def handle(self, **options: Any) -> None:
        """Send what is due. Raises CommandError when anything is left to be tried again."""
        if not settings.SITE_URL:
            raise CommandError(NO_ADDRESS)
        at = timezone.now()
        outbox.tidy(at)
        try:
            done = outbox.send_due(at)
        except Unreachable as error:
            raise CommandError(f"{error} Run this again later.") from error
        self.stdout.write(f"Mail handed over: {done[Sent.YES]}.")
        if done[Sent.UNKNOWN]:
            self.stdout.write(CUT_OFF.format(unknown=done[Sent.UNKNOWN]))
        if done[Sent.NO]:
            raise CommandError(SOME_FAILED.format(failed=done[Sent.NO]))
