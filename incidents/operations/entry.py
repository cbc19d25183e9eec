"""How every operation begins and ends: lock the incident, see who asks, and write the event.

An operation locks the row, loads the facts, compares the version that the person saw, and refuses before any write.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from incidents.access import Sight, Viewer, viewer_of
from incidents.facts import Facts, facts_of
from incidents.guards import CONFLICT
from incidents.models import Incident, Taken
from incidents.text import fold
from incidents.timeline import EventKind
from schools import record
from schools.models import User
from schools.operation import NotFound, Refused, Stale

Told = tuple[EventKind, Mapping[str, object]]
"""An event of an incident, before it is written: what happened, and its details."""

CHANGED = "Somebody else changed this incident after you opened it. Look at what they did, then try again."


@dataclass
class Entry:
    """An incident, locked, with what is known of it and of the person who asks."""

    incident: Incident
    facts: Facts
    viewer: Viewer


def lock(incident: Incident) -> Incident:
    """The incident's row, locked until the transaction ends, with its school and policy."""
    rows = Incident.objects.select_for_update(of=("self",)).select_related("school__trust", "adoption", "owner")
    return rows.get(pk=incident.pk)


def enter(incident: Incident, *, by: User, at: datetime, version: int | None = None) -> Entry:
    """Lock the incident for somebody who sees it whole. Raises NotFound, and Stale when `version` has passed."""
    locked = lock(incident)
    facts = facts_of(locked, at)
    viewer = viewer_of(by, facts)
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
    pending = Taken.objects.filter(incident=incident, due_at__isnull=False, done_at__isnull=True)
    incident.due_at = pending.order_by("due_at").values_list("due_at", flat=True).first()


def refresh_search(incident: Incident) -> None:
    """Keep on the incident what a search looks through: its words, links, and the people linked."""
    posts = incident.posts.values_list("words", "url")
    names = incident.involvements.filter(unlinked_at__isnull=True).values_list("person__name", flat=True)
    incident.search = searchable(incident, [text for post in posts for text in post], list(names))


def searchable(incident: Incident, words: list[str], names: list[str]) -> str:
    """What a search looks through, folded."""
    return fold(" ".join([incident.reference, incident.summary, incident.concern, incident.host, *words, *names]))


def tell(incident: Incident, kind: EventKind, *, by: User, at: datetime, **details: object) -> None:
    """Write the event of a change, in its transaction."""
    tell_all(incident, [(kind, details)], by=by, at=at)


def tell_all(incident: Incident, told: Sequence[Told], *, by: User, at: datetime) -> None:
    """Write the events of one change, in their order. What is empty is left out of them."""
    drafts = [record.Draft(kind.value, incident.about, by, at, _said(by, details)) for kind, details in told]
    record.write_all(school=incident.school, drafts=drafts)


def _said(by: User, details: Mapping[str, object]) -> dict[str, object]:
    return {"actor_name": by.name, **{key: value for key, value in details.items() if value not in (None, "")}}
