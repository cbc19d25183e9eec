"""What goes with an erasure: rows with every version of them, entries of the record, files; and how many of each.

Rows of tracked tables are removed as anything is, which leaves a version of its own in their history; that version goes
with the others, under the permits of the erasure. `erasing.py` and `erasing_person.py` say what goes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

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
    Person,
    Post,
    SubjectAccessPerson,
    SubjectAccessReview,
    Taken,
)
from schools.history import Actor
from schools.models import Event
from schools.operations.erasing import bury

WORDS: dict[type[models.Model], str] = {
    Post: "posts",
    Involvement: "people linked",
    Evidence: "pieces of evidence",
    Letter: "letters",
    Taken: "steps",
    Finding: "answers and observations",
    Link: "links to other incidents",
    Access: "requests to read it",
    Exclusion: "people kept from it",
    LegalHold: "legal holds",
    KeptName: "names kept back",
    LegalDocument: "documents kept to a few",
    Adviser: "advisers on a document",
    SubjectAccessPerson: "people chosen for a subject access request",
    SubjectAccessReview: "decisions on a subject access request",
}


@dataclass
class Going:
    """What goes: numbers of rows by table, how many of what kind in words, and files."""

    rows: dict[type[models.Model], list[int]] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    files: list[str] = field(default_factory=list)
    fingerprints: list[str] = field(default_factory=list)

    def add(self, rows: models.QuerySet[Any], kind: str) -> None:
        """Note rows of the record or of a history, to be let go under the erasure's permits."""
        known = self.rows.setdefault(rows.model, [])
        new = sorted(set(rows.values_list("pk", flat=True)) - set(known))
        known += new
        self.kinds[kind] += len(new)

    def remove(self, rows: models.QuerySet[Any]) -> None:
        """Remove rows of a tracked table; their history, the row of this removal included, goes with the permits."""
        found = list(rows)
        self.kinds[WORDS.get(rows.model, "people known by name")] += len(found)
        for each in found:
            each.delete()

    def keep_files_of(self, kept: Iterable[Evidence]) -> None:
        """Note the originals, and the hashes that say which files were destroyed to whoever has one (domain 6.4)."""
        for each in kept:
            if each.path:
                self.files.append(each.path)
                self.fingerprints.append(each.sha256)


VERSIONS, ENTRIES = "earlier versions of rows", "entries of the record"


def history_of(model: Any, incident: Incident) -> models.QuerySet[Any]:
    """The history of a tracked table, of the incident's school."""
    rows: models.QuerySet[Any] = model.history.model.objects.of(incident.school_id)
    return rows


def but_the_latest(row: Any, incident: Incident) -> models.QuerySet[Any]:
    """The history of one row without its latest version, which is what stands now."""
    rows = history_of(type(row), incident).filter(id=row.pk)
    latest = rows.order_by("-history_id").values_list("history_id", flat=True).first()
    return rows.exclude(history_id=latest)


def forget_people(incident: Incident, people: Iterable[int], going: Going) -> None:
    """Forget whoever has no part in any other incident of the school."""
    nowhere = Person.objects.of(incident.school_id).filter(pk__in=list(people), involvements__isnull=True)
    numbers = list(nowhere.values_list("pk", flat=True))
    going.remove(SubjectAccessPerson.objects.of(incident.school_id).filter(person__in=numbers))
    going.add(history_of(SubjectAccessPerson, incident).filter(person_id__in=numbers), VERSIONS)
    going.remove(nowhere)
    going.add(history_of(Person, incident).filter(id__in=numbers), VERSIONS)


def forget_reviews(incident: Incident, going: Going) -> None:
    """What was decided of the incident's items for somebody who asked: it may hold words about anybody in it."""
    going.remove(incident.subject_access_reviews.all())
    going.add(history_of(SubjectAccessReview, incident).filter(incident_id=incident.pk), VERSIONS)


def bury_it(incident: Incident, going: Going, told: Mapping[str, Any], by: Actor, at: datetime) -> Event:
    """Erase it, under an entry about this incident. `told` is what the receipt says besides."""
    said = {"subject": incident.about, **told, "reference": incident.reference}
    said |= {"kinds": {kind: count for kind, count in sorted(going.kinds.items()) if count}}
    said |= {"files": len(going.files), "fingerprints": sorted(going.fingerprints)}
    return bury(
        school=incident.school, about=incident.about, rows=going.rows, told=said, files=going.files, by=by, at=at
    )
