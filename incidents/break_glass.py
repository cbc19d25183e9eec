"""The doors and lists of being let in to read one incident for a few hours (S8.24). Writes nothing.

Who may ask and who decides is in `letting_in.py`; reading itself goes through `access.get_to_read`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from incidents.access import incidents_for, owns
from incidents.letting_in import WAITS, could_decide, free_of_conflict, may_ask, running, waiting, works_elsewhere
from incidents.models import Access
from schools.access import Standing, standing_at
from schools.models import School, User
from schools.reach import across_schools, come_within
from schools.vocabulary import Permission, Role

TOLD_FOR = timedelta(days=7)
"""How long the owner of an incident finds on their home page that somebody was let in."""

LEADS = frozenset({Role.HEAD, Role.CHAIR, Role.TRUST_LEAD})


class Part(Enum):
    """What somebody has to do with a request: what the page shows them, and what they may do."""

    READER = "reader"
    DECIDER = "decider"
    OWNER = "owner"
    NONE = "none"


class State(Enum):
    """Where a request stands, as far as the person before it may know."""

    WAITING = "waiting"
    RUNNING = "running"
    OVER = "over"
    TURNED_DOWN = "turned down"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Seen:
    """A request, before somebody who has a part in it."""

    access: Access
    standing: Standing
    part: Part
    state: State


def part_in(access: Access, standing: Standing, at: datetime) -> Part:
    """What this person has to do with the request. Its owner is told once somebody was let in, and not before."""
    on = timezone.localdate(at)
    if access.asked_by_id == standing.user.pk:
        return Part.READER if may_ask(standing.user, standing.school, on) else Part.NONE
    if could_decide(standing, on).filter(pk=access.pk).exists():
        return Part.DECIDER
    incident = access.incident
    mine = incident is not None and access.given and owns(standing.user, incident, standing.roles)
    sees = incidents_for(standing).filter(free_of_conflict(standing.user), pk=access.incident_id)
    return Part.OWNER if mine and sees.exists() else Part.NONE


def state_of(access: Access, part: Part, at: datetime) -> State:
    """Where it stands. Whoever asked cannot tell a refusal from silence, nor silence from nothing being there."""
    if access.given:
        return State.RUNNING if access.is_running(at) else State.OVER
    if access.decided_at and part is not Part.READER:
        return State.TURNED_DOWN
    return State.WAITING if at < access.asked_at + WAITS else State.LAPSED


def get_request(request: HttpRequest, slug: str, key: UUID, at: datetime) -> Seen:
    """A request, for whoever has a part in it. Raises Http404 for everybody else, always the same."""
    user = request.user
    assert isinstance(user, User)
    requests = Access.objects.across_schools("Whoever asked may hold no office at the school of the request.")
    people = requests.select_related("school__trust", "incident", "asked_by", "decided_by", "ended_by")
    with across_schools("Whoever asked may hold no office at the school of the request."):
        access = people.filter(key=key, school__slug=slug).first()
    if access is None:
        raise Http404
    come_within(access.school)
    standing = standing_at(user, access.school, timezone.localdate(at))
    part = part_in(access, standing, at)
    if part is Part.NONE:
        raise Http404
    request.standing = standing  # type: ignore[attr-defined]
    return Seen(access, standing, part, state_of(access, part, at))


def get_asking(request: HttpRequest, slug: str) -> Standing:
    """A school at which this person may ask, or works on incidents and may ask at others of its trust.

    The school is not theirs to open, so it stands in no list of theirs.
    """
    user, on = request.user, timezone.localdate()
    assert isinstance(user, User)
    school = School.objects.select_related("trust").filter(slug=slug).first()
    if school is None:
        raise Http404
    standing = standing_at(user, school, on)
    works_here = standing.may(Permission.WORK_ON_INCIDENTS) and school.trust_id
    if not (may_ask(user, school, on) or works_here):
        raise Http404
    come_within(school)
    request.standing = standing  # type: ignore[attr-defined]
    return standing


def elsewhere(standing: Standing) -> list[School]:
    """The other schools of the trust, at which whoever works on incidents here may ask."""
    school, on = standing.school, timezone.localdate()
    if not school.trust_id or not standing.may(Permission.WORK_ON_INCIDENTS):
        return []
    others = School.objects.filter(trust=school.trust_id).exclude(pk=school.pk)
    return [each for each in others if works_elsewhere(standing.user, each, on)]


def asked_by(standing: Standing, at: datetime) -> list[tuple[Access, State]]:
    """This person's own requests at the school, the latest first, as far as they may know."""
    mine = Access.objects.of(standing.school).filter(asked_by=standing.user, asked_at__gt=at - TOLD_FOR)
    return [(each, state_of(each, Part.READER, at)) for each in mine.order_by("-asked_at", "-pk")]


def for_home(standing: Standing, at: datetime) -> Sequence[Access]:
    """What waits for this person's answer, and who was let in to an incident of theirs: one list, the latest first."""
    on, user = timezone.localdate(at), standing.user
    offices = standing.roles - {Role.GOVERNOR}
    owned = Q(owner=user) | Q(owner__isnull=True, owner_role__in=offices)
    ours: QuerySet[Access] = Access.objects.of(standing.school)
    told = ours.filter(decided_at__gt=at - TOLD_FOR, until__isnull=False).exclude(asked_by=user)
    told = told.filter(incident__in=incidents_for(standing).filter(free_of_conflict(user), owned))
    asked = waiting(could_decide(standing, on), at) if standing.roles & LEADS else ours.none()
    found = ours.filter(Q(pk__in=told.values("pk")) | Q(pk__in=asked.values("pk")))
    return list(found.select_related("asked_by", "school").order_by("-asked_at", "-pk"))


def reading_now(user: User, at: datetime) -> list[Access]:
    """What this person may read for now, for the banner on every page."""
    with across_schools("Somebody may be let in at a school where they hold no office."):
        return list(running(user, at).select_related("school", "incident").order_by("until"))
