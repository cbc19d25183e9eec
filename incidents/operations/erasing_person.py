"""Erasing somebody who was wrongly linked to an incident, promptly and with all that was said of them (domain 6.4)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from incidents.models import Exclusion, Finding, Incident, Involvement, KeptName, Letter, Person
from incidents.operations.entry import lock, refresh_search
from incidents.operations.going import (
    ENTRIES,
    VERSIONS,
    Going,
    bury_it,
    but_the_latest,
    forget_people,
    forget_reviews,
    history_of,
)
from schools.ending import forget_typed
from schools.history import Actor
from schools.models import Event, EventPayload
from schools.models.erasure import TOMBSTONE


def erase_person(link: Involvement, *, told: Mapping[str, Any], by: Actor, at: datetime) -> Event:
    """Erase somebody who was wrongly linked: their name where nothing else needs it, and what was said of them here.

    Everything else of the incident stays. A step taken towards them stays as a step, without its words; a post that
    was put down to them stays, as nobody's. Called inside an operation.
    """
    incident, going, person, key = lock(link.incident), Going(), link.person, str(link.key)
    _remove_what_is_theirs(link, going)
    refresh_search(incident)
    incident.version += 1
    incident.save()
    for disposal in incident.disposals.filter(subject=f"involvement:{key}").exclude(reason=""):
        disposal.reason = ""
        disposal.save()
    _add_versions(incident, link, person, going)
    forget_reviews(incident, going)
    forget_people(incident, [person.pk], going)
    _add_entries_to(incident, key, going)
    forget_typed(incident.reference)
    return bury_it(incident, going, {**told, "subject": f"involvement:{key}"}, by, at)


def _remove_what_is_theirs(link: Involvement, going: Going) -> None:
    incident = link.incident
    for model, column in (
        (Finding, "of"),
        (Letter, "to"),
        (Exclusion, "involvement"),
        (KeptName, "involvement"),
    ):
        theirs = model.objects.of(incident).filter(**{column: link})
        numbers = list(theirs.values_list("pk", flat=True))
        going.remove(theirs)
        going.add(history_of(model, incident).filter(Q(**{f"{column}_id": link.pk}) | Q(id__in=numbers)), VERSIONS)
    for step in link.steps_taken.all():
        step.to, step.note, step.necessity, step.despite = None, "", "", ""
        step.save()
        going.add(but_the_latest(step, incident), VERSIONS)
    for post in link.posts.all():
        post.by = None
        post.save()
        going.add(but_the_latest(post, incident).filter(by_id=link.pk), VERSIONS)


def _add_versions(incident: Incident, link: Involvement, person: Person, going: Going) -> None:
    """Versions that name them: of the link, of the proposal, and of the incident, which is searched by names."""
    number = link.pk
    going.remove(Involvement.objects.of(incident).filter(pk=number))
    going.add(history_of(Involvement, incident).filter(id=number), VERSIONS)
    going.add(but_the_latest(incident, incident).filter(search__contains=person.folded), VERSIONS)
    for disposal in incident.disposals.filter(subject=f"involvement:{link.key}"):
        going.add(but_the_latest(disposal, incident), VERSIONS)


def _add_entries_to(incident: Incident, key: str, going: Going) -> None:
    """Entries that tell of them. What they say is bytes, so each entry of this one incident is read."""
    mine = EventPayload.objects.of(incident.school_id).filter(event__about=incident.about)
    told = mine.exclude(event__kind=TOMBSTONE).values_list("pk", "body")
    numbers = [pk for pk, body in told if key.encode() in bytes(body)]
    going.add(mine.filter(pk__in=numbers), ENTRIES)
