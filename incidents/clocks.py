"""The few clocks of an incident: how soon a parent was first spoken to, and when the host has had long enough. Pure."""

from datetime import timedelta

from django.utils import timezone

from incidents.facts import Facts
from incidents.vocabulary import FindingKind, HostAnswer
from policies.vocabulary import StepName
from schools.calendar import Calendar

HOST_HAS = timedelta(days=7)
"""Seven times 24 hours: Report Harmful Content takes a report up after a refusal or a week of silence."""


def first_contact_school_days(facts: Facts, calendar: Calendar) -> int | None:
    """School days after the day of the report to the first talk or meeting; the same day is 0."""
    if facts.first_talk is None:
        return None
    reported, talked = timezone.localdate(facts.incident.reported_at), timezone.localdate(facts.first_talk.at)
    return calendar.school_days_between(reported, talked)


def ready_for_rhc(facts: Facts) -> bool:
    """Whether the host refused or stayed silent for a week; not once it removed the post or the post is gone."""
    latest, reports = facts.latest(FindingKind.HOST), facts.steps(StepName.REPORT_TO_HOST)
    if facts.gone or latest == HostAnswer.REMOVED or not reports:
        return False
    return latest == HostAnswer.REFUSED or facts.at >= reports[0].at + HOST_HAS
