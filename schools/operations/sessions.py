"""Signing in and out, written down; ending sign-ins from elsewhere; and the colour of a school's band.

A person's own sign-ins belong to no school, so only what an administrator ends is told in the school's record.
"""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from schools import record
from schools.access import people_of, standing_at
from schools.history import Actor
from schools.models import School, SignIn, User
from schools.operation import NotFound, Refused, operation
from schools.sign_ins import hash_of, open_sign_ins, sign_ins_of
from schools.vocabulary import Colour, Ended, Permission


@operation
def begin(*, session_key: str, browser: str, by: User, at: datetime) -> SignIn:
    """Write down that somebody signed in."""
    return SignIn.objects.create(user=by, session_hash=hash_of(session_key), browser=browser, started_at=at, seen_at=at)


@operation
def see(*, sign_in: SignIn, by: User, at: datetime) -> None:
    """Write down that somebody is still there."""
    sign_in.seen_at = at
    sign_in.save(update_fields=["seen_at"])


@operation
def move(*, sign_in: SignIn, session_key: str, by: User) -> None:
    """Go on under a new session key; the old one opens nothing (S7.02)."""
    sign_in.session_hash = hash_of(session_key)
    sign_in.save(update_fields=["session_hash"])


@operation
def end(*, sign_in: SignIn, why: Ended, by: Actor, at: datetime) -> None:
    """End a sign-in that is over of itself: its limit was reached, its owner left, or its password changed."""
    sign_in.refresh_from_db(fields=["ended_at"])
    if sign_in.ended_at is None:
        _end([sign_in], why, at)


@operation
def end_own(*, key: UUID, by: User, at: datetime) -> SignIn:
    """End one's sign-in with another browser, or with this one."""
    found = next((each for each in sign_ins_of(by, at) if each.key == key), None)
    if found is None:
        raise NotFound
    _end([found], Ended.ELSEWHERE, at)
    return found


@operation
def end_others(*, but: SignIn | None, by: User, at: datetime, why: Ended = Ended.ELSEWHERE) -> int:
    """End every sign-in of one's own but this one. Says how many there were."""
    others = [each for each in sign_ins_of(by, at) if but is None or each.pk != but.pk]
    _end(others, why, at)
    return len(others)


@operation
def sign_out_person(*, school: School, user: User, by: User, at: datetime) -> int:
    """End every sign-in of somebody who holds an office at the school. For whoever keeps its people (S7.04)."""
    _may_keep_people(by, school, timezone.localdate(at))
    if user.pk not in {each.pk for each, _ in people_of(school, timezone.localdate(at))}:
        raise NotFound
    ended = _end(open_sign_ins([user]), Ended.SCHOOL, at)
    _tell(school, "signed-out", by, at, user=user.record_key)
    return ended


@operation
def sign_everyone_out(*, school: School, but: SignIn | None, by: User, at: datetime) -> int:
    """End every sign-in of everybody who holds an office at the school, but the one that asks (S7.04)."""
    _may_keep_people(by, school, timezone.localdate(at))
    people = [user for user, _ in people_of(school, timezone.localdate(at))]
    found = [each for each in open_sign_ins(people) if but is None or each.pk != but.pk]
    _end(found, Ended.SCHOOL, at)
    people_out = len({each.user_id for each in found})
    _tell(school, "everybody-signed-out", by, at, people=str(people_out))
    return people_out


@operation
def choose_colour(*, school: School, colour: Colour, by: User, at: datetime) -> None:
    """Give the school's band one of the eight colours (S8.26)."""
    _may_keep_people(by, school, timezone.localdate(at))
    school.colour = colour
    school.save()
    _tell(school, "colour-chosen", by, at, colour=colour.label)


def _end(sign_ins: Iterable[SignIn], why: Ended, at: datetime) -> int:
    count = 0
    for each in sign_ins:
        each.ended_at, each.ended_why = at, why
        each.save(update_fields=["ended_at", "ended_why"])
        count += 1
    return count


def _may_keep_people(by: User, school: School, on: date) -> None:
    if not standing_at(by, school, on).may(Permission.KEEP_PEOPLE):
        raise Refused("Your office does not keep this school’s people.")


def _tell(school: School, kind: str, by: Actor, at: datetime, **details: str) -> None:
    record.write(school=school, kind=kind, about="school", actor=by, at=at, details={"actor_name": by.name, **details})
