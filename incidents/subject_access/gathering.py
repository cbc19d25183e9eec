"""Finding what a school keeps of one person: over all incidents for which somebody answers, in few questions.

Nothing is read here of any other incident: not a name, not a count (S8.13).
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from incidents.access import Sight, Viewer, owns
from incidents.facts import Facts
from incidents.models import (
    Evidence,
    Finding,
    Incident,
    Involvement,
    KeptName,
    LegalDocument,
    Letter,
    Post,
    SubjectAccessPart,
    SubjectAccessRequest,
    Taken,
)
from incidents.need_to_know import Reading, name_kept_back
from incidents.subject_access.items import Kept, fill
from incidents.subject_access.redacting import ANOTHER, Redactor
from incidents.subject_access.who import incidents_in
from incidents.text import fold
from schools.access import Standing, people_of
from schools.models import Event, School, User
from schools.vocabulary import Role

MOST_FOUND, MOST_WORDS = 50, 8
RANK = (Role.HEAD, Role.CHAIR, Role.TRUST_LEAD, Role.DSL, Role.SLT, Role.GOVERNOR, Role.ADMIN, Role.STAFF)
LEFT = "[somebody of the school]"


@dataclass
class Found:
    """Somebody known by name, and where they have a part, as far as whoever looks may know."""

    key: str
    links: list[Involvement]

    @property
    def names(self) -> list[str]:
        """Their name as these incidents spell it."""
        return list(dict.fromkeys(each.called for each in self.links))


def _nameable(incidents: QuerySet[Incident], standing: Standing) -> QuerySet[Involvement]:
    """The people linked to these incidents whose name this person reads: their own choice of whom the request is of."""
    owned = Q(incident__owner=standing.user) | Q(
        incident__owner__isnull=True, incident__owner_role__in=standing.roles - {Role.GOVERNOR}
    )
    trusted = Q() if Role.DSL in standing.roles else owned | ~name_kept_back()
    links = Involvement.objects.of(standing.school).filter(incident__in=incidents, unlinked_at__isnull=True)
    return links.filter(trusted).select_related("person", "incident").order_by("person__folded", "pk")


def found(incidents: QuerySet[Incident], standing: Standing, words: str) -> list[Found]:
    """The people of these incidents whose name holds all of these words. Two of one name stand apart."""
    links = _nameable(incidents, standing)
    for each in fold(words).split()[:MOST_WORDS]:
        links = links.filter(person__folded__contains=each)
    people: dict[str, Found] = {}
    for link in links[: MOST_FOUND * 4] if fold(words) else []:
        people.setdefault(str(link.person.key), Found(str(link.person.key), [])).links.append(link)
    return list(people.values())[:MOST_FOUND]


def linked_to(request: SubjectAccessRequest, standing: Standing, at: datetime) -> QuerySet[Involvement]:
    """Everybody with a part in an incident for which this person answers: who may be chosen as being the person."""
    return _nameable(incidents_in(request, standing, timezone.localdate(at)), standing)


def chosen_in(part: SubjectAccessPart, incidents: QuerySet[Incident], standing: Standing) -> list[Found]:
    """Who was chosen as being the person, as far as they have a part in these incidents still."""
    people: dict[str, Found] = {}
    for link in _nameable(incidents, standing).filter(person__subject_access__part=part):
        people.setdefault(str(link.person.key), Found(str(link.person.key), [])).links.append(link)
    return list(people.values())


def gather(part: SubjectAccessPart, standing: Standing, at: datetime, only: Incident | None = None) -> list[Kept]:
    """What is kept of the person in each incident for which this person answers; or in one of them only."""
    on = timezone.localdate(at)
    incidents = incidents_in(part.request, standing, on)
    mine = _by(_nameable(incidents, standing).filter(person__subject_access__part=part), "incident_id")
    wanted = [only.pk] if only else list(mine)
    rows = incidents.filter(pk__in=[each for each in wanted if each in mine]).order_by("reported_at", "pk")
    rows = rows.select_related("school", "reported_by", "closed_by", "owner")
    of = _Rows(list(rows), standing, at)
    offices = offices_in(standing.school, at)
    elsewhere = [each.called for each in _nameable(incidents, standing)] if of.incidents else []
    return [_kept(of, each, mine[each.pk], offices, elsewhere) for each in of.incidents]


def mentioned(incidents: QuerySet[Incident], standing: Standing, people: Iterable[Found], name: str) -> list[Incident]:
    """Incidents in whose words a name stands, and to which the person is not linked: for somebody to look into."""
    people = list(people)
    names = [name, *(each for found in people for each in found.names)]
    asked = Q(pk__in=[])
    for name in {fold(each) for each in names if len(fold(each)) > 2}:
        asked |= Q(*(Q(search__contains=word) for word in name.split()[:MOST_WORDS]))
    linked = {link.incident_id for found in people for link in found.links}  # type: ignore[attr-defined]
    return list(incidents.filter(asked).exclude(pk__in=linked).order_by("reported_at", "pk")[:MOST_FOUND])


class _Rows:
    """The rows of several incidents, asked for together and handed out by incident."""

    def __init__(self, incidents: list[Incident], standing: Standing, at: datetime) -> None:
        self.incidents, self.standing, self.at = incidents, standing, at
        of: Callable[..., Mapping[int, list[Any]]] = lambda model, *with_: _by(  # noqa: E731
            model.objects.of(incidents).select_related(*with_) if incidents else [], "incident_id"
        )
        self.links, self.posts = of(Involvement, "person", "user"), of(Post)
        self.taken, self.findings, self.evidence = of(Taken, "by"), of(Finding, "by"), of(Evidence, "kept_by")
        self.letters = of(Letter, "to__person", "drafted_by", "approved_by", "sent_by")
        self.names = self._standing(KeptName, "user", "evidence")
        self.documents = self._standing(LegalDocument, "evidence")
        self.told = _told(standing.school, [each.about for each in incidents])

    def _standing(self, model: Any, *with_: str) -> Mapping[int, list[Any]]:
        rows = (
            model.objects.of(self.incidents).filter(ended_at__isnull=True) if self.incidents else model.objects.none()
        )
        rows = rows.select_related(*with_)
        if model is LegalDocument:
            rows = rows.prefetch_related("advisers__user")
        return _by(rows, "incident_id")

    def facts(self, incident: Incident) -> Facts:
        """What is known of one of them, without what only a decision needs."""
        pk, at = incident.pk, self.at
        known = {"posts": self.posts[pk], "taken": self.taken[pk], "findings": self.findings[pk]}
        return Facts(incident, at, all_involvements=self.links[pk], evidence=self.evidence[pk], **known)

    def reading(self, facts: Facts) -> Reading:
        """How whoever answers reads it: whole, and free of conflict, or it would not be here."""
        user, roles, incident = self.standing.user, self.standing.roles, facts.incident
        viewer = Viewer(user, Sight.ALL, roles, owns(user, incident, roles), conflicted=False)
        return Reading(facts, viewer, self.names[incident.pk], self.documents[incident.pk], revealed=True)


def _by(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for each in rows:
        found[getattr(each, name)].append(each)
    return found


def _told(school: School, abouts: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """What the record tells of several incidents, in its order: one question."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    rows = Event.objects.of(school).filter(about__in=abouts).order_by("number") if abouts else Event.objects.none()
    for about, number, kind, at, body in rows.values_list("about", "number", "kind", "at", "payload__body"):
        details = None if body is None else json.loads(bytes(body))
        found[about].append({"number": number, "kind": kind, "at": at, "details": details})
    return found


def offices_in(school: School, at: datetime) -> dict[str, str]:
    """What stands for the names of those who work for the school: their office."""
    people = people_of(school, timezone.localdate(at))
    return {user.name: office_of(roles) for user, roles in people}


def office_of(roles: Iterable[Role]) -> str:
    """An office as it stands in the place of a name."""
    held = next((role for role in RANK if role in set(roles)), Role.STAFF)
    article = "a" if held in (Role.STAFF, Role.SLT, Role.GOVERNOR) else "the"
    return f"[{article} {held.label.lower()}]"


def _kept(
    rows: _Rows, incident: Incident, links: list[Involvement], offices: Mapping[str, str], elsewhere: Sequence[str]
) -> Kept:
    facts = rows.facts(incident)
    reading, letters = rows.reading(facts), rows.letters[incident.pk]
    told = rows.told[incident.about]
    redactor = _redactor(facts, reading, letters, links, offices, elsewhere)
    return fill(Kept(facts, reading, links, letters, told, redactor))


def _redactor(
    facts: Facts,
    reading: Reading,
    letters: Sequence[Letter],
    links: Sequence[Involvement],
    offices: Mapping[str, str],
    elsewhere: Sequence[str],
) -> Redactor:
    mine = {each.pk for each in links}
    names = [each.called for each in links] + [each.user.name for each in links if each.user]
    others = {user.name: LEFT for user in _acted(facts, letters)} | dict(offices)
    for each in facts.all_involvements:
        if each.pk not in mine:
            told = each.user_id and not reading.keeps_back(each)
            others[each.called] = others.get(each.called, ANOTHER) if told else ANOTHER
    others |= {each.user.name: ANOTHER for each in reading.kept if each.user}
    others = {name: shown for name, shown in others.items() if name not in names}
    return Redactor(names, others, [each for each in dict.fromkeys(elsewhere) if each not in names])


def _acted(facts: Facts, letters: Sequence[Letter]) -> list[User]:
    """Whoever did something in the incident; nobody twice."""
    found = [each.by for each in [*facts.taken, *facts.findings]] + [each.kept_by for each in facts.evidence]
    found += [facts.incident.reported_by, facts.incident.closed_by, facts.incident.owner]
    for each in letters:
        found += [each.drafted_by, each.approved_by, each.sent_by]
    return list({user.pk: user for user in found if user}.values())
