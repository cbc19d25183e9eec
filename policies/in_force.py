"""Which version of the policy is in force at a school on a day, and what is unusual about it. Writes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from policies.documents import in_words
from policies.models import Adoption, Notice
from schools.calendar import Calendar
from schools.models import School

OVERDUE = "policy review overdue"
NOT_TOLD = "parents not told this school year"


def adoption_in_force(school: School, day: date) -> Adoption | None:
    """The adoption in force on that day; the school's earliest where none was in force yet; None without any."""
    adoptions = list(Adoption.objects.filter(school=school).select_related("version__policy").order_by("adopted_on"))
    return in_force_among(adoptions, day) or next(iter(adoptions), None)


def in_force_among(adoptions: Iterable[Adoption], day: date) -> Adoption | None:
    """The adoption in force on that day among a school's own; None where none was in force yet."""
    begun = [each for each in adoptions if each.adopted_on <= day]
    return max(begun, key=lambda each: each.adopted_on, default=None)


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
        sentence = (
            f"The policy was due for review {due_words(adoption.review_due)}. It applies until governors change it."
        )
        found.append(Warning(OVERDUE, sentence))
    if any(not told_this_year(notices, calendar, day) for day in days):
        found.append(Warning(NOT_TOLD, "Parents have not been told of the policy this school year."))
    return found


def due_words(said: str) -> str:
    """When a review is or was due, as a sentence goes on: "in Autumn 2024", "on 14 March 2027"."""
    words = in_words(said)
    return f"in {words}" if words == said else f"on {words}"


def told_this_year(notices: Sequence[Notice], calendar: Calendar, day: date) -> bool:
    """Whether parents had been told by that day for its school year (S2-15). What was withdrawn told nobody."""
    year = calendar.school_year(day)
    return any(each.withdrawn_on is None and year in years_told(each, calendar, day) for each in notices)


def years_told(notice: Notice, calendar: Calendar, day: date) -> list[int]:
    """The school years in which a notice told parents, as known on a day. A page seen on the website tells anew."""
    years = [notice.school_year] if notice.told_on <= day else []
    if notice.seen_on and notice.seen_on <= day:
        years.append(calendar.school_year(notice.seen_on))
    return years
