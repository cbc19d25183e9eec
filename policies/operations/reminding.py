"""Reminders to tell parents: the row that keeps one from being sent twice, written before the mail and taken back.

The row and its event are committed before the mail is handed over. So whatever stops the run afterwards, nobody is
reminded twice; and where the mail was surely not taken, the row is taken back and the next run tries again.
"""

from datetime import datetime

from django.utils import timezone

from policies.models import Reminder
from policies.operations.entry import tell
from policies.reminding import Due, due_at
from schools import record
from schools.history import SystemActor
from schools.operation import operation


@operation
def claim_reminder(*, due: Due, by: SystemActor, at: datetime) -> Reminder | None:
    """Take a reminder for sending. None where it is no longer due: another run took it, or parents were just told.

    Two runs at once wait for one another at the head of the school's record.
    """
    record.lock_head(due.school)
    if due.person.pk not in [each.person.pk for each in due_at(due.school, timezone.localdate(at))]:
        return None
    reminder = Reminder.objects.create(school=due.school, person=due.person, school_year=due.school_year, sent_at=at)
    _tell("reminder-to-tell-parents", reminder, by, at)
    return reminder


@operation
def take_back_reminder(*, reminder: Reminder, by: SystemActor, at: datetime) -> None:
    """Take back a reminder whose mail was not handed over, so that the next run tries again."""
    _tell("reminder-not-sent", reminder, by, at)
    reminder.delete()


def _tell(kind: str, reminder: Reminder, by: SystemActor, at: datetime) -> None:
    year = str(reminder.school_year)
    tell(reminder.school, kind, by, at, to=reminder.person.record_key, school_year=year)
