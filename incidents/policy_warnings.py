"""What a leader should know of the policy before relying on it for an incident (procedure, section 6)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from incidents.models import Incident, Post
from policies.in_force import Warning, warnings_of
from policies.models import Notice
from policies.register import last_told
from schools.calendar import Calendar

LAST_TOLD = "Parents were last told on {told}."
NOT_BEFORE = "Nobody has recorded that parents were told before this {what}."


def notices_of(incident: Incident) -> list[Notice]:
    """How parents were told at the school: one question, for everything here."""
    return list(Notice.objects.of(incident.school_id))


def warnings_for(
    incident: Incident, calendar: Calendar, at: datetime, notices: Sequence[Notice] | None = None
) -> list[Warning]:
    """The policy's review is overdue, or parents were not told: on the day of the report, or today while it is open.

    :param notices: those of the school, where they were loaded already.
    """
    notices = notices_of(incident) if notices is None else notices
    days = [timezone.localdate(incident.reported_at)]
    if incident.is_open:
        days.append(timezone.localdate(at))
    return warnings_of(incident.adoption, notices, calendar, days)


def told_before(incident: Incident, posts: Sequence[Post], notices: Sequence[Notice]) -> str:
    """When and how parents were last told by the day of the post; of the report, where the post's day is not known."""
    posted = _day_of(posts[0]) if posts else None
    told = last_told(notices, posted or timezone.localdate(incident.reported_at))
    return LAST_TOLD.format(told=told) if told else NOT_BEFORE.format(what="post" if posted else "report")


def _day_of(post: Post) -> date | None:
    return timezone.localdate(post.posted_at) if post.posted_at else post.posted_on
