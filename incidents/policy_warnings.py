"""What a leader should know of the policy before relying on it for an incident (procedure, section 6)."""

from datetime import datetime

from django.utils import timezone

from incidents.models import Incident
from policies.in_force import Warning, warnings_of
from policies.models import Notice
from schools.calendar import Calendar


def warnings_for(incident: Incident, calendar: Calendar, at: datetime) -> list[Warning]:
    """The policy's review is overdue, or parents were not told: on the day of the report, or today while it is open."""
    notices = list(Notice.objects.filter(school=incident.school_id))
    days = [timezone.localdate(incident.reported_at)]
    if incident.is_open:
        days.append(timezone.localdate(at))
    return warnings_of(incident.adoption, notices, calendar, days)
