"""What each office opens, and which offices a person holds where.

`GRANTS` is the one table from office to permission, each with a paragraph that says what the office is. It knows
nothing of incidents: who may see or decide one incident is asked at the door of `incidents`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from schools.models import Membership, School, User
from schools.vocabulary import Permission, Role


@dataclass(frozen=True)
class Grant:
    """An office in a paragraph, and what it opens."""

    paragraph: str
    permissions: frozenset[Permission]


def _grant(paragraph: str, *permissions: Permission) -> Grant:
    return Grant(paragraph, frozenset(permissions))


_P = Permission
GRANTS: dict[Role, Grant] = {
    Role.STAFF: _grant(
        "Anybody who works at the school. Reports a post and follows the progress of what they reported: that it is "
        "being handled, not what others add to it.",
        _P.REPORT,
        _P.READ_POLICY,
    ),
    Role.SLT: _grant(
        "A senior leader. Sees every incident of the school and works on it, except for the steps that the school's "
        "policy gives to somebody else.",
        _P.REPORT,
        _P.WORK_ON_INCIDENTS,
        _P.SEE_SUMMARIES,
        _P.READ_POLICY,
        _P.DISPOSE,
    ),
    Role.HEAD: _grant(
        "The head of school. Owns an incident from the start and decides every step, unless they have a conflict of "
        "interest.",
        _P.REPORT,
        _P.WORK_ON_INCIDENTS,
        _P.SEE_SUMMARIES,
        _P.READ_POLICY,
        _P.KEEP_POLICY,
        _P.REVIEW_LOOKING,
        _P.CHECK_RECORD,
        _P.SEE_UNUSED,
        _P.DISPOSE,
        _P.KEEP_SCHEDULE,
        _P.ANSWER_SUBJECT_ACCESS,
    ),
    Role.DSL: _grant(
        "The designated safeguarding lead. Like a senior leader, and answers the safeguarding question.",
        _P.REPORT,
        _P.WORK_ON_INCIDENTS,
        _P.SEE_SUMMARIES,
        _P.READ_POLICY,
        _P.DISPOSE,
    ),
    Role.CHAIR: _grant(
        "The chair of governors. Reads the termly summaries, approves policies, and owns and decides an incident that "
        "is handed to them; sees no other.",
        _P.BE_HANDED_INCIDENTS,
        _P.SEE_SUMMARIES,
        _P.READ_POLICY,
        _P.KEEP_POLICY,
        _P.APPROVE_POLICY,
        _P.REVIEW_LOOKING,
        _P.CHECK_RECORD,
        _P.DISPOSE,
        _P.ANSWER_SUBJECT_ACCESS,
    ),
    Role.GOVERNOR: _grant(
        "A governor. Approves policies, and reads the termly summaries: figures only, never an incident and never a "
        "name, unless appointed to own one incident because head and chair both have a conflict of interest.",
        _P.BE_HANDED_INCIDENTS,
        _P.SEE_SUMMARIES,
        _P.READ_POLICY,
        _P.APPROVE_POLICY,
    ),
    Role.ADMIN: _grant(
        "A school administrator. Looks after people, offices, term dates and the documents of the policy; sees no "
        "incident, unless the head lets them read one for a few hours.",
        _P.KEEP_PEOPLE,
        _P.SEE_UNUSED,
        _P.KEEP_POLICY,
        _P.READ_POLICY,
        _P.ASK_TO_READ,
        _P.KEEP_SCHEDULE,
    ),
    Role.TRUST_LEAD: _grant(
        "An executive of the trust. Owns an incident when head and chair both have a conflict of interest, and reads "
        "the figures of the trust's schools. May be let in to read one other incident for a few hours.",
        _P.BE_HANDED_INCIDENTS,
        _P.SEE_SUMMARIES,
        _P.READ_POLICY,
        _P.ASK_TO_READ,
        _P.ANSWER_SUBJECT_ACCESS,
    ),
}


@dataclass(frozen=True)
class Standing:
    """A person at a school on a day: the offices they hold there, and so their permissions."""

    user: User
    school: School
    roles: frozenset[Role]

    @property
    def permissions(self) -> frozenset[Permission]:
        """Rights add: everything that any of the offices opens."""
        return frozenset().union(*(GRANTS[role].permissions for role in self.roles))

    def may(self, permission: Permission) -> bool:
        """Whether any of the offices opens this."""
        return permission in self.permissions

    @property
    def offices(self) -> str:
        """The offices in words."""
        return ", ".join(role.label for role in Role if role in self.roles)


def current_memberships(user: User, on: date) -> list[Membership]:
    """The person's offices on that day, with schools and trusts loaded; asked of the database once a request."""
    known = getattr(user, "_memberships", None)
    if known is None:
        query = Membership.objects.filter(user=user).select_related("school__trust", "trust")
        known = user._memberships = list(query)  # type: ignore[attr-defined]
    return [each for each in known if each.holds_on(on)]


def roles_at(user: User, school: School, on: date) -> frozenset[Role]:
    """The offices a person holds at a school on a day; those of its trust included. A deactivated person holds none."""
    if not user.is_active:
        return frozenset()
    return frozenset(
        Role(each.role)
        for each in current_memberships(user, on)
        if each.school_id == school.pk or (each.trust_id and each.trust_id == school.trust_id)
    )


def standing_at(user: User, school: School, on: date) -> Standing:
    """The person's offices at the school, with what they open."""
    return Standing(user, school, roles_at(user, school, on))


def schools_of(user: User, on: date) -> list[School]:
    """The schools where the person holds an office, or which belong to a trust they lead."""
    held = current_memberships(user, on)
    found = {each.school_id: each.school for each in held if each.school}
    trusts = [each.trust_id for each in held if each.trust_id]
    if trusts:
        found |= {each.pk: each for each in School.objects.filter(trust__in=trusts).select_related("trust")}
    return sorted(found.values(), key=lambda school: school.name)


def holders(school: School, role: Role, on: date) -> list[User]:
    """Who holds an office at the school (or at its trust, for the trust lead) on that day, active people only."""
    query = Membership.objects.filter(role=role, user__is_active=True).select_related("user")
    query = query.filter(trust=school.trust_id) if role == Role.TRUST_LEAD else query.filter(school=school)
    return [each.user for each in query if each.holds_on(on)] if school.trust_id or role != Role.TRUST_LEAD else []


def people_of(school: School, on: date) -> list[tuple[User, frozenset[Role]]]:
    """Everybody who holds an office at the school on that day, by name. Asks the database once."""
    found: dict[int, tuple[User, set[Role]]] = {}
    for each in _memberships_of(school):
        if each.holds_on(on):
            found.setdefault(each.user_id, (each.user, set()))[1].add(Role(each.role))
    return sorted(((user, frozenset(roles)) for user, roles in found.values()), key=lambda pair: pair[0].name)


def _memberships_of(school: School) -> Iterable[Membership]:
    at_school = Q(school=school)
    if school.trust_id:
        at_school |= Q(trust=school.trust_id)
    return Membership.objects.filter(at_school, user__is_active=True).select_related("user")
