"""Who has looked at an incident, for its owner: a line for each person and day, the latest first. Writes nothing.

`about_of` is the one place that knows how looks name the things of an incident. Lines are counted by the database and
paged by number, fifty at a time: there are as many as people and days, never as many as looks.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import TruncDate
from django.http import Http404, HttpRequest
from django.utils import timezone

from incidents.access import BREAK_GLASS, REVEAL, look_at, owns, seen_whole
from incidents.letting_in import free_of_conflict
from incidents.models import Incident
from incidents.unusual_looks import Known, Seen, Sign, signs_of
from schools.access import Standing, holders
from schools.dates import calendar_of
from schools.models import Event, Look, Membership, School, User
from schools.vocabulary import Role

PAGE = 50

KINDS = {
    "incident": ("the incident", "the incident {} times"),
    BREAK_GLASS: ("read it, let in for a few hours", "read it {} times, let in for a few hours"),
    "evidence": ("a piece of evidence", "evidence {} times"),
    "letter": ("a letter", "letters {} times"),
    "person": ("somebody’s part in it", "people’s parts in it {} times"),
    "progress": ("how their report is doing", "how their report is doing {} times"),
    REVEAL: ("the names of children", "the names of children {} times"),
    "looks": ("this page", "this page {} times"),
    "export": ("the page to export it", "the page to export it {} times"),
    "subject-access": ("what goes to somebody who asked", "what goes to somebody who asked {} times"),
}
"""What a look is at, once and several times."""


@dataclass(frozen=True)
class Line:
    """What one person looked at on one day."""

    viewer: User
    offices: str
    day: date
    first: datetime
    last: datetime
    what: Sequence[str]
    times: int
    signs: Sequence[Sign] = field(default_factory=list)


@dataclass(frozen=True)
class Lines:
    """A page of lines, and whether there are later and earlier ones."""

    lines: Sequence[Line]
    number: int
    more: bool


def get_own(
    request: HttpRequest, slug: str, reference: str, at: datetime, kind: str = "looks"
) -> tuple[Standing, Incident]:
    """An incident that this person owns without a conflict of interest. For everybody else it is not there."""
    standing, incident = seen_whole(request, slug, reference)
    free = Incident.objects.of(standing.school).filter(free_of_conflict(standing.user), pk=incident.pk)
    if not owns(standing.user, incident, standing.roles) or not free.exists():
        raise Http404
    look_at(standing, kind, incident.about, at)
    return standing, incident


def about_of(incident: Incident) -> list[str]:
    """How looks name this incident and each thing of it: three questions to the database."""
    things = {"evidence": incident.evidence, "letter": incident.letters, "involvement": incident.involvements}
    keys = [f"{name}:{key}" for name, rows in things.items() for key in rows.values_list("key", flat=True)]
    return [incident.about, *keys]


def lines_of(incident: Incident, number: int) -> Lines:
    """One page of who looked at the incident. As many questions however many looked."""
    looks = Look.objects.of(incident.school).filter(about__in=about_of(incident))
    groups = looks.annotate(day=TruncDate("at")).values("viewer_id", "day")
    groups = groups.annotate(first=Min("at"), last=Max("at"), times=Count("pk")).order_by("-day", "-last", "viewer_id")
    found = list(groups[(number - 1) * PAGE : number * PAGE + 1])
    shown = found[:PAGE]
    return Lines(_lines(incident, looks, shown), number, more=len(found) > PAGE)


def _lines(incident: Incident, looks: QuerySet[Look], groups: Sequence[dict]) -> list[Line]:
    viewers = User.objects.in_bulk({each["viewer_id"] for each in groups})
    offices = offices_of(viewers, incident.school)
    counted, signs = _within(incident, looks, groups)
    return [
        Line(
            viewer=viewers[each["viewer_id"]],
            offices=offices.get((each["viewer_id"]), ""),
            day=each["day"],
            first=timezone.localtime(each["first"]),
            last=timezone.localtime(each["last"]),
            what=in_words(counted[each["viewer_id"], each["day"]]),
            times=each["times"],
            signs=[sign for sign in Sign if sign in signs[each["viewer_id"], each["day"]]],
        )
        for each in groups
    ]


Counted = dict[tuple[int, date], dict[str, int]]
Signs = dict[tuple[int, date], set[Sign]]


def _within(incident: Incident, looks: QuerySet[Look], groups: Sequence[dict]) -> tuple[Counted, Signs]:
    """What was looked at and what is unusual, for the lines of one page: its looks are read once."""
    counted: Counted = defaultdict(lambda: defaultdict(int))
    signs: Signs = defaultdict(set)
    if not groups:
        return counted, signs
    ends = min(each["first"] for each in groups), max(each["last"] for each in groups)
    known, calendar = known_of([incident])[incident.pk], calendar_of(incident.school)
    for viewer, kind, at in looks.filter(at__range=ends).values_list("viewer_id", "kind", "at"):
        local = timezone.localtime(at)
        counted[viewer, local.date()][kind] += 1
        if kind not in HARMLESS:
            signs[viewer, local.date()] |= signs_of(Seen(viewer, incident.pk, local, kind), known, calendar)
    return counted, signs


HARMLESS = ("progress", "looks")
"""Whoever reported it follows it, and its owner looks who looked: neither is ever unusual."""


def in_words(counted: Mapping[str, int]) -> list[str]:
    """What was looked at, in words, in the order of the kinds."""
    return [KINDS[kind][times > 1].format(times) for kind in KINDS if (times := counted.get(kind, 0))]


def offices_of(viewers: Mapping[int, User], school: School) -> dict[int, str]:
    """The offices that people hold or held, at this school and its trust before others: one question."""
    held = Membership.objects.filter(user__in=list(viewers)).select_related("school", "trust").order_by("pk")
    found: dict[int, list[str]] = defaultdict(list)
    here: set[int] = set()
    for each in held:
        ours = each.school_id == school.pk or (each.trust_id and each.trust_id == school.trust_id)
        if ours and each.user_id not in here:
            here.add(each.user_id)
            found[each.user_id].clear()
        if ours or each.user_id not in here:
            words = str(Role(each.role).label)
            found[each.user_id].append(words if ours else f"{words}, {each.school or each.trust}")
    return {user: "; ".join(dict.fromkeys(words)) for user, words in found.items()}


def known_of(incidents: Sequence[Incident]) -> dict[int, Known]:
    """When each was closed and who has done something in it or owns it. As many questions however many incidents."""
    if not incidents:
        return {}
    school = incidents[0].school
    abouts = {each.about: each.pk for each in incidents}
    acted = Event.objects.of(school).filter(about__in=list(abouts)).values_list("about", "actor").distinct()
    keys: dict[int, set[str]] = defaultdict(set)
    for about, actor in acted:
        keys[abouts[about]].add(actor)
    people = {actor for actors in keys.values() for actor in actors if ":" not in actor}
    users = {str(key): pk for key, pk in User.objects.filter(key__in=people).values_list("key", "pk")}
    owners = {role: {user.pk for user in holders(school, Role(role), timezone.localdate())} for role in OWNING}
    return {each.pk: _known(each, keys[each.pk], users, owners) for each in incidents}


OWNING = (Role.HEAD, Role.CHAIR, Role.TRUST_LEAD)


def _known(incident: Incident, keys: set[str], users: Mapping[str, int], owners: Mapping[str, set[int]]) -> Known:
    own = {incident.owner_id} if incident.owner_id else owners.get(incident.owner_role, set())
    return Known(incident.closed_at, frozenset(own | {users[key] for key in keys if key in users}))
