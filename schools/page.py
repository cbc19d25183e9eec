"""The people of a school, the offices they hold and its days, as the administrator sees them. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from schools.access import GRANTS
from schools.invitations import Stands, open_at, stands
from schools.models import ClosureDay, Invitation, LastSignIn, Membership, School, Term, User
from schools.vocabulary import Role

NEEDED = (Role.HEAD, Role.DSL, Role.CHAIR)
"""Offices without which an incident has nobody to own it or to answer for a child's safety."""


UNUSED = timedelta(days=90)
"""After how long an account that nobody signs in with is shown (S7.07)."""


@dataclass(frozen=True)
class Office:
    """An office: what it is, and who holds it or will."""

    role: Role
    paragraph: str
    memberships: Sequence[Membership]
    vacant: bool


@dataclass(frozen=True)
class Held:
    """An office held out to somebody, and where that stands."""

    invitation: Invitation
    stands: Stands


@dataclass(frozen=True)
class PeoplePage:
    """Everything that the page of people and terms shows."""

    offices: Sequence[Office]
    invited: Sequence[Held]
    unused: Sequence[User]
    left: Sequence[User]
    terms: Sequence[Term]
    past_terms: Sequence[Term]
    closures: Sequence[ClosureDay]


def memberships_of(school: School, on: date) -> list[Membership]:
    """Every office that is held at the school or its trust, or will be; those that have ended left out."""
    here = Q(school=school) | Q(trust=school.trust_id) if school.trust_id else Q(school=school)
    query = Membership.objects.filter(here, Q(ends__isnull=True) | Q(ends__gte=on), user__is_active=True)
    return list(query.select_related("user", "trust").order_by("user__name", "pk"))


def unused_at(school: School, on: date) -> list[User]:
    """Whoever has held an office here for 90 days and has not signed in for as long: a way in that nobody minds."""
    before = on - UNUSED
    held = [each for each in memberships_of(school, on) if each.school_id and each.starts <= before]
    last = dict(LastSignIn.objects.filter(user__in=[each.user_id for each in held]).values_list("user_id", "on"))
    found = {each.user_id: each.user for each in held if last.get(each.user_id, date.min) < before}
    return list(found.values())


def left_of(school: School) -> list[User]:
    """Whoever held an office here once and still has an open account, by name."""
    held = Membership.objects.filter(school=school).values("user")
    return list(User.objects.filter(pk__in=held, is_active=True).order_by("name", "pk"))


def vacancies(memberships: Sequence[Membership], on: date) -> list[Role]:
    """Which of the offices that a school cannot do without nobody holds today."""
    held = {each.role for each in memberships if each.holds_on(on)}
    return [role for role in NEEDED if role not in held]


def offices_of(school: School, on: date) -> list[Office]:
    """Every office, in the order of the procedure. A school without a trust has no trust lead."""
    memberships = memberships_of(school, on)
    vacant = vacancies(memberships, on)
    return [
        Office(role, GRANTS[role].paragraph, [each for each in memberships if each.role == role], role in vacant)
        for role in Role
        if role != Role.TRUST_LEAD or school.trust_id
    ]


def people_page_of(school: School, at: datetime) -> PeoplePage:
    """Gather the page: a few questions to the database, however many people there are."""
    terms, on = list(school.terms.all()), timezone.localdate(at)
    offices = offices_of(school, on)
    here = {each.user.pk: each.user for office in offices for each in office.memberships}
    return PeoplePage(
        offices=offices,
        invited=[Held(each, stands(each, at)) for each in open_at(school)],
        unused=unused_at(school, on),
        left=[user for user in left_of(school) if user.pk not in here],
        terms=[term for term in terms if term.ends >= on],
        past_terms=[term for term in reversed(terms) if term.ends < on],
        closures=[closure for closure in school.closures.all() if closure.day >= on],
    )
