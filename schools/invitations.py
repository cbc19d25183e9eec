"""Invitations to an office: where one stands, whose it is, and who may agree to it. Writes nothing.

Being made head of school or administrator takes two people (S2.04): whoever asks, and somebody else at the school who
confirms. Nobody gives themselves an office, or confirms their own (S8.25).
"""

from datetime import datetime, timedelta
from enum import Enum

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils import timezone

from schools.access import GRANTS, people_of
from schools.links import hash_of
from schools.models import Invitation, School, User
from schools.reach import across_schools, come_within
from schools.vocabulary import Permission, Role

LASTS = timedelta(days=7)
TWO_PEOPLE = frozenset({Role.HEAD, Role.ADMIN})
"""Offices that it takes two people to give."""
KEEPERS = frozenset(role for role in Role if Permission.KEEP_PEOPLE in GRANTS[role].permissions)
ELSE = frozenset({Role.HEAD, Role.CHAIR})
"""Who confirms at a school where nobody else looks after its people."""


class Stands(Enum):
    """Where an invitation stands."""

    WAITING = "waiting for a second person"
    OPEN = "sent, not accepted yet"
    OLD = "too old: nobody accepted it in seven days"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


def stands(invitation: Invitation, at: datetime) -> Stands:
    """Where it stands. One that was sent again is withdrawn: the newer link holds."""
    if invitation.outcome == Invitation.Outcome.ACCEPTED:
        return Stands.ACCEPTED
    if invitation.outcome:
        return Stands.WITHDRAWN
    if needs_second(invitation):
        return Stands.WAITING
    return Stands.OPEN if at < invitation.expires_at else Stands.OLD


def needs_second(invitation: Invitation) -> bool:
    """Whether nobody has confirmed yet what it takes two people for."""
    return invitation.role in TWO_PEOPLE and invitation.confirmed_at is None


def find_by_token(token: str) -> Invitation | None:
    """The invitation of a link, whatever became of it; none where no link was sent yet."""
    every = Invitation.objects.across_schools("The link of an invitation says of which school it is.")
    with across_schools("The link of an invitation says of which school it is."):
        found = every.select_related("school__trust", "person").filter(token_hash=hash_of(token)).first()
    if found is None or found.person_id is not None or needs_second(found):
        return None
    come_within(found.school)
    return found


def find_here(school: School, key: object) -> Invitation | None:
    """An invitation of this school."""
    rows = Invitation.objects.of(school).select_related("school__trust", "person", "made_by", "confirmed_by")
    return rows.filter(key=key).first()


def open_at(school: School) -> list[Invitation]:
    """The school's invitations that nobody has accepted or withdrawn, the oldest first."""
    rows = Invitation.objects.of(school).filter(outcome="").select_related("made_by", "person", "confirmed_by")
    return list(rows.order_by("made_at", "pk"))


def account_of(email: str) -> User | None:
    """Whoever signs in with this address, or has confirmed that it is theirs."""
    theirs = Q(email=email) | Q(pk__in=EmailAddress.objects.filter(email=email, verified=True).values("user"))
    return User.objects.filter(theirs).first()


def is_for(invitation: Invitation, user: User) -> bool:
    """Whether this is the person to whom the office is held out."""
    if invitation.person_id:
        return invitation.person_id == user.pk
    found = account_of(invitation.email)
    return found is not None and found.pk == user.pk


def seconds_for(invitation: Invitation, at: datetime) -> list[User]:
    """Who may confirm: others who look after the school's people; where there are none, the head and the chair."""
    here = people_of(invitation.school, timezone.localdate(at))
    others = [pair for pair in here if pair[0].pk not in _concerned(invitation)]
    keepers = [user for user, roles in others if roles & KEEPERS]
    return keepers or [user for user, roles in others if roles & ELSE]


def _concerned(invitation: Invitation) -> set[int | None]:
    known = None if invitation.person_id else account_of(invitation.email)
    return {invitation.made_by_id, invitation.person_id, known.pk if known else None}
