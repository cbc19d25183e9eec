"""Letting somebody in to read one incident for a few hours: asking, letting in or not, and ending it (S8.24).

None of this changes the incident, so its version stays; the story tells of it, and the asking is an event of its own.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from incidents.access import Sight, sight_of
from incidents.break_glass import Part, part_in
from incidents.facts import facts_of
from incidents.letting_in import WAITS, could_decide, may_ask, may_be_let_in, waiting
from incidents.models import Access, Incident
from incidents.operations.entry import lock, tell, tell_of_request
from incidents.ownership import owners_of
from incidents.timeline import EventKind
from schools import outbox, record
from schools.access import standing_at
from schools.history import TIDYING, Actor
from schools.models import School, User
from schools.operation import NotFound, Refused, operation

MOST_HOURS = 8
MOST_WAITING = 5
"""Requests of one person at one school that may wait at once: nobody needs more, and nobody can try out references."""

DECIDED = "Somebody has answered this request already."
OVER = "This is over already."


@operation
def ask_to_read(*, school: School, reference: str, reason: str, by: User, at: datetime) -> Access:
    """Ask to read one incident. The answer is the same whatever lies behind the reference: a request that waits.

    Asked again while it waits, it is the same request. Raises NotFound for whoever may not ask, and Refused.
    """
    if not may_ask(by, school, timezone.localdate(at)):
        raise NotFound()
    if not reason.strip():
        raise Refused("Say why you need to read it.")
    record.lock_head(school)  # one request at a time, so that a second click finds the first
    # What was turned down counts as if nobody had answered, or asking again would tell that there is an incident.
    mine = Access.objects.of(school).filter(asked_by=by, until__isnull=True, asked_at__gt=at - WAITS)
    going = list(mine.order_by("pk"))
    if again := [each for each in going if each.reference == reference]:
        return again[0]
    if len(going) >= MOST_WAITING:
        raise Refused(f"{MOST_WAITING} of your requests wait for an answer. Wait for one of them before you ask again.")
    incident = _could_be_given(school, reference, by, at)
    asked = Access.objects.create(
        school=school, reference=reference, incident=incident, reason=reason, asked_at=at, asked_by=by
    )
    tell_of_request(asked, "access-asked", by=by, at=at, reference=reference, reason=reason)
    return asked


def _could_be_given(school: School, reference: str, by: User, at: datetime) -> Incident | None:
    """The incident, where this person could ever be let in, and does not see it whole anyway."""
    standing = Incident.objects.of(school).select_related("school").filter(disposed_at__isnull=True)
    found = standing.filter(reference=reference).first()
    if found is None or not may_be_let_in(by, found):
        return None
    return None if sight_of(by, found, timezone.localdate(at)) is Sight.ALL else found


@operation
def let_in(*, access: Access, hours: int, by: User, at: datetime) -> None:
    """Let somebody read the incident for some hours from now, at most 8 and what the setting allows.

    Raises NotFound for whoever does not decide it, and Refused once it was answered.
    """
    locked = _lock_to_decide(access, by, at)
    if not 1 <= hours <= min(settings.BREAK_GLASS_HOURS, MOST_HOURS):
        raise Refused("Choose for how long.")
    assert locked.incident is not None
    _check_reader(locked, at)
    locked.decided_at, locked.decided_by, locked.until = at, by, at + timedelta(hours=hours)
    locked.save()
    said = {"reader": locked.asked_by.name, "hours": f"{hours} hour{'s' if hours > 1 else ''}"}
    tell(locked.incident, EventKind.ACCESS_GIVEN, by=by, at=at, reason=locked.reason, **said)
    _mail_the_owner(locked.incident, by=by, at=at)


def _check_reader(access: Access, at: datetime) -> None:
    """Much can have come to light since they asked."""
    assert access.incident is not None
    if not may_ask(access.asked_by, access.school, timezone.localdate(at)):
        raise Refused("Whoever asked holds no office any more in which they could be let in.")
    if not may_be_let_in(access.asked_by, access.incident):
        raise Refused("Whoever asked cannot be let in to this incident any more.")


def _mail_the_owner(incident: Incident, *, by: User, at: datetime) -> None:
    """Mail the owner that there is something to see: whoever let them in, where nobody owns it (S8.24, S14.05).

    To the owner as well where they did it themselves: it may have been somebody else at their desk.
    """
    school = incident.school
    if school.demonstration:
        return
    data = {"school": school.name, "link": reverse("home", args=[school.slug])}
    for user in owners_of(facts_of(incident, at), timezone.localdate(at)) or [by]:
        outbox.post(to=user, template="something_to_see", data=data, at=at)


@operation
def turn_down(*, access: Access, by: User, at: datetime) -> None:
    """Do not let somebody in. They are told no more than if nobody had answered. Raises NotFound and Refused."""
    locked = _lock_to_decide(access, by, at)
    assert locked.incident is not None
    locked.decided_at, locked.decided_by = at, by
    locked.save()
    tell(locked.incident, EventKind.ACCESS_REFUSED, by=by, at=at, reader=locked.asked_by.name, reason=locked.reason)


def _lock_to_decide(access: Access, by: User, at: datetime) -> Access:
    """The request, locked after its incident. Raises NotFound for whoever does not decide it; Refused when too late."""
    if access.incident is None:
        raise NotFound()
    locked, on = _lock(access), timezone.localdate(at)
    if not could_decide(standing_at(by, locked.school, on), on).filter(pk=locked.pk).exists():
        raise NotFound()
    if locked.decided_at is not None:
        raise Refused(DECIDED)
    if not waiting(Access.objects.of(locked.school).filter(pk=locked.pk), at).exists():
        raise Refused("Nobody answered this request in time. Whoever still needs it asks again.")
    return locked


def _lock(access: Access) -> Access:
    """The request, locked after its incident, as every operation on an incident begins."""
    assert access.incident is not None
    lock(access.incident)
    rows = Access.objects.of(access.school_id).select_for_update(of=("self",))
    return rows.select_related("school", "incident__school", "asked_by").get(pk=access.pk)


@operation
def end_reading(*, access: Access, by: User, at: datetime) -> None:
    """End it early: whoever let them in or could have, the owner of the incident, or the reader themselves.

    Raises NotFound for everybody else, and Refused when it is over already.
    """
    if access.incident is None:
        raise NotFound()
    locked = _lock(access)
    standing = standing_at(by, locked.school, timezone.localdate(at))
    if not locked.given or part_in(locked, standing, at) is Part.NONE:
        raise NotFound()
    if not locked.is_running(at):
        raise Refused(OVER)
    locked.ended_by = by
    _end(locked, EventKind.ACCESS_ENDED, by=by, at=at)


def end_readings_of(incident: Incident, users: Collection[int], *, by: User, at: datetime) -> None:
    """End what these people were let in to read, in the moment in which a conflict of interest is recorded.

    Called inside that operation. Their own page of it then says that the time is over, as it says to everybody.
    """
    given = Access.objects.of(incident.school_id).filter(incident=incident, asked_by__in=users)
    over = given.filter(until__gt=at, ended_at__isnull=True)
    for each in over.select_related("incident", "asked_by"):
        each.ended_by = by
        _end(each, EventKind.ACCESS_ENDED, by=by, at=at)


def end_lapsed(*, at: datetime) -> int:
    """Write down that the time is over of whoever read until it was: how many there were. For the nightly sweep."""
    every = Access.objects.across_schools("The nightly sweep is of the whole installation.")
    over = every.filter(until__lte=at, ended_at__isnull=True).select_related("incident")
    return sum(_end_lapsed(access=each, by=TIDYING) for each in over)


@operation
def _end_lapsed(*, access: Access, by: Actor) -> bool:
    locked = _lock(access)
    if locked.ended_at is not None or locked.until is None:
        return False
    _end(locked, EventKind.ACCESS_LAPSED, by=by, at=locked.until)
    return True


def _end(access: Access, kind: EventKind, *, by: Actor, at: datetime) -> None:
    assert access.incident is not None
    access.ended_at = at
    access.save()
    tell(access.incident, kind, by=by, at=at, reader=access.asked_by.name)
