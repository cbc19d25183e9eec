"""What is written of second factors: a code used up, recovery codes made and used, a lost factor reset, keys changed.

Every code works once, whoever else tries it at the same moment: the row that says so is locked before it is looked at
(S6.10, S6.12). A lost factor is reset by somebody else who keeps the school's people, never by oneself (S6.15).
"""

from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.utils import timezone

from schools import record
from schools.access import roles_at, schools_of, standing_at
from schools.ending import end_sessions
from schools.factors import APPROVING, digest_of, factors_of, needs_two, new_codes
from schools.history import Actor, SystemActor
from schools.models import AcceptedStep, FactorReset, RecoveryCode, School, User
from schools.operation import Refused, operation
from schools.reach import across_schools, within
from schools.sealing import reseal
from schools.vocabulary import Permission


@operation
def accept_step(*, user: User, step: int, by: Actor) -> bool:
    """Use up the code of a half minute, and those before it; whether it was still there to be used (S6.10)."""
    last = AcceptedStep.objects.select_for_update().get_or_create(user=user)[0]
    if step <= last.step:
        return False
    last.step = step
    last.save(update_fields=["step"])
    return True


@operation
def make_recovery_codes(*, user: User, by: Actor, at: datetime) -> list[str]:
    """Make new recovery codes in place of the old ones, and return them: nobody can show them again (S6.12)."""
    if not factors_of(user):
        raise Refused("Set up an authenticator app or a passkey first. Recovery codes are for the day it is lost.")
    User.objects.select_for_update().get(pk=user.pk)  # or two at once would both leave theirs
    RecoveryCode.objects.filter(user=user).delete()
    codes = new_codes()
    for code in codes:
        RecoveryCode.objects.create(user=user, digest=digest_of(code), made_at=at)
    _tell(schools_of(user, timezone.localdate(at)), "recovery-codes-made", by, at, user)
    return codes


@operation
def use_recovery_code(*, user: User, code: str, by: Actor, at: datetime) -> bool:
    """Use up a recovery code; whether it was one of theirs and still unused. Shown in their schools' records."""
    unused = RecoveryCode.objects.select_for_update().filter(user=user, digest=digest_of(code), used_at__isnull=True)
    kept = unused.first()
    if kept is None:
        return False
    kept.used_at = at
    kept.save(update_fields=["used_at"])
    _tell(schools_of(user, timezone.localdate(at)), "recovery-code-used", by, at, user)
    return True


@operation
def tell_of_factor(*, user: User, what: str, by: Actor, at: datetime) -> None:
    """Show in the records of a person's schools that they set a factor up, or took one away, themselves."""
    _tell(schools_of(user, timezone.localdate(at)), f"second-factor-{what}", by, at, user)


@operation
def start_reset(*, user: User, school: School, reason: str, identity: str, by: Actor, at: datetime) -> FactorReset:
    """Reset a lost second factor: at once, or where the office asks for two people, once another has agreed (S6.15)."""
    _may_reset(by, user, school, at)
    if not factors_of(user):
        raise Refused(f"{user.name} has no second step to reset: they set one up when they next sign in.")
    every = FactorReset.objects.across_schools("Somebody has one second factor, at however many schools.")
    with across_schools("Somebody has one second factor, at however many schools."):
        waits = every.filter(user=user, done_at__isnull=True, withdrawn_at__isnull=True).exists()
    if waits:
        raise Refused(f"A reset for {user.name} waits for a second person already.")
    assert isinstance(by, User)
    reset = FactorReset.objects.create(
        school=school, user=user, reason=reason, identity=identity, started_by=by, started_at=at
    )
    _tell([school], "second-factor-reset-asked", by, at, user, reason=reason, identity=identity)
    if not needs_two(user, at):
        _carry_out(reset, by, at)
    return reset


@operation
def approve_reset(*, reset: FactorReset, by: Actor, at: datetime) -> None:
    """Give the second word, and reset the factor. Not for the person themselves, nor for whoever asked (S6.15)."""
    reset = FactorReset.objects.of(reset.school_id).select_for_update().get(pk=reset.pk)
    _may_approve(by, reset, at)
    if not reset.waits:
        raise Refused("This reset is settled already.")
    assert isinstance(by, User)
    reset.approved_by, reset.approved_at = by, at
    _carry_out(reset, by, at)


@operation
def withdraw_reset(*, reset: FactorReset, by: Actor, at: datetime) -> None:
    """Take back a reset that waits. Anybody may who could have started or approved it."""
    reset = FactorReset.objects.of(reset.school_id).select_for_update().get(pk=reset.pk)
    if not may_see(by, reset.school, at) or by.id == reset.user_id:
        raise Refused("Your office does not settle this.")
    if not reset.waits:
        raise Refused("This reset is settled already.")
    assert isinstance(by, User)
    reset.withdrawn_by, reset.withdrawn_at = by, at
    reset.save()
    _tell([reset.school], "second-factor-reset-withdrawn", by, at, reset.user)


@operation
def reset_by_operator(*, user: User, reason: str, identity: str, by: SystemActor, at: datetime) -> int:
    """Reset the factor of somebody whose school has nobody else left to ask; from the command line alone."""
    if not factors_of(user):
        raise Refused(f"{user.name} has no second step to reset.")
    schools = schools_of(user, timezone.localdate(at))
    _tell(schools, "second-factor-reset", by, at, user, reason=reason, identity=identity)
    return _take_away(user)


@operation
def change_keys(*, by: SystemActor) -> int:
    """Seal every secret anew under the newest key; how many (S11.02). Raises CannotOpen, and then changes none."""
    changed = 0
    for each in Authenticator.objects.select_for_update().filter(type="totp"):
        each.data["secret"] = reseal(each.data["secret"])
        each.save(update_fields=["data"])
        changed += 1
    return changed


def may_see(by: Actor, school: School, at: datetime) -> bool:
    """Whether this is somebody who could start a reset at the school, or give the second word."""
    if not isinstance(by, User):
        return False
    standing = standing_at(by, school, timezone.localdate(at))
    return standing.may(Permission.KEEP_PEOPLE) or bool(standing.roles & APPROVING)


def _may_reset(by: Actor, user: User, school: School, at: datetime) -> None:
    on = timezone.localdate(at)
    if not isinstance(by, User) or not standing_at(by, school, on).may(Permission.KEEP_PEOPLE):
        raise Refused("Your office does not keep this school's people.")
    if by.pk == user.pk:
        raise Refused("You cannot reset your own second step. Another administrator can.")
    if not roles_at(user, school, on):
        raise Refused(f"{user.name} holds no office at this school.")


def _may_approve(by: Actor, reset: FactorReset, at: datetime) -> None:
    if not may_see(by, reset.school, at):
        raise Refused("Your office does not settle this.")
    if by.id == reset.user_id:
        raise Refused("You cannot agree to a reset of your own second step.")
    if by.id == reset.started_by_id:
        raise Refused("You asked for this reset. Somebody else has to agree to it.")


def _carry_out(reset: FactorReset, by: Actor, at: datetime) -> None:
    reset.done_at = at
    reset.save()
    _take_away(reset.user)
    _tell([reset.school], "second-factor-reset", by, at, reset.user)


def _take_away(user: User) -> int:
    """Every factor and recovery code of a person, and every session: they begin with their password alone."""
    Authenticator.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    return end_sessions(user)


def _tell(schools: Iterable[School], kind: str, by: Actor, at: datetime, user: User, **details: str) -> None:
    for school in sorted(schools, key=lambda each: each.pk):  # records are locked in the order of their schools
        said = {"actor_name": by.name, "user": user.record_key, **details}
        with within(school):
            record.write(school=school, kind=kind, about="school", actor=by, at=at, details=said)
