"""Accounts, and the offices that people hold.

An office is given from a day on and ended on its last day; what was held is never unsaid. Writers of one school wait
for one another at the head of its record, so that no two of them end the last two administrators' offices at once.
"""

from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone

from schools import outbox, record
from schools.history import Actor, SystemActor
from schools.invitations import KEEPERS, TWO_PEOPLE
from schools.models import Membership, School, Trust, User
from schools.offices import kept_without, open_offices, overlapping
from schools.operation import NotFound, Refused, operation
from schools.operations.entry import about, in_words, may_keep_people, tell, tell_of_office
from schools.operations.leaving import change_account, see_off_if_gone
from schools.vocabulary import Role

NOT_ONESELF = "Nobody gives themselves an office. Ask another administrator of the school."
OF_A_TRUST = "The lead of a trust is appointed by whoever runs this service."
TWO = "It takes two people to make somebody head of school or administrator: ask for it, and let somebody else confirm."
PASSED = "An office starts today or later: nobody held it before it was given."
BACKWARDS = "An office ends on or after the day it starts."
SHUT = "This account is shut. Ask whoever runs this service to open it again."
TWICE = "They hold this office in that time already. Change its last day instead, or choose other days."
LAST = (
    "This is the last administrator of the school. Appoint another first: without one, nobody could look after its "
    "people. Then end this office."
)
GONE = "They hold no office of this school any more."
ENDED = "This office has ended already."
HELD = "Until today the office was held, and that stays so. Its last day can be yesterday at the earliest."
LONGER = "To hold this office for longer takes two people. Appoint them again, from the day after its last."


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
    """Give somebody an office at a school, or the lead of a trust, from a day. Shown in the school's record.

    An administrator gives offices of their school from today on, to others, and not those that take two people.
    """
    if school is None:
        if isinstance(by, User):
            raise Refused(OF_A_TRUST)
        user.__dict__.pop("_memberships", None)
        return Membership.objects.create(user=user, role=role, trust=trust, starts=starts, ends=ends)
    may_keep_people(by, school, at)
    if isinstance(by, User):
        check_grant(by, user, role, starts, ends, at)
        known_here(user, school)
        if role in TWO_PEOPLE:
            raise Refused(TWO)
    return put_in_office(user, role, school, starts, ends, by=by, at=at)


def known_here(user: User, school: School) -> None:
    """Refuse a stranger: only whoever holds or held an office here is known here. Raises NotFound."""
    if not Membership.objects.filter(user=user, school=school).exists():
        raise NotFound()


def check_grant(by: User, user: User | None, role: str, starts: date, ends: date | None, at: datetime) -> None:
    """Refuse an office that nobody at a school may give, or not for that time. Raises Refused."""
    if user is not None and user.pk == by.pk:
        raise Refused(NOT_ONESELF)
    if role == Role.TRUST_LEAD:
        raise Refused(OF_A_TRUST)
    if starts < timezone.localdate(at):
        raise Refused(PASSED)
    if ends and ends < starts:
        raise Refused(BACKWARDS)


def put_in_office(
    user: User,
    role: str,
    school: School,
    starts: date,
    ends: date | None,
    *,
    by: Actor,
    at: datetime,
    **details: str,
) -> Membership:
    """Give the office, tell the record, and mail whom it concerns. For operations alone. Raises Refused."""
    record.lock_head(school)
    if not user.is_active and isinstance(by, User):
        raise Refused(SHUT)
    if overlapping(school, user, role, starts, ends):
        raise Refused(TWICE)
    membership = Membership.objects.create(user=user, role=role, school=school, starts=starts, ends=ends)
    if user.seen_off_at:
        change_account(user, seen_off_at=None)
    user.__dict__.pop("_memberships", None)
    days = {"starts": in_words(starts), "ends": in_words(ends)}
    tell(school, "appointed", by, at, about(user), role=Role(role).value, user=user.record_key, **days, **details)
    tell_of_office("office_given", school, user, role, days, by=by, at=at)
    return membership


@operation
def end_membership(*, membership: Membership, ends: date, by: Actor, at: datetime) -> None:
    """Set the last day of an office; one whose first day is after that is taken back whole.

    Whoever has no office left then is signed out everywhere, and their open links are dead (S7.06, S7.07).
    """
    school, user = membership.school, membership.user
    if school is None:
        if isinstance(by, User):
            raise Refused(OF_A_TRUST)
    else:
        may_keep_people(by, school, at)
        record.lock_head(school)
        membership.refresh_from_db(fields=["starts", "ends"])
        if not isinstance(by, SystemActor):
            _may_end(membership, ends, by, at)
    _set_end(membership, ends)
    user.__dict__.pop("_memberships", None)
    if school is not None:
        day = {"ends": in_words(ends)}
        tell(school, "office-ended", by, at, about(user), role=membership.role, user=user.record_key, **day)
        tell_of_office("office_ended", school, user, membership.role, day, by=by, at=at)
    see_off_if_gone(user, school, by=by, at=at)


def _set_end(membership: Membership, ends: date) -> None:
    if ends < membership.starts:
        membership.delete()
        return
    membership.ends = ends
    membership.save()


def _may_end(membership: Membership, ends: date, by: Actor, at: datetime) -> None:
    """Refuse an end that unsays the past, leaves nobody to look after people, or lengthens what two people gave."""
    today = timezone.localdate(at)
    if membership.ends and membership.ends < today:
        raise Refused(ENDED)
    if ends < today - timedelta(days=1):
        raise Refused(HELD)
    longer = membership.ends is not None and ends > membership.ends
    if longer and membership.user_id == by.id:
        raise Refused(NOT_ONESELF)
    if longer and membership.role in TWO_PEOPLE:
        raise Refused(LONGER)
    if membership.role in KEEPERS and not kept_without(membership, max(ends, today)):
        raise Refused(LAST)


@operation
def send_reset(*, user: User, school: School, by: Actor, at: datetime) -> None:
    """Send somebody a link for a new password, to their own address. Nobody sets or sees a password (S6.19)."""
    may_keep_people(by, school, at)
    known_here(user, school)
    if not user.is_active:
        raise Refused(SHUT)
    if not open_offices(school, user, timezone.localdate(at)):
        raise Refused(GONE)
    outbox.post(to=user, template="password_link", data={"school": school.name, "reset": user.record_key}, at=at)
    tell(school, "password-link-sent", by, at, about(user), user=user.record_key)
