"""How every operation begins and ends: lock the incident, see who asks, and write the event.

An operation locks the row, loads the facts, compares the version that the person saw, and refuses before any write.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from incidents.access import Sight, Viewer, viewer_of
from incidents.facts import Facts, facts_of
from incidents.guards import CONFLICT
from incidents.models import Access, Incident, SubjectAccessRequest, Taken
from incidents.need_to_know import name_kept_back
from incidents.text import fold
from incidents.timeline import EventKind
from schools import record
from schools.history import Actor
from schools.models import School, User
from schools.operation import NotFound, Refused, Stale

Told = tuple[EventKind, Mapping[str, object]]
"""An event of an incident, before it is written: what happened, and its details."""

CHANGED = "Somebody else changed this incident after you opened it. Look at what they did, then try again."


READ_ONLY = "You were let in to read this incident. Nothing in it can be changed that way."


@dataclass
class Entry:
    """An incident, locked, with what is known of it and of the person who asks."""

    incident: Incident
    facts: Facts
    viewer: Viewer


def lock(incident: Incident) -> Incident:
    """The incident's row, locked until the transaction ends, with its school and policy."""
    rows = Incident.objects.of(incident.school_id).select_for_update(of=("self",))
    return rows.select_related("school__trust", "adoption", "owner").get(pk=incident.pk)


def enter(incident: Incident, *, by: User, at: datetime, version: int | None = None) -> Entry:
    """Lock the incident for somebody who sees it whole. Raises NotFound, and Stale when `version` has passed.

    Whoever was let in to read is refused: they have no part in what is done (S8.24).
    """
    locked = lock(incident)
    facts = facts_of(locked, at)
    viewer = viewer_of(by, facts)
    if viewer.sight is Sight.READ:
        raise Refused(READ_ONLY)
    if viewer.sight is not Sight.ALL:
        raise NotFound()
    if version is not None and version != locked.version:
        raise Stale(CHANGED)
    return Entry(locked, facts, viewer)


def enter_to_act(incident: Incident, *, by: User, at: datetime, version: int | None = None) -> Entry:
    """The same, for somebody without a conflict of interest. Raises Refused too."""
    entry = enter(incident, by=by, at=at, version=version)
    if entry.viewer.conflicted:
        raise Refused(str(CONFLICT.sentence))
    return entry


def save_changed(incident: Incident) -> None:
    """Keep the incident with the next version number, so that whoever saw an older one is told."""
    incident.version += 1
    incident.save()


def refresh_due(incident: Incident) -> None:
    """Keep on the incident the earliest date of an action that is not done."""
    pending = Taken.objects.of(incident).filter(due_at__isnull=False, done_at__isnull=True)
    incident.due_at = pending.order_by("due_at").values_list("due_at", flat=True).first()


def refresh_search(incident: Incident) -> None:
    """Keep on the incident what a search looks through: its words, links, and the people linked."""
    posts = incident.posts.values_list("words", "url")
    linked = incident.involvements.filter(unlinked_at__isnull=True).exclude(name_kept_back())
    names = linked.values_list("person__name", flat=True)
    incident.search = searchable(incident, [text for post in posts for text in post], list(names))


def searchable(incident: Incident, words: list[str], names: list[str]) -> str:
    """What a search looks through, folded."""
    return fold(" ".join([incident.reference, incident.summary, incident.concern, incident.host, *words, *names]))


def tell(incident: Incident, kind: EventKind, *, by: Actor, at: datetime, **details: object) -> int:
    """Write the event of a change, in its transaction. Returns its number in the record."""
    return tell_all(incident, [(kind, details)], by=by, at=at)[-1]


def tell_all(incident: Incident, told: Sequence[Told], *, by: Actor, at: datetime) -> list[int]:
    """Write the events of one change, in their order. What is empty is left out of them. Returns their numbers."""
    drafts = [record.Draft(kind.value, incident.about, by, at, _said(by, details)) for kind, details in told]
    return [each.number for each in record.write_all(school=incident.school, drafts=drafts)]


def tell_of_request(access: Access, kind: str, *, by: Actor, at: datetime, **details: object) -> None:
    """Write the event of a request to read an incident. It names the request alone, whatever was asked for."""
    said = _said(by, details)
    record.write(school=access.school, kind=kind, about=access.about, actor=by, at=at, details=said)


def tell_of_asking(request: SubjectAccessRequest, kind: str, *, by: Actor, at: datetime, **details: object) -> None:
    """Write the event of a request of somebody to see what is kept about them. It names the request alone."""
    said = _said(by, details)
    record.write(school=request.school, kind=kind, about=request.about, actor=by, at=at, details=said)


def tell_of_figures(school: School, *, by: Actor, at: datetime, term: str) -> None:
    """Write the event that the figures of a term were kept. It names the term alone."""
    record.write(
        school=school, kind="term-figures-kept", about="school", actor=by, at=at, details=_said(by, {"term": term})
    )


def _said(by: Actor, details: Mapping[str, object]) -> dict[str, object]:
    return {"actor_name": by.name, **{key: value for key, value in details.items() if value not in (None, "")}}
