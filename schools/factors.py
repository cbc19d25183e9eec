"""The second factor: who must have one, who has one, and what a code is. Nothing here writes.

A password can be seen or guessed. Every office that can open an incident, every office that keeps people, and the
operator need something besides (S6.01): an authenticator app or a passkey. Recovery codes stand in for either on the
day it is lost.
"""

import hashlib
import secrets
from datetime import date, datetime

from allauth.account.authentication import get_authentication_records
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.http import HttpRequest
from django.utils import timezone

from schools.access import GRANTS, current_memberships, roles_at, schools_of
from schools.models import RecoveryCode, User
from schools.sealing import CannotOpen, unseal
from schools.vocabulary import Permission, Role

NEEDING = frozenset({Permission.WORK_ON_INCIDENTS, Permission.BE_HANDED_INCIDENTS, Permission.KEEP_PEOPLE})
"""What nobody may do on a password alone."""

NEEDING_TWO = frozenset({Role.HEAD, Role.ADMIN, Role.TRUST_LEAD})
"""Offices whose second factor is reset only when two others say so."""

APPROVING = frozenset({Role.HEAD, Role.CHAIR})
"""Offices that may give the second word, besides those that keep people."""

CODES = 10
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GROUPS, GROUP = 6, 4
"""A recovery code is 24 of 32 signs: 120 bits, so that a plain hash keeps it (S6.12). No I, O, 0 or 1 in it."""


def needs_factor(user: User, on: date) -> bool:
    """Whether this person may not go on with a password alone (S6.01)."""
    if user.is_superuser:
        return True
    roles = {Role(each.role) for each in current_memberships(user, on)}
    return any(GRANTS[role].permissions & NEEDING for role in roles)


def factors_of(user: User) -> list[Authenticator]:
    """The authenticator app and the passkeys of a person, the oldest first."""
    return list(Authenticator.objects.filter(user=user, type__in=("totp", "webauthn")).order_by("pk"))


def app_of(user: User) -> Authenticator | None:
    """The authenticator app of a person, if they have one."""
    return Authenticator.objects.filter(user=user, type="totp").first()


def passed(request: HttpRequest) -> bool:
    """Whether a second factor was given in this session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def matching_step(user: User, code: str) -> int | None:
    """The half minute of which this is the person's code, if it is; whether it was used is not asked here."""
    app = app_of(user)
    if app is None:
        return None
    try:
        return step_of(unseal(app.data["secret"]), code)
    except CannotOpen:
        return None


def step_of(secret: str, code: str) -> int | None:
    """The half minute in which a secret gives this code, of those that are open now: the present one alone."""
    for step in totp.yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, step))):
            return step
    return None


def new_codes() -> list[str]:
    """Recovery codes that nobody can guess, as they are read and typed."""
    return [
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS)) for _ in range(CODES)
    ]


def digest_of(code: str) -> str:
    """What is kept of a recovery code. Spaces, hyphens and small letters make no difference."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def codes_left(user: User) -> int:
    """How many recovery codes of a person still work."""
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def needs_two(user: User, at: datetime) -> bool:
    """Whether two others have to agree: where the person holds such an office at any school, or runs the service."""
    on = timezone.localdate(at)
    return user.is_superuser or any(roles_at(user, school, on) & NEEDING_TWO for school in schools_of(user, on))
