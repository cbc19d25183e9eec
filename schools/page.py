"""The people of a school, the offices they hold and its days, as the administrator sees them. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from schools.access import GRANTS
from schools.models import ClosureDay, Membership, School, Term
from schools.vocabulary import Role

NEEDED = (Role.HEAD, Role.DSL, Role.CHAIR)
"""Offices without which an incident has nobody to own it or to answer for a child's safety."""


@dataclass(frozen=True)
class Office:
    """An office: what it is, and who holds it or will."""

    role: Role
    paragraph: str
    memberships: Sequence[Membership]
    vacant: bool


@dataclass(frozen=True)
class PeoplePage:
    """Everything that the page of people and terms shows."""

    offices: Sequence[Office]
    terms: Sequence[Term]
    past_terms: Sequence[Term]
    closures: Sequence[ClosureDay]


def memberships_of(school: School, on: date) -> list[Membership]:
    """Every office that is held at the school or its trust, or will be; those that have ended left out."""
    here = Q(school=school) | Q(trust=school.trust_id) if school.trust_id else Q(school=school)
    query = Membership.objects.filter(here, Q(ends__isnull=True) | Q(ends__gte=on), user__is_active=True)
    return list(query.select_related("user", "trust").order_by("user__name", "pk"))


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


def people_page_of(school: School, on: date) -> PeoplePage:
    """Gather the page: three questions to the database."""
    terms = list(school.terms.all())
    return PeoplePage(
        offices=offices_of(school, on),
        terms=[term for term in terms if term.ends >= on],
        past_terms=[term for term in reversed(terms) if term.ends < on],
        closures=[closure for closure in school.closures.all() if closure.day >= on],
    )
