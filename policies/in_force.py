"""Which version of the policy is in force at a school on a day, and what is unusual about it. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from policies.models import Adoption, Notice
from schools.calendar import Calendar
from schools.models import School

OVERDUE = "policy review overdue"
NOT_TOLD = "parents not told this school year"


def adoption_in_force(school: School, day: date) -> Adoption | None:
    """The adoption in force on that day; the school's earliest where none was in force yet; None without any."""
    adoptions = list(Adoption.objects.filter(school=school).select_related("version__policy").order_by("adopted_on"))
    in_force = [each for each in adoptions if each.adopted_on <= day]
    return (in_force or adoptions[:1] or [None])[-1]


@dataclass(frozen=True)
class Warning:
    """Something a leader should know of the policy before relying on it."""

    code: str
    sentence: str


def warnings_of(
    adoption: Adoption, notices: Sequence[Notice], calendar: Calendar, days: Sequence[date]
) -> list[Warning]:
    """What is unusual about a policy on any of these days. It governs all the same (procedure, section 6)."""
    found = []
    if any(calendar.review_overdue(adoption.review_due, day) for day in days):
        sentence = f"The policy was due for review in {adoption.review_due}. It applies until governors change it."
        found.append(Warning(OVERDUE, sentence))
    if any(not _told(notices, calendar, day) for day in days):
        found.append(Warning(NOT_TOLD, "Parents have not been told of the policy this school year."))
    return found


def _told(notices: Sequence[Notice], calendar: Calendar, day: date) -> bool:
    year = calendar.school_year(day)
    return any(each.withdrawn_on is None and year in _years(each, calendar, day) for each in notices)


def _years(notice: Notice, calendar: Calendar, day: date) -> list[int]:
    """The school years in which a notice told parents, as known on a day. A page seen on the website tells anew."""
    years = [notice.school_year] if notice.told_on <= day else []
    if notice.seen_on and notice.seen_on <= day:
        years.append(calendar.school_year(notice.seen_on))
    return years
