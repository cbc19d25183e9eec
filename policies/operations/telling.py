"""The register of notices: that parents were told of the policy, when, how and where (S2-14 to S2-16)."""

from datetime import date, datetime

from policies.models import Notice
from policies.operations.entry import may_keep, tell
from schools.calendar import Calendar
from schools.history import Actor
from schools.models import School
from schools.operation import operation


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
    """Record that parents were told of the policy on a day. Without a school year it is that of the day."""
    may_keep(by, school, at)
    year = Calendar(()).school_year(told_on) if school_year is None else school_year
    notice = Notice.objects.create(
        school=school, told_on=told_on, school_year=year, way=way, details=details, address=address, seen_on=seen_on
    )
    tell(school, "parents-told-of-the-policy", by, at, told_on=told_on.isoformat(), way=way)
    return notice


@operation
def withdraw_notice(*, notice: Notice, reason: str, by: Actor, at: datetime) -> None:
    """Withdraw a notice that was entered by mistake. It stays in the record."""
    may_keep(by, notice.school, at)
    notice.withdrawn_on = at.date()
    notice.save()
    tell(notice.school, "notice-to-parents-withdrawn", by, at, told_on=notice.told_on.isoformat(), reason=reason)
