"""Seeing people off: ending their sessions and links, shutting their account, and letting their name go.

Nobody is ever deleted: the history and the record name whoever acted by a number and a key, and those stay. What goes
is the name, the address and every way in (S7.06, S7.07, S14.17).
"""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from schools import outbox, record
from schools.history import Actor, SystemActor
from schools.models import Invitation, Membership, School, User
from schools.models.user import a_mark
from schools.offices import has_office_from, schools_where
from schools.operation import NotFound, Refused, operation
from schools.operations.entry import about, may_keep_people, tell
from schools.reach import within

NOT_ONESELF = "Nobody shuts their own account."
IN_USE = "This account is still in use. It can be shut after the last day of the last office."
SHUT_FIRST = "Shut the account first."
NAMED = "They worked at more than one school. Ask whoever runs this service to let the name go."
OPEN_AGAIN = "This account is open."
FORMER, NOWHERE = "A former colleague", "fairpost.invalid"
"""What stands for somebody whose name was let go; .invalid is an address that nobody can have."""


def change_account(user: User, **changes: object) -> None:
    """Change these fields of an account and no others, whatever else was changed meanwhile. For operations alone."""
    fresh = User.objects.select_for_update().get(pk=user.pk)
    for each in (user, fresh):
        for name, value in changes.items():
            setattr(each, name, value)
    fresh.save(update_fields=list(changes))


def end_sessions(user: User, **changes: object) -> None:
    """Sign somebody out everywhere from their next request on; open links for a new password are dead with it."""
    change_account(user, sessions_from=a_mark(), **changes)


def see_off(user: User, schools: list[School], at: datetime, **changes: object) -> None:
    """End every way in that does not ask for an office: sessions, links for a password, open invitations."""
    end_sessions(user, seen_off_at=at, **changes)
    with within(*schools):
        for invitation in Invitation.objects.of(schools).filter(email=user.email, outcome=""):
            invitation.outcome, invitation.settled_at = Invitation.Outcome.WITHDRAWN, at
            invitation.save()


def see_off_if_gone(user: User, school: School | None, *, by: Actor, at: datetime) -> None:
    """See off somebody who holds no office anywhere any more, nor will. For operations alone."""
    if user.is_active and not has_office_from(user, timezone.localdate(at)):
        see_off(user, [school] if school else [], at)


@operation
def see_off_leaver(*, user: User, by: SystemActor, at: datetime) -> None:
    """See off somebody whose last day has passed: for the nightly job."""
    user.refresh_from_db()
    if user.seen_off_at or not user.is_active or has_office_from(user, timezone.localdate(at)):
        return
    see_off(user, schools_where(user), at)


@operation
def deactivate(*, user: User, school: School, by: Actor, at: datetime) -> None:
    """Shut the account of somebody who holds no office any more: nobody signs in with it, and no link of it works."""
    user = _somebody_of(user, school, by, at)
    if user.pk == by.id:
        raise Refused(NOT_ONESELF)
    if has_office_from(user, timezone.localdate(at)):
        raise Refused(IN_USE)
    if not user.is_active:
        return
    see_off(user, schools_where(user), at, is_active=False)
    outbox.stop_mail_to(user)
    tell(school, "account-shut", by, at, about(user), user=user.record_key)


@operation
def reactivate(*, user: User, school: School, by: SystemActor, at: datetime) -> None:
    """Open a shut account again: for whoever runs the service, who made sure who asks."""
    user = _somebody_of(user, school, by, at)
    if user.is_active:
        raise Refused(OPEN_AGAIN)
    if user.email.endswith(f"@{NOWHERE}"):
        raise Refused("The name of this account was let go. Invite them anew.")
    change_account(user, is_active=True)
    tell(school, "account-opened", by, at, about(user), user=user.record_key)


@operation
def pseudonymise(*, user: User, school: School, by: Actor, at: datetime) -> None:
    """Let the name and the address of a shut account go (S14.17). What they did stays theirs, by key and number."""
    user = _somebody_of(user, school, by, at)
    if user.is_active:
        raise Refused(SHUT_FIRST)
    if user.email.endswith(f"@{NOWHERE}"):
        return
    if isinstance(by, User) and _worked_elsewhere(user, school):
        raise Refused(NAMED)
    let_name_go(user, at)
    tell(school, "name-let-go", by, at, about(user), user=user.record_key)


def let_name_go(user: User, at: datetime) -> None:
    """Shut an account and put no name in the place of its name, unless that was done. For operations alone."""
    if user.is_active:
        see_off(user, schools_where(user), at, is_active=False)
        outbox.stop_mail_to(user)
    if not user.email.endswith(f"@{NOWHERE}"):
        name, email = f"{FORMER} ({_how_many() + 1})", f"former-{user.key}@{NOWHERE}"
        change_account(user, name=name, email=email, password=make_password(None))
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()


def _somebody_of(user: User, school: School, by: Actor, at: datetime) -> User:
    """The person as they are now, where the school knows them. Raises Refused, and NotFound for a stranger."""
    may_keep_people(by, school, at)
    record.lock_head(school)
    if not Membership.objects.filter(user=user, school=school).exists():
        raise NotFound()
    return User.objects.select_for_update().get(pk=user.pk)


def _worked_elsewhere(user: User, school: School) -> bool:
    return Membership.objects.filter(user=user).exclude(school=school).exists()


def _how_many() -> int:
    return User.objects.filter(email__endswith=f"@{NOWHERE}").count()
