"""Offices that people hold at a school: which overlap, and which may not be ended. Writes nothing."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q

from schools.invitations import KEEPERS
from schools.models import Membership, School, User
from schools.vocabulary import Role

A_DAY = timedelta(days=1)


def overlapping(school: School, user: User, role: str, starts: date, ends: date | None) -> bool:
    """Whether they hold this office here already, on any day of a period. `ends` None is for ever."""
    rows = Membership.objects.filter(school=school, user=user, role=role)
    rows = rows.filter(Q(ends__isnull=True) | Q(ends__gte=starts))
    return (rows.filter(starts__lte=ends) if ends else rows).exists()


def kept_without(membership: Membership, last: date) -> bool:
    """Whether somebody else still looks after the school's people on the day after `last`."""
    after = last + A_DAY
    rows = Membership.objects.filter(school=membership.school_id, role__in=KEEPERS, user__is_active=True)
    return any(each.holds_on(after) for each in rows.exclude(pk=membership.pk))


def has_office_from(user: User, day: date) -> bool:
    """Whether they hold an office anywhere on that day or will later."""
    return user.memberships.filter(Q(ends__isnull=True) | Q(ends__gte=day)).exists()


def schools_where(user: User) -> list[School]:
    """Every school at which they hold or held an office, in the order in which their records may be written."""
    return list(School.objects.filter(memberships__user=user).distinct().order_by("pk"))


def leavers(today: date) -> Iterable[User]:
    """Everybody active whose last office anywhere has ended and who was not seen off yet."""
    held = Membership.objects.filter(Q(ends__isnull=True) | Q(ends__gte=today)).values("user")
    rows = User.objects.filter(is_active=True, seen_off_at__isnull=True, memberships__isnull=False)
    return rows.exclude(pk__in=held).distinct().order_by("pk")


def open_offices(school: School, user: User, today: date) -> list[Membership]:
    """The offices that they hold at the school or will, in the order of the procedure."""
    rows = Membership.objects.filter(school=school, user=user).filter(Q(ends__isnull=True) | Q(ends__gte=today))
    order = list(Role)
    return sorted(rows, key=lambda each: (order.index(Role(each.role)), each.starts))
