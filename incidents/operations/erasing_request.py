"""Letting a request go that was kept for long enough: two people agree, and a receipt stays (S14.13, S14.15).

Its receipt says that one request went, and not what it held: that would tell of what others had answered (S8.13).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from incidents.models import (
    SubjectAccessPart,
    SubjectAccessPause,
    SubjectAccessPerson,
    SubjectAccessRequest,
    SubjectAccessReview,
)
from incidents.operations.entry import tell_of_asking
from incidents.operations.going import ENTRIES, VERSIONS, Going
from incidents.subject_access.keeping import kept_until
from incidents.subject_access.who import requests_for
from schools.access import standing_at
from schools.erasure import RESTORING, Ground, register
from schools.history import Actor
from schools.models import Event, EventPayload, School, User
from schools.models.erasure import TOMBSTONE
from schools.operation import NotFound, Refused, operation
from schools.operations.erasing import bury
from schools.vocabulary import Permission

KEPT_STILL = "The school keeps this for longer: three years after it was answered or withdrawn."
ANOTHER = "You agreed already. Somebody else has to agree as the second person."
TAKEN_OVER = ("act", "ground", "due", "proposed_by", "proposed_at", "agreed_by", "confirmed_by")


@operation
def agree_to_erase(*, request: SubjectAccessRequest, by: User, at: datetime) -> Event | None:
    """Agree that a request goes. The second person's word does it, and the receipt comes back.

    Raises NotFound for whoever may not decide it, and Refused with why not.
    """
    on = timezone.localdate(at)
    standing = standing_at(by, request.school, on)
    rows = SubjectAccessRequest.objects.of(request.school_id).select_for_update(of=("self",))
    locked = rows.select_related("school__trust", "logged_by", "erasing_by").filter(pk=request.pk).first()
    mine = requests_for(standing, on).filter(pk=request.pk)
    if locked is None or not standing.may(Permission.DISPOSE) or not mine.exists():
        raise NotFound()
    due = kept_until(locked)
    if due is None or due > on:
        raise Refused(KEPT_STILL)
    if locked.erasing_by_id == by.pk:
        raise Refused(ANOTHER)
    if locked.erasing_by is None:
        _agree_first(locked, by, at)
        return None
    first = locked.erasing_by.record_key
    told = {"act": "REQUEST", "ground": Ground.TIME, "due": due.isoformat(), "proposed_at": locked.erasing_at}
    told |= {"proposed_by": first, "agreed_by": first, "confirmed_by": by.record_key}
    return _erase(locked, told, by, at)


def _agree_first(locked: SubjectAccessRequest, by: User, at: datetime) -> None:
    locked.erasing_at, locked.erasing_by = at, by
    locked.save()
    tell_of_asking(locked, "subject-access-erasure-agreed", by=by, at=at)


def _erase(request: SubjectAccessRequest, told: Mapping[str, Any], by: Actor, at: datetime) -> Event:
    going, school, number = Going(), request.school, request.pk
    parts = _numbers(SubjectAccessPart, school, request_id=number)
    for model, within in ((SubjectAccessReview, {"part_id__in": parts}), (SubjectAccessPerson, {"part_id__in": parts})):
        _go(going, model, school, within)
    for model, within in ((SubjectAccessPart, {"request_id": number}), (SubjectAccessPause, {"request_id": number})):
        _go(going, model, school, within)
    _go(going, SubjectAccessRequest, school, {"id": number})
    entries = Event.objects.of(school).filter(about=request.about).exclude(kind=TOMBSTONE)
    going.add(EventPayload.objects.of(entries), ENTRIES)
    kinds = {"subject access requests": 1}
    said = {"subject": request.about, **told, "reference": "", "kinds": kinds, "files": 0, "fingerprints": []}
    return bury(school=school, about=request.about, rows=going.rows, told=said, by=by, at=at)


def _numbers(model: Any, school: School, **within: Any) -> list[int]:
    """The numbers that rows have or had."""
    return list(model.history.model.objects.of(school).filter(**within).values_list("id", flat=True).distinct())


def _go(going: Going, model: Any, school: School, within: Mapping[str, Any]) -> None:
    going.remove(model.objects.of(school).filter(**within))
    going.add(model.history.model.objects.of(school).filter(**within), VERSIONS)


@operation
def _again(*, school: School, receipt: Mapping[str, Any], by: Actor, at: datetime) -> Event | None:
    key = receipt["subject"].partition(":")[2]
    found = SubjectAccessRequest.objects.of(school).select_related("school").filter(key=key).first()
    told = {name: receipt[name] for name in TAKEN_OVER if name in receipt} | {"again_of": receipt["event"]}
    return _erase(found, told, by, at) if found else None


def ready() -> None:
    """Tell `schools.erasure` how a request is erased again after a restore."""
    register("subject-access", lambda school, receipt, at: _again(school=school, receipt=receipt, by=RESTORING, at=at))
