"""Telling the head and the administrators of accounts that nobody uses, once a week (S7.07).

That it was told is an event of the school's record, and the event keeps it from being told twice: two runs wait for
one another at the head of the record.
"""

from datetime import datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from schools import outbox, record
from schools.access import people_of
from schools.history import SystemActor
from schools.models import Event, School
from schools.operation import operation
from schools.operations.entry import tell
from schools.page import unused_at
from schools.vocabulary import Role

TOLD = "unused-accounts-told"
TO = frozenset({Role.HEAD, Role.ADMIN})


@operation
def tell_of_unused(*, school: School, by: SystemActor, at: datetime) -> int:
    """Mail whoever should look at a school's unused accounts. Returns how many mails; none twice in a week from Monday.

    The mail says that there are some, never whose (S14.05).
    """
    today = timezone.localdate(at)
    record.lock_head(school)
    if school.demonstration or _told_since(school, at) or not unused_at(school, today):
        return 0
    readers = [user for user, roles in people_of(school, today) if roles & TO]
    data = {"school": school.name, "link": reverse("unused_accounts", args=[school.slug])}
    for user in readers:
        outbox.post(to=user, template="unused_accounts", data=data, at=at)
    tell(school, TOLD, by, at)
    return len(readers)


def _told_since(school: School, at: datetime) -> bool:
    day = timezone.localdate(at)
    monday = timezone.make_aware(datetime.combine(day - timedelta(days=day.weekday()), time.min))
    return Event.objects.of(school.pk).filter(kind=TOLD, at__gte=monday).exists()
