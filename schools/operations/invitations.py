"""Inviting somebody to an office, and what becomes of it: confirmed, sent again, withdrawn, accepted.

Whoever invites learns nothing of whether the address has an account; whoever has the link learns it, since the link
went to that address alone (S6.08).
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from schools import outbox, record
from schools.history import SET_UP, Actor, SystemActor, acting
from schools.invitations import LASTS, TWO_PEOPLE, Stands, account_of, find_here, is_for, seconds_for, stands
from schools.links import hash_of, token_of
from schools.models import Invitation, Membership, School, User
from schools.offices import overlapping
from schools.operation import NotFound, Refused, operation
from schools.operations.entry import in_words, may_keep_people, tell
from schools.operations.people import SHUT, TWICE, appoint, check_grant, create_user, known_here, put_in_office
from schools.vocabulary import Role

NOT_WAITING = "This does not wait for a second person any more."
NOT_YOURS = "It takes a second person: somebody else than whoever asked for it, and than whoever it is for."
SETTLED = "This invitation was accepted or withdrawn meanwhile."
NO_MORE = "This link works no more."
SOMEBODY_ELSE = "This invitation is for somebody else."
KNOWN = "Somebody signs in with this address already. Sign in as them to accept."
OVER = "The office was to end before today. Ask the school for another invitation."
Outcome = Invitation.Outcome


@dataclass(frozen=True)
class Office:
    """An office to be given: which, from which day, and until which, if any."""

    role: Role
    starts: date
    ends: date | None = None


@operation
def give_office(*, person: User, school: School, office: Office, by: Actor, at: datetime) -> Membership | Invitation:
    """Appoint somebody whom the school knows. What takes two people waits for the second (S2.04)."""
    given = {"role": office.role, "starts": office.starts, "ends": office.ends}
    if office.role not in TWO_PEOPLE or isinstance(by, SystemActor):
        return appoint(user=person, school=school, by=by, at=at, **given)
    may_keep_people(by, school, at)
    known_here(person, school)
    return _hold_out(school, office, name=person.name, email=person.email, person=person, by=by, at=at)


@operation
def invite(*, school: School, email: str, name: str, office: Office, by: Actor, at: datetime) -> Invitation:
    """Invite somebody by e-mail to an office. An older invitation of that address to it is dead with this."""
    may_keep_people(by, school, at)
    return _hold_out(school, office, name=name, email=email.strip().lower(), person=None, by=by, at=at)


@operation
def invite_again(*, invitation: Invitation, by: Actor, at: datetime) -> Invitation:
    """Send an invitation once more, with a new link; the old one is dead."""
    old = _open(invitation, at)
    may_keep_people(by, old.school, at)
    if stands(old, at) is Stands.WAITING or old.person_id:
        raise Refused("This waits for a second person; there is no link to send yet.")
    _not_over(old, at)
    _settle(old, Outcome.REPLACED, at)
    new = _make(old.school, Office(Role(old.role), old.starts, old.ends), old.name, old.email, None, by, at)
    new.confirmed_at, new.confirmed_by = old.confirmed_at, old.confirmed_by
    new.save()
    _tell(new, "invited-again", by, at)
    _mail_link(new, by, at)
    return new


@operation
def withdraw_invitation(*, invitation: Invitation, by: Actor, at: datetime) -> None:
    """Withdraw an invitation, or what waits for a second person: the link is dead. The second person may, too."""
    held = _open(invitation, at)
    if not (isinstance(by, User) and _is_second(held, by, at)):
        may_keep_people(by, held.school, at)
    _settle(held, Outcome.WITHDRAWN, at)
    _tell(held, "invitation-withdrawn", by, at)


@operation
def confirm_invitation(*, invitation: Invitation, by: Actor, at: datetime) -> None:
    """Agree, as the second person, that somebody becomes head or administrator (S2.04).

    A colleague holds the office from then on; somebody invited gets their link. Whoever runs the service may, where
    nobody else at the school can.
    """
    held = _open(invitation, at)
    if stands(held, at) is not Stands.WAITING:
        raise Refused(NOT_WAITING)
    if isinstance(by, SystemActor):
        if seconds_for(held, at):
            raise Refused("Somebody at the school can confirm this. Ask them.")
    elif not _is_second(held, by, at):
        raise Refused(NOT_YOURS)
    _not_over(held, at)
    held.confirmed_at, held.confirmed_by = at, by if isinstance(by, User) else None
    held.expires_at = at + LASTS
    held.save()
    _tell(held, "invitation-confirmed", by, at)
    if held.person:
        starts = max(held.starts, timezone.localdate(at))
        put_in_office(held.person, held.role, held.school, starts, held.ends, by=by, at=at)
        _settle(held, Outcome.ACCEPTED, at)
    else:
        _mail_link(held, by, at)


@operation
def accept_as_new(*, invitation: Invitation, name: str, password_hash: str, by: SystemActor, at: datetime) -> User:
    """Accept with an account made for it: the link went to the address, so the address is theirs."""
    held = _accepting(invitation, at)
    if account_of(held.email) is not None:
        raise Refused(KNOWN)
    try:
        with transaction.atomic():
            user = create_user(email=held.email, name=name, password_hash=password_hash, verified=True, by=by)
    except (IntegrityError, Refused) as error:  # through another school's invitation, at this very moment
        raise Refused(KNOWN) from error
    _take(held, user, at)
    return user


@operation
def accept(*, invitation: Invitation, by: User, at: datetime) -> None:
    """Accept as somebody who has an account, signed in with it."""
    held = _accepting(invitation, at)
    if not is_for(held, by):
        raise Refused(SOMEBODY_ELSE)
    _take(held, by, at)


def _take(held: Invitation, user: User, at: datetime) -> None:
    starts = max(held.starts, timezone.localdate(at))
    with acting(user):
        asked = {"invited_by": held.made_by.name} if held.made_by else {}
        put_in_office(user, held.role, held.school, starts, held.ends, by=user, at=at, **asked)
        _settle(held, Outcome.ACCEPTED, at)
        _tell(held, "invitation-accepted", user, at)


def _hold_out(
    school: School, office: Office, *, name: str, email: str, person: User | None, by: Actor, at: datetime
) -> Invitation:
    """Write it down, and send the link, or ask for a second person."""
    record.lock_head(school)
    known = person or account_of(email)
    if isinstance(by, User):
        check_grant(by, known, office.role, office.starts, office.ends, at)
    if known and not known.is_active and person:
        raise Refused(SHUT)
    if known and overlapping(school, known, office.role, office.starts, office.ends):
        raise Refused(TWICE)
    for old in Invitation.objects.of(school).filter(email=email, role=office.role, outcome=""):
        _settle(old, Outcome.REPLACED, at)
    made = _make(school, office, name, email, person, by, at)
    _tell(made, "invited", by, at, name=name, email=email)
    if stands(made, at) is Stands.WAITING:
        _mail_seconds(made, at)
    else:
        _mail_link(made, by, at)
    return made


def _make(
    school: School, office: Office, name: str, email: str, person: User | None, by: Actor, at: datetime
) -> Invitation:
    given = {"school": school, "name": name, "email": email, "person": person, "made_at": at}
    days = {"role": office.role, "starts": office.starts, "ends": office.ends, "expires_at": at + LASTS}
    made = Invitation(**given, **days, made_by=by if isinstance(by, User) else None)
    made.token_hash = hash_of(token_of(made.key))
    if isinstance(by, SystemActor) and office.role in TWO_PEOPLE:
        made.confirmed_at = at  # the operator and whoever they do it for are the two
    made.save()
    return made


def _open(invitation: Invitation, at: datetime) -> Invitation:
    """The invitation as it is now, while nobody else of the school writes. Raises Refused once it is settled."""
    record.lock_head(invitation.school)
    held = find_here(invitation.school, invitation.key)
    if held is None:
        raise NotFound()
    if held.outcome:
        raise Refused(SETTLED)
    return held


def _accepting(invitation: Invitation, at: datetime) -> Invitation:
    held = _open(invitation, at)
    if held.person_id or stands(held, at) is not Stands.OPEN:
        raise Refused(NO_MORE)
    _not_over(held, at)
    return held


def _not_over(invitation: Invitation, at: datetime) -> None:
    if invitation.ends and invitation.ends < timezone.localdate(at):
        raise Refused(OVER)


def _settle(invitation: Invitation, outcome: Outcome, at: datetime) -> None:
    invitation.outcome, invitation.settled_at = outcome, at
    invitation.save()


def _is_second(invitation: Invitation, user: User, at: datetime) -> bool:
    return user.pk in {each.pk for each in seconds_for(invitation, at)}


def _tell(invitation: Invitation, kind: str, by: Actor, at: datetime, **details: str) -> None:
    days = {"starts": in_words(invitation.starts), "ends": in_words(invitation.ends)}
    about = f"invitation:{invitation.key}"
    tell(invitation.school, kind, by, at, about, role=str(invitation.role), **days, **details)


def _mail_link(invitation: Invitation, by: Actor, at: datetime) -> None:
    office = Role(invitation.role).label
    data = {"school": invitation.school.name, "office": office, "invitation": str(invitation.key)}
    if by != SET_UP:
        outbox.post(to=invitation.email, template="invitation", data=data, at=at)


def _mail_seconds(invitation: Invitation, at: datetime) -> None:
    link = reverse("invitation_confirm", args=[invitation.school.slug, invitation.key])
    data = {"school": invitation.school.name, "office": Role(invitation.role).label, "link": link}
    for user in seconds_for(invitation, at):
        outbox.post(to=user, template="second_person", data=data, at=at)
