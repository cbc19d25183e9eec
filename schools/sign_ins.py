"""Where people are signed in: the limits of a session, and what its owner reads of it. Writes nothing.

A session opens pages only while its row stands (`models/sign_in.py`). The middleware asks here on every request; the
writers are in `operations/sessions.py`.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from schools.access import current_memberships
from schools.models import SignIn, User
from schools.vocabulary import Ended

NOTED_EVERY = timedelta(minutes=1)
"""How often it is written down that somebody is still there. So a session may end up to this much early, never late."""

BACKWARDS = timedelta(minutes=2)
"""How far a clock may step back before a session ends: two servers never agree to the second (R.13)."""


def idle_limit() -> timedelta:
    """How long a session lasts while nothing is opened."""
    return timedelta(minutes=settings.SESSION_IDLE_MINUTES)


def whole_limit() -> timedelta:
    """How long a session lasts at most."""
    return timedelta(hours=settings.SESSION_HOURS)


def hash_of(session_key: str) -> str:
    """What is kept of a session's key: enough to find its row, nothing to sign in with."""
    return hashlib.sha256(f"session {session_key}".encode()).hexdigest()


def sign_in_of(session_key: str) -> SignIn | None:
    """The row of a session, whether or not it has ended."""
    return SignIn.objects.filter(session_hash=hash_of(session_key)).first()


def why_over(sign_in: SignIn, at: datetime) -> Ended | None:
    """Why this sign-in opens nothing any more, or None while it does (S7.01)."""
    if sign_in.ended_at is not None:
        return Ended(sign_in.ended_why)
    if at < sign_in.seen_at - BACKWARDS:
        return Ended.CLOCK
    if at - sign_in.started_at >= whole_limit():
        return Ended.LONG
    return Ended.IDLE if at - sign_in.seen_at >= idle_limit() else None


def sign_ins_of(user: User, at: datetime) -> list[SignIn]:
    """Where this person is signed in now, the latest seen first."""
    mine = SignIn.objects.filter(user=user, ended_at__isnull=True)
    return [each for each in mine if why_over(each, at) is None]


def open_sign_ins(users: Sequence[User]) -> list[SignIn]:
    """Every sign-in of these people that nothing has ended, those included that their limits have."""
    return list(SignIn.objects.filter(user__in=users, ended_at__isnull=True).select_related("user").order_by("pk"))


def rights_of(user: User, at: datetime) -> str:
    """What this person may do, in one short text: a session changes its key when it changes (S7.02)."""
    memberships = current_memberships(user, timezone.localdate(at))
    held = sorted(f"{each.role}:{each.school_id or ''}:{each.trust_id or ''}" for each in memberships)
    return hashlib.sha256("|".join([str(user.is_superuser), *held]).encode()).hexdigest()[:16]


def signed_in_of(people: Sequence[User], at: datetime) -> list[tuple[User, int]]:
    """For each person, with how many browsers they are signed in now."""
    found = [each for each in open_sign_ins(people) if why_over(each, at) is None]
    return [(person, sum(each.user_id == person.pk for each in found)) for person in people]
