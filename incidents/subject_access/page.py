"""What the pages of requests show to one person: the list, and one request. Writes nothing.

What a person reads here comes from what they may open, and from what was written down of the request itself; never from
what others answer (S8.13).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from incidents.models import Incident, SubjectAccessPart, SubjectAccessRequest
from incidents.subject_access.clock import Clock, Days
from incidents.subject_access.gathering import Found, chosen_in, found, mentioned
from incidents.subject_access.keeping import closing, kept_until, last_day
from incidents.subject_access.reviewing import Reviewed, clock_of, part_of, reviewed
from incidents.subject_access.who import OPENS, incidents_in, others_who_look, requests_for
from schools.access import Standing

MOST = 100


@dataclass(frozen=True)
class Line:
    """A request in the list, as far as this person has answered it."""

    request: SubjectAccessRequest
    clock: Clock
    answered: bool
    kept_until: date | None

    @property
    def goes(self) -> bool:
        """Whether it was kept for long enough, so that two people may let it go."""
        return self.kept_until is not None and self.kept_until <= self.clock.today

    @property
    def open(self) -> bool:
        """Whether something is left to do for this person."""
        return not self.answered and self.request.withdrawn_at is None


def _with_answered(standing: Standing, on: datetime) -> QuerySet[SubjectAccessRequest]:
    mine = SubjectAccessPart.objects.of(OuterRef("pk")).filter(by=standing.user, closed_at__isnull=False)
    return requests_for(standing, timezone.localdate(on)).annotate(answered=Exists(mine))


def lines_of(standing: Standing, at: datetime) -> list[Line]:
    """The requests of the school, what is open first: two questions."""
    rows = _with_answered(standing, at).prefetch_related("pauses").select_related("logged_by")
    rows = rows.annotate(closed=closing()).order_by("-received_on", "-pk")
    lines = [Line(each, clock_of(each, at), each.answered, last_day(each.closed)) for each in rows[:MOST]]
    return sorted(lines, key=lambda each: (not each.open, each.clock.due if each.open else each.clock.today))


def next_due(standing: Standing, at: datetime) -> Clock | None:
    """The clock of what has to be answered first, for the home page: one question; two for who only may have one."""
    if not any(standing.may(each) for each in OPENS):
        return None
    going = _with_answered(standing, at).filter(withdrawn_at__isnull=True, answered=False)
    rows = going.values_list("pk", "received_on", "extended_at", "pauses__since", "pauses__until")
    found: dict[int, Clock] = {}
    for pk, received, extended, since, until in rows:
        before = found[pk].pauses if pk in found else ()
        pauses = [*before, *([Days(since, until)] if since else [])]
        found[pk] = Clock(received, timezone.localdate(at), pauses, bool(extended))
    return min(found.values(), key=lambda each: each.due, default=None)


@dataclass(frozen=True)
class RequestPage:
    """One request before one person."""

    request: SubjectAccessRequest
    clock: Clock
    part: SubjectAccessPart | None
    logged: bool
    chosen: Sequence[Found]
    possible: Sequence[Found]
    incidents: Sequence[Reviewed]
    mentioned: Sequence[Incident]
    others: str
    kept_until: date | None

    @property
    def ready(self) -> bool:
        """Whether every incident was looked at as it is now, so that an answer can be made."""
        return bool(self.incidents) and all(each.done for each in self.incidents)

    @property
    def steps(self) -> Sequence[str]:
        """What may be written down about the request just now, as addresses name it."""
        request = self.request
        if request.withdrawn_at:
            return ()
        wanted = {
            "identity": request.identity_at is None,
            "pause": self.clock.waits is None,
            "go-on": self.clock.waits is not None,
            "extend": request.extended_at is None,
            "withdraw": True,
        }
        return [name for name, may in wanted.items() if may]

    @property
    def goes(self) -> bool:
        """Whether it was kept for long enough, so that two people may let it go."""
        return self.kept_until is not None and self.kept_until <= self.clock.today

    @property
    def closed(self) -> bool:
        """Whether this person has answered."""
        return self.part is not None and self.part.closed_at is not None


def page_of(request: SubjectAccessRequest, standing: Standing, at: datetime) -> RequestPage:
    """Gather the page: as many questions however many incidents."""
    part, on = part_of(request, standing), timezone.localdate(at)
    incidents = incidents_in(request, standing, on)
    chosen = chosen_in(part, incidents, standing) if part else []
    known = {each.key for each in chosen}
    return RequestPage(
        request=request,
        clock=clock_of(request, at),
        part=part,
        logged=request.logged_by_id == standing.user.pk,
        chosen=chosen,
        possible=[each for each in found(incidents, standing, request.name) if each.key not in known],
        incidents=reviewed(part, standing, at) if part else [],
        mentioned=mentioned(incidents, standing, chosen, request.name),
        others=others_who_look(request.school),
        kept_until=kept_until(request),
    )
