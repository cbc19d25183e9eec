"""The register of notices: that parents were told of the policy, when, how and where (S2-14 to S2-16).

Nothing in the register is changed or deleted: a line entered by mistake is withdrawn, and stays to be read.
"""

from datetime import date, datetime

from django.utils import timezone

from policies.models import Notice
from policies.operations.entry import may_keep, tell
from schools import record
from schools.calendar import Calendar
from schools.history import Actor
from schools.models import School
from schools.operation import Refused, operation

TO_COME = "That day has not come yet. Record it once parents have been told."
TOO_FAR = "A notice is for the school year of its day, or for the one before or after it."
NO_ADDRESS = "Give the address of the page on the website."
BEFORE_IT_WAS_THERE = "The page was put there on {day:%-d %B %Y}. It cannot have been seen there before."
ALREADY = "This is in the register already."
NO_PAGE = "Only a page on the website is seen again. This was another way of telling parents."
SEEN_LATER = "The page was last seen there on {day:%-d %B %Y} already. Give that day or a later one."
WITHDRAWN = "This was withdrawn on {day:%-d %B %Y}. Record it anew if it was right after all."


@operation
def record_notice(
    *,
    school: School,
    told_on: date,
    way: str,
    details: str,
    by: Actor,
    at: datetime,
    school_year: int | None = None,
    address: str = "",
    seen_on: date | None = None,
) -> Notice:
    """Record that parents were told of the policy on a day. Without a school year it is that of the day.

    :raises Refused: a day to come, another school year than one beside it, or what the register holds already.
    """
    may_keep(by, school, at)
    year = _year(told_on) if school_year is None else school_year
    line = Notice(
        school=school, told_on=told_on, school_year=year, way=way, details=details, address=address, seen_on=seen_on
    )
    record.lock_head(school)  # whoever presses twice is told that it is in the register already
    _check(line, timezone.localdate(at))
    line.save()
    _tell("parents-told-of-the-policy", line, by, at, way=way, details=details, address=address)
    return line


@operation
def see_notice(*, notice: Notice, seen_on: date, by: Actor, at: datetime) -> Notice:
    """Record that a page on the website was seen there again on a day (S2-16).

    A line holds what was seen in its own school year. Seen in another, the page has a line there too: what was known
    of the year before is not written over. Returns the line that holds it.
    """
    may_keep(by, notice.school, at)
    found = _standing(notice)
    if found.way != Notice.Way.WEBSITE:
        raise Refused(NO_PAGE)
    line = found if _year(seen_on) == found.school_year else _beside(found, seen_on)
    if line.seen_on and seen_on < line.seen_on and line.school_year == _year(line.seen_on):
        raise Refused(SEEN_LATER.format(day=line.seen_on))
    line.seen_on = seen_on
    _check_days(line, timezone.localdate(at))
    line.save()
    _tell("policy-seen-on-the-website", line, by, at, seen_on=seen_on.isoformat(), address=line.address)
    return line


@operation
def withdraw_notice(*, notice: Notice, reason: str, by: Actor, at: datetime) -> None:
    """Withdraw a notice that was entered by mistake. It stays in the register and in the record."""
    may_keep(by, notice.school, at)
    line = _standing(notice)
    line.withdrawn_on = notice.withdrawn_on = timezone.localdate(at)
    line.save()
    _tell("notice-to-parents-withdrawn", line, by, at, reason=reason)


def _year(day: date) -> int:
    """The school year of a day, by the year in which it began."""
    return Calendar(()).school_year(day)


def _check(line: Notice, today: date) -> None:
    """Refuse a line that cannot be so, or is there already."""
    _check_days(line, today)
    if abs(line.school_year - _year(line.told_on)) > 1:
        raise Refused(TOO_FAR)
    if line.way == Notice.Way.WEBSITE and not line.address:
        raise Refused(NO_ADDRESS)
    same = {name: getattr(line, name) for name in ("told_on", "school_year", "way", "details", "address")}
    if Notice.objects.of(line.school).filter(**same, withdrawn_on=None).exists():
        raise Refused(ALREADY)


def _check_days(line: Notice, today: date) -> None:
    if line.told_on > today or (line.seen_on and line.seen_on > today):
        raise Refused(TO_COME)
    if line.seen_on and line.seen_on < line.told_on:
        raise Refused(BEFORE_IT_WAS_THERE.format(day=line.told_on))


def _standing(notice: Notice) -> Notice:
    """The line as it is now, locked. Raises Refused for one that was withdrawn."""
    rows = Notice.objects.of(notice.school_id).select_for_update(of=("self",)).select_related("school")
    line = rows.get(pk=notice.pk)
    if line.withdrawn_on:
        raise Refused(WITHDRAWN.format(day=line.withdrawn_on))
    return line


def _beside(line: Notice, seen_on: date) -> Notice:
    """The line of the same page in the school year of a day; a new one, from that day, where there is none."""
    if seen_on < line.told_on:
        raise Refused(BEFORE_IT_WAS_THERE.format(day=line.told_on))
    page = {"school": line.school, "way": line.way, "address": line.address, "school_year": _year(seen_on)}
    rows = Notice.objects.of(line.school).select_for_update()
    known = rows.filter(**page, withdrawn_on=None, told_on__lte=seen_on).first()
    return known or Notice(**page, told_on=seen_on, details=line.details)


def _tell(kind: str, line: Notice, by: Actor, at: datetime, **more: str) -> None:
    told = {"told_on": line.told_on.isoformat(), "school_year": str(line.school_year), "notice": str(line.key)}
    tell(line.school, kind, by, at, **told, **{name: words for name, words in more.items() if words})
