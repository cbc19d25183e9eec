"""Erasing an incident, or who looked at one: which rows go, and what stays.

Called by `disposing.py` once two people agreed, and again after a restore. What stays of an incident is a row without
words or names, so that the figures governors were given never change (S14.15): when it was reported and closed, in
what kind of place, under which categories, the heaviest step and how it ended. Whoever was kept from it stays kept from
it, for their figures must not tell them that it existed (S8.13).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from incidents.models import (
    Access,
    Adviser,
    Evidence,
    Exclusion,
    Finding,
    Incident,
    Involvement,
    KeptName,
    LegalDocument,
    LegalHold,
    Letter,
    Link,
    Post,
    Taken,
)
from incidents.operations.entry import lock
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
from incidents.retention import looks_at
from incidents.vocabulary import Erases
from schools.ending import forget_typed
from schools.history import Actor
from schools.models import Event, EventPayload
from schools.models.erasure import TOMBSTONE

SHELL: dict[str, Any] = {
    "token": None,
    "summary": "Disposed of",
    "concern": "",
    "host": "",
    "audience": "",
    "group_size": None,
    "emergency": False,
    "closing_reasons": "",
    "search": "",
    "due_at": None,
    "in_hold": False,
}
"""What the words of an incident become."""


def erase_incident(incident: Incident, *, told: Mapping[str, Any], by: Actor, at: datetime) -> Event:
    """Erase an incident but for what figures count. Called inside an operation."""
    locked, going = lock(incident), Going()
    going.keep_files_of(locked.evidence.all())
    asked = Access.objects.of(locked.school_id).filter(Q(incident=locked) | Q(reference=locked.reference))
    abouts = [locked.about, *(each.about for each in asked)]
    people = _ever(Involvement, locked, "person_id")
    documents = _ever(LegalDocument, locked, "id")
    _remove_rows(locked, asked, going)
    _strip(locked, at)
    for model in (Post, Involvement, Evidence, Letter, Taken, Finding, LegalHold, KeptName, LegalDocument, Link):
        going.add(history_of(model, locked).filter(incident_id=locked.pk), VERSIONS)
    going.add(history_of(Adviser, locked).filter(document_id__in=documents), VERSIONS)
    of_requests = Q(incident_id=locked.pk) | Q(reference=locked.reference)
    going.add(history_of(Access, locked).filter(of_requests), VERSIONS)
    going.add(_of_exclusions(locked), VERSIONS)
    for row in (locked, *locked.disposals.all()):
        going.add(but_the_latest(row, locked), VERSIONS)
    forget_reviews(locked, going)
    forget_people(locked, people, going)
    _add_entries(locked, abouts, going)
    forget_typed(locked.reference)
    return bury_it(locked, going, told, by, at)


def _ever(model: Any, incident: Incident, column: str) -> set[int]:
    """What ever stood in a column of the incident's rows, whether or not the row is still there."""
    return set(history_of(model, incident).filter(incident_id=incident.pk).values_list(column, flat=True))


def _remove_rows(incident: Incident, asked: models.QuerySet[Access], going: Going) -> None:
    going.remove(Adviser.objects.of(LegalDocument.objects.of(incident)))
    for model in (KeptName, LegalDocument, Finding, Taken, Letter, Post):
        going.remove(model.objects.of(incident))
    in_force = Exclusion.objects.of(incident).filter(ended_at__isnull=True)
    for each in in_force:
        each.involvement, each.reason = None, ""
        each.save()
    going.remove(Exclusion.objects.of(incident).filter(ended_at__isnull=False))
    going.remove(asked)
    for rest in (Evidence, Link, LegalHold, Involvement):
        going.remove(rest.objects.of(incident))


def _strip(incident: Incident, at: datetime) -> None:
    for name, value in SHELL.items():
        setattr(incident, name, value)
    incident.disposed_at, incident.version = at, incident.version + 1
    incident.save()
    for disposal in incident.disposals.exclude(reason=""):
        disposal.reason = ""
        disposal.save()


def _of_exclusions(incident: Incident) -> models.QuerySet[Any]:
    """Every version of every exclusion, but for the latest of one that stands."""
    standing = Exclusion.objects.of(incident)
    latest = [history_of(Exclusion, incident).filter(id=each.pk).latest("history_id").history_id for each in standing]
    return history_of(Exclusion, incident).filter(incident_id=incident.pk).exclude(history_id__in=latest)


def _add_entries(incident: Incident, abouts: Iterable[str], going: Going) -> None:
    entries = Event.objects.of(incident.school_id).filter(about__in=list(abouts)).exclude(kind=TOMBSTONE)
    going.add(EventPayload.objects.of(entries), ENTRIES)


def erase_looks(incident: Incident, *, told: Mapping[str, Any], by: Actor, at: datetime) -> Event:
    """Erase who looked at an incident that was disposed of. Called inside an operation."""
    going = Going()
    going.add(looks_at(incident), "looks")
    return bury_it(incident, going, {**told, "subject": f"looks:{incident.key}"}, by, at)


ERASE = {Erases.DISPOSE: erase_incident, Erases.ANONYMISE: erase_incident, Erases.LOOKS: erase_looks}
"""What is done to an incident; somebody wrongly linked is erased by `erasing_person`."""
