"""Logging a request of somebody to see what is kept about them, and its clock (S14.09).

Whoever has the request on their page may keep its clock; what they answer is in `answering_access`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from incidents.models import SubjectAccessPart, SubjectAccessPause, SubjectAccessRequest
from incidents.operations.entry import tell_of_asking
from incidents.subject_access.who import may_log, requests_for
from schools.access import Standing, standing_at
from schools.models import School, User
from schools.operation import NotFound, Refused, operation

YOUR_OWN = "This is your own request. Somebody else has to log it and answer it: ask the chair of governors."
WITHDRAWN = "This request was withdrawn."
NOT_YET = "Give a day that has come."
BEFORE = "The request had not come by then."


@dataclass
class Asked:
    """A request, locked, before somebody who answers it, with what they have answered so far."""

    request: SubjectAccessRequest
    standing: Standing
    part: SubjectAccessPart | None


def enter_request(request: SubjectAccessRequest, *, by: User, at: datetime) -> Asked:
    """Lock the request for somebody who answers it. Raises NotFound, and Refused once it was withdrawn."""
    on = timezone.localdate(at)
    rows = SubjectAccessRequest.objects.of(request.school_id).select_for_update(of=("self",))
    locked = rows.select_related("school__trust", "logged_by").filter(pk=request.pk).first()
    standing = standing_at(by, request.school, on)
    if locked is None or not requests_for(standing, on).filter(pk=request.pk).exists():
        raise NotFound()
    if locked.withdrawn_at:
        raise Refused(WITHDRAWN)
    parts = SubjectAccessPart.objects.of(locked).filter(by=by)
    return Asked(locked, standing, parts.select_related("request__school", "request__logged_by").first())


@operation
def log_request(
    *, school: School, name: str, received_on: date, came: str, requester: User | None = None, by: User, at: datetime
) -> SubjectAccessRequest:
    """Log a request: who asks, on which day it came and how. Raises NotFound and Refused."""
    if not may_log(standing_at(by, school, timezone.localdate(at))):
        raise NotFound()
    if requester is not None and requester.pk == by.pk:
        raise Refused(YOUR_OWN)
    if not name.strip() or not came.strip():
        raise Refused("Say who asks, and how the request came.")
    if received_on > timezone.localdate(at):
        raise Refused(NOT_YET)
    given = {"name": name, "received_on": received_on, "came": came, "requester": requester}
    made = SubjectAccessRequest.objects.create(school=school, logged_at=at, logged_by=by, **given)
    tell_of_asking(made, "subject-access-logged", by=by, at=at, received=received_on, name=name, came=came)
    return made


@operation
def confirm_identity(*, request: SubjectAccessRequest, how: str, by: User, at: datetime) -> None:
    """Write down how it was made sure that whoever asks is who they say."""
    asked = enter_request(request, by=by, at=at)
    if not how.strip():
        raise Refused("Say how you made sure who they are.")
    if asked.request.identity_at:
        raise Refused("Who they are was made sure already.")
    _change(asked, "subject-access-identity", by, at, identity_at=at, identity_by=by, identity_how=how)


@operation
def pause(*, request: SubjectAccessRequest, why: str, since: date, by: User, at: datetime) -> SubjectAccessPause:
    """Let the clock stand still from a day on, because the school waits for the person."""
    asked = enter_request(request, by=by, at=at)
    if why not in SubjectAccessPause.Why.values:
        raise Refused("Say what the school waits for.")
    if since > timezone.localdate(at):
        raise Refused(NOT_YET)
    if since < asked.request.received_on:
        raise Refused(BEFORE)
    pauses = list(SubjectAccessPause.objects.of(asked.request))
    if any(each.until is None for each in pauses):
        raise Refused("The clock stands still already.")
    if any(since < each.until for each in pauses if each.until):
        raise Refused("The clock stood still on that day already.")
    made = SubjectAccessPause.objects.create(request=asked.request, why=why, since=since, began_at=at, began_by=by)
    tell_of_asking(asked.request, "subject-access-paused", by=by, at=at, why=why, since=since)
    return made


@operation
def go_on(*, request: SubjectAccessRequest, until: date, by: User, at: datetime) -> None:
    """Let the clock go on from the day on which the person answered."""
    asked = enter_request(request, by=by, at=at)
    going = SubjectAccessPause.objects.of(asked.request).filter(until__isnull=True).first()
    if going is None:
        raise Refused("The clock does not stand still.")
    if not going.since <= until <= timezone.localdate(at):
        raise Refused("Give a day between that on which the clock was stopped and today.")
    going.until, going.ended_at, going.ended_by = until, at, by
    going.save()
    tell_of_asking(asked.request, "subject-access-went-on", by=by, at=at, until=until)


@operation
def extend(*, request: SubjectAccessRequest, reason: str, by: User, at: datetime) -> None:
    """Take two months more, once, because the request is complex or one of many. The person has to be told why."""
    asked = enter_request(request, by=by, at=at)
    if not reason.strip():
        raise Refused("Say why more time is needed.")
    if asked.request.extended_at:
        raise Refused("Two months more were taken already. There is no further time.")
    _change(asked, "subject-access-extended", by, at, extended_at=at, extended_by=by, extended_reason=reason)


@operation
def withdraw(*, request: SubjectAccessRequest, reason: str, by: User, at: datetime) -> None:
    """Write down that whoever asked has taken the request back."""
    asked = enter_request(request, by=by, at=at)
    if not reason.strip():
        raise Refused("Say how they took it back.")
    _change(asked, "subject-access-withdrawn", by, at, withdrawn_at=at, withdrawn_by=by, withdrawn_reason=reason)


def _change(asked: Asked, kind: str, by: User, at: datetime, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(asked.request, name, value)
    asked.request.save()
    words = " ".join(value for value in changes.values() if isinstance(value, str))
    tell_of_asking(asked.request, kind, by=by, at=at, words=words)
