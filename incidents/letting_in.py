"""Who may be let in to read one incident for a few hours, and who may let them in (S8.24). Writes nothing.

Whoever does not see an incident asks for it by its reference. The head lets them in; the chair where the head may not
decide; the trust lead where neither may. Never whoever asks, and never somebody with a conflict of interest.
"""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from incidents.models import Access, Exclusion, Incident, Involvement
from incidents.vocabulary import CONFLICTING
from schools.access import GRANTS, Standing, current_memberships, holders, roles_at
from schools.models import School, User
from schools.vocabulary import Permission, Role

WAITS = timedelta(days=3)
"""How long a request waits for an answer: over a weekend. Whoever still needs it then asks again."""

IN_TURN = (Role.HEAD, Role.CHAIR, Role.TRUST_LEAD)
"""Who decides: the first office in which somebody may."""


def free_of_conflict(user: User, of: str = "pk") -> Q:
    """Neither kept from an incident nor with a conflict of interest in it: `access.is_conflicted` as a filter.

    `of` is the column that holds the incident.
    """
    parts = Involvement.objects.of(OuterRef(of)).filter(user=user, unlinked_at__isnull=True)
    kept = Exclusion.objects.of(OuterRef(of)).filter(
        Q(ended_at__isnull=True) | Q(involvement__isnull=True) | Q(involvement__unlinked_at__isnull=True), user=user
    )
    return ~Exists(parts.filter(part__in=CONFLICTING)) & ~Exists(kept)


def may_ask(user: User, school: School, on: date) -> bool:
    """Whether somebody may ask to read one incident of this school which their office does not show them.

    By an office of the school or its trust, or because they work on incidents at another school of the trust.
    """
    here = Standing(user, school, roles_at(user, school, on))
    if here.may(Permission.ASK_TO_READ):
        return True
    return not here.may(Permission.WORK_ON_INCIDENTS) and works_elsewhere(user, school, on)


def could_be_let_in(user: User, on: date) -> bool:
    """Whether any office of theirs lets them ask at some school; asks the database nothing that is not known."""
    held = [(each, GRANTS[Role(each.role)].permissions) for each in current_memberships(user, on)]
    return any(
        Permission.ASK_TO_READ in opened
        or (Permission.WORK_ON_INCIDENTS in opened and each.school is not None and each.school.trust_id is not None)
        for each, opened in held
    )


def works_elsewhere(user: User, school: School, on: date) -> bool:
    """Whether somebody works on incidents at another school of this school's trust."""
    held = current_memberships(user, on) if user.is_active and school.trust_id else []
    there = [each for each in held if each.school and each.school_id != school.pk]
    return any(
        each.school.trust_id == school.trust_id  # type: ignore[union-attr]
        and Permission.WORK_ON_INCIDENTS in GRANTS[Role(each.role)].permissions
        for each in there
    )


def running(user: User, at: datetime) -> QuerySet[Access]:
    """What somebody was let in to read and may read at this moment, as long as no conflict of interest stands."""
    every = Access.objects.across_schools("Somebody may be let in at a school where they hold no office.")
    given = every.filter(free_of_conflict(user, "incident"), asked_by=user)
    return given.filter(decided_at__lte=at, until__gt=at, ended_at__isnull=True)


def let_in(user: User, incident: Incident, at: datetime) -> bool:
    """Whether somebody may read this incident at this moment because they were let in."""
    return running(user, at).filter(incident=incident).exists() and may_ask(
        user, incident.school, timezone.localdate(at)
    )


def could_decide(standing: Standing, on: date) -> QuerySet[Access]:
    """The requests at a school, answered or not, that are this person's to answer: the first in turn who may."""
    mine = [role for role in IN_TURN if role in standing.roles]
    asked = Access.objects.of(standing.school).filter(incident__isnull=False).exclude(asked_by=standing.user)
    if not mine:
        return asked.none()
    before = [user for role in IN_TURN[: IN_TURN.index(mine[0])] for user in holders(standing.school, role, on)]
    return asked.filter(free_of_conflict(standing.user, "incident"), *map(_may_not, before))


def _may_not(user: User) -> Q:
    """They ask themselves, or have a conflict of interest."""
    return Q(asked_by=user) | ~free_of_conflict(user, "incident")


def waiting(requests: QuerySet[Access], at: datetime) -> QuerySet[Access]:
    """Those that nobody has answered and that have not lapsed."""
    return requests.filter(decided_at__isnull=True, asked_at__gt=at - WAITS)


def may_be_let_in(user: User, incident: Incident) -> bool:
    """Whether somebody could ever be let in: neither kept from it, nor with a conflict of interest."""
    return Incident.objects.of(incident.school_id).filter(free_of_conflict(user), pk=incident.pk).exists()
