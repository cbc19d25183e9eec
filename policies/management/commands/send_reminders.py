"""`send_reminders`: from September on, remind whoever keeps a policy that parents were not told. For a daily job."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from policies.operations.reminding import claim_reminder, take_back_reminder
from policies.reminding import Due, due_reminders, mail_to
from schools.history import REMINDING
from schools.mail import Sent, Unreachable, close_line, hand_over, open_line
from schools.reach import across_schools

NO_ADDRESS = "SITE_URL is not set: a reminder without the way to the register would help nobody. Nothing was sent."
NO_SERVER = "{error} {sent} sent before. Run this again later: what was not sent is tried again."
CUT_OFF = "Cut off on their way, perhaps not arrived, and not sent again: {unknown}."
SOME_FAILED = "The mail server did not take {failed} of them. Run this again later: they are tried again."


class Command(BaseCommand):
    """Sends what is due and says how much. Running it again sends nothing twice."""

    help = "Remind whoever keeps a policy, once a school year each, that parents have not been told of it."

    @across_schools("Every school that has not told parents is reminded.")
    def handle(self, **options: Any) -> None:
        """Send what is due. Raises CommandError when anything is left to be tried again."""
        if not settings.SITE_URL:
            raise CommandError(NO_ADDRESS)
        done: Counter[Sent | None] = Counter()
        try:
            for due in list(due_reminders(timezone.localdate())):
                done[self.send(due)] += 1
        except Unreachable as error:
            raise CommandError(NO_SERVER.format(error=error, sent=done[Sent.YES])) from error
        self.stdout.write(f"Reminders to tell parents sent: {done[Sent.YES]}.")
        if done[Sent.UNKNOWN]:
            self.stdout.write(CUT_OFF.format(unknown=done[Sent.UNKNOWN]))
        if done[Sent.NO]:
            raise CommandError(SOME_FAILED.format(failed=done[Sent.NO]))

    def send(self, due: Due) -> Sent | None:
        """Send one over a line of its own, open before the reminder is taken. None if it is not due any more."""
        mail, line = mail_to(due), open_line()
        try:
            reminder = claim_reminder(due=due, by=REMINDING, at=timezone.now())
            if reminder is None:
                return None
            found = hand_over(mail, line)
            if found is Sent.NO:
                take_back_reminder(reminder=reminder, by=REMINDING, at=timezone.now())
            return found
        finally:
            close_line(line)
