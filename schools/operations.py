"""Making trusts, schools and people, appointing to offices and ending them, and keeping term dates."""

from collections.abc import Sequence
from datetime import date, datetime

from allauth.account.models import EmailAddress

from schools import record
from schools.access import standing_at
from schools.calendar import TermDates
from schools.history import Actor, SystemActor
from schools.models import ClosureDay, Membership, School, Term, Trust, User
from schools.operation import Refused, operation
from schools.vocabulary import Nation, Permission, Role

RESERVED = frozenset({"accounts", "hosts", "static"})
"""First parts of addresses that are not schools."""


@operation
def create_trust(*, slug: str, name: str, by: Actor) -> Trust:
    """Make a trust, or find it."""
    return Trust.objects.get_or_create(slug=slug, defaults={"name": name})[0]


@operation
def create_school(
    *,
    slug: str,
    name: str,
    by: Actor,
    at: datetime,
    trust: Trust | None = None,
    nation: Nation = Nation.ENGLAND,
    demonstration: bool = False,
) -> School:
    """Make a school. Its record begins with this event."""
    if slug in RESERVED or School.objects.filter(slug=slug).exists():
        raise Refused("There is a school with this address already. Choose another.")
    school = School.objects.create(slug=slug, name=name, trust=trust, nation=nation, demonstration=demonstration)
    _tell(school, "school-made", by, at, name=name)
    return school


@operation
def create_user(*, email: str, name: str, by: Actor, password_hash: str = "", verified: bool = False) -> User:
    """Make an account for somebody. Without a password they set one through a link of one use."""
    if User.objects.filter(email=email.strip().lower()).exists():
        raise Refused("There is an account with this e-mail address already.")
    user = User(email=email.strip().lower(), name=name)
    user.set_unusable_password()
    user.password = password_hash or user.password
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=verified)
    return user


@operation
def appoint(
    *,
    user: User,
    role: Role,
    starts: date,
    by: Actor,
    at: datetime,
    school: School | None = None,
    trust: Trust | None = None,
    ends: date | None = None,
) -> Membership:
    """Give somebody an office at a school, or the lead of a trust, from a day. Shown in the school's record."""
    if school is not None:
        _may_keep_people(by, school, at)
    membership = Membership.objects.create(user=user, role=role, school=school, trust=trust, starts=starts, ends=ends)
    user.__dict__.pop("_memberships", None)
    if school is not None:
        _tell(school, "appointed", by, at, user=user.record_key, role=role.value)
    return membership


@operation
def end_membership(*, membership: Membership, ends: date, by: Actor, at: datetime) -> None:
    """End an office on a day, its last."""
    if membership.school is not None:
        _may_keep_people(by, membership.school, at)
    membership.ends = ends
    membership.save()
    membership.user.__dict__.pop("_memberships", None)
    if membership.school is not None:
        _tell(membership.school, "office-ended", by, at, user=membership.user.record_key, role=membership.role)


@operation
def set_terms(*, school: School, terms: Sequence[TermDates], by: Actor, at: datetime) -> None:
    """Keep the school's terms; one of the same name is put right."""
    _may_keep_people(by, school, at)
    for term in terms:
        dates = {
            "starts": term.starts,
            "ends": term.ends,
            "half_term_starts": term.half_term_starts,
            "half_term_ends": term.half_term_ends,
        }
        Term.objects.update_or_create(school=school, name=term.name, defaults=dates)
    _tell(school, "terms-set", by, at, terms=", ".join(term.name for term in terms))


@operation
def add_closure(*, school: School, day: date, why: str, by: Actor, at: datetime) -> ClosureDay:
    """Keep a day in term on which the school is shut."""
    _may_keep_people(by, school, at)
    closure, made = ClosureDay.objects.get_or_create(school=school, day=day, defaults={"why": why})
    if not made:
        raise Refused("This day is a closure day already.")
    _tell(school, "closure-added", by, at, day=day.isoformat())
    return closure


def _may_keep_people(by: Actor, school: School, at: datetime) -> None:
    if isinstance(by, SystemActor):
        return
    assert isinstance(by, User)
    if not standing_at(by, school, at.date()).may(Permission.KEEP_PEOPLE):
        raise Refused("Your office does not keep this school's people and dates.")


def _tell(school: School, kind: str, by: Actor, at: datetime, **details: str) -> None:
    record.write(school=school, kind=kind, about="school", actor=by, at=at, details={"actor_name": by.name, **details})
