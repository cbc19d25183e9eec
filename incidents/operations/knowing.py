"""Keeping a name back and telling it again; keeping a document to a few, and letting somebody read it.

The owner's acts, but for what somebody asks when they report or keep something.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from incidents.access import Sight, viewer_of
from incidents.models import Adviser, Evidence, Incident, Involvement, KeptName, LegalDocument
from incidents.need_to_know import TELLING
from incidents.operations.entry import Entry, enter_to_act, refresh_search, save_changed, tell
from incidents.timeline import EventKind
from schools.models import User
from schools.operation import Refused, operation

ONLY_THE_OWNER = "Only the owner of this incident may decide who needs to know what."
Whose = User | Involvement | Evidence
"""Whose name is kept back: somebody who signs in, somebody linked, or where a piece of evidence came from."""


@dataclass(frozen=True)
class Unnamed:
    """What somebody asks when they report: not to be named, or not to tell where the evidence came from; and why."""

    reporter: bool
    sources: bool
    reason: str


def _enter_as_owner(incident: Incident, *, by: User, at: datetime, version: int | None) -> Entry:
    entry = enter_to_act(incident, by=by, at=at, version=version)
    if not entry.viewer.owns:
        raise Refused(ONLY_THE_OWNER)
    return entry


def _about(whose: Whose) -> dict[str, object]:
    kinds = {User: "user", Involvement: "involvement", Evidence: "evidence"}
    return {field: whose for kind, field in kinds.items() if isinstance(whose, kind)}


@operation
def keep_name(
    *, incident: Incident, whose: Whose, reason: str, by: User, at: datetime, version: int | None = None
) -> KeptName:
    """Keep a name back: from now on the owner and the safeguarding lead alone read it in this incident."""
    entry = _enter_as_owner(incident, by=by, at=at, version=version)
    if not reason.strip():
        raise Refused("Give the reason.")
    _check_whose(entry, whose)
    if KeptName.objects.of(incident).filter(ended_at__isnull=True, **_about(whose)).exists():
        raise Refused("This name is kept back already.")
    kept = KeptName.objects.create(incident=entry.incident, reason=reason, since=at, by=by, **_about(whose))
    tell(entry.incident, EventKind.NAME_KEPT, by=by, at=at)
    refresh_search(entry.incident)
    save_changed(entry.incident)
    return kept


def _check_whose(entry: Entry, whose: Whose) -> None:
    facts = entry.facts
    if isinstance(whose, User) and whose.pk != facts.incident.reported_by_id:
        raise Refused("This person did not report the incident.")
    if isinstance(whose, Involvement) and (whose not in facts.involvements or whose.part not in TELLING):
        raise Refused("Only the name of somebody who saw it, or who told the school, can be kept back.")
    if isinstance(whose, Evidence) and whose not in facts.evidence:
        raise Refused("This is not evidence of this incident.")
    if isinstance(whose, User) and entry.incident.owner_id == whose.pk:
        raise Refused("This person owns the incident, so their name is known to everybody who sees it.")


def keep_unnamed(
    incident: Incident, asked: Unnamed | None, kept: Sequence[Evidence], *, by: User, at: datetime
) -> None:
    """Keep back what the reporter asks to, with the report itself. Called inside the operation that reports."""
    if asked is None:
        return
    if not asked.reason.strip():
        raise Refused("Say why the name must not be told.")
    whose: list[Whose] = [*([by] if asked.reporter else []), *(kept if asked.sources else [])]
    for each in whose:
        KeptName.objects.create(incident=incident, reason=asked.reason, since=at, by=by, **_about(each))
    if whose:
        tell(incident, EventKind.NAME_KEPT, by=by, at=at)
        refresh_search(incident)
        incident.save()


@operation
def tell_name(
    *, incident: Incident, kept: KeptName, reason: str, by: User, at: datetime, version: int | None = None
) -> None:
    """Let a name be read again by everybody who sees the incident. The owner's act, with a reason."""
    entry = _enter_as_owner(incident, by=by, at=at, version=version)
    if not reason.strip():
        raise Refused("Give the reason.")
    if kept.incident_id != incident.pk or kept.ended_at:
        raise Refused("This name is not kept back.")
    kept.ended_at, kept.ended_by, kept.ended_reason = at, by, reason
    kept.save()
    tell(entry.incident, EventKind.NAME_TOLD, by=by, at=at)
    refresh_search(entry.incident)
    save_changed(entry.incident)


def mark_as_legal(incident: Incident, *, by: User, at: datetime, **what: object) -> LegalDocument:
    """Keep a document to those who read legal advice. Called inside an operation."""
    return LegalDocument.objects.create(incident=incident, marked_at=at, marked_by=by, **what)


@operation
def keep_document(
    *,
    incident: Incident,
    evidence: Evidence | None = None,
    note: int | None = None,
    by: User,
    at: datetime,
    version: int | None = None,
) -> LegalDocument:
    """Mark a piece of evidence, or a note by its number in the record, as legal advice. The owner's act."""
    entry = _enter_as_owner(incident, by=by, at=at, version=version)
    what: dict[str, object] = {"evidence": evidence} if evidence else {"note": note}
    if evidence is not None and evidence not in entry.facts.evidence:
        raise Refused("This is not evidence of this incident.")
    if LegalDocument.objects.of(incident).filter(ended_at__isnull=True, **what).exists():
        raise Refused("This document is kept to a few already.")
    document = mark_as_legal(entry.incident, by=by, at=at, **what)
    tell(entry.incident, EventKind.LEGAL, by=by, at=at)
    save_changed(entry.incident)
    return document


@operation
def open_document(
    *, incident: Incident, document: LegalDocument, by: User, at: datetime, version: int | None = None
) -> None:
    """Let everybody who sees the incident read a document again. The owner's act."""
    entry = _enter_as_owner(incident, by=by, at=at, version=version)
    _check_document(entry, document)
    document.ended_at, document.ended_by = at, by
    document.save()
    tell(entry.incident, EventKind.NOT_LEGAL, by=by, at=at)
    save_changed(entry.incident)


@operation
def let_read(
    *, incident: Incident, document: LegalDocument, who: User, by: User, at: datetime, version: int | None = None
) -> None:
    """Let somebody read one legal document as an adviser. They see the incident, and have no conflict of interest."""
    entry = _enter_as_owner(incident, by=by, at=at, version=version)
    _check_document(entry, document)
    viewer = viewer_of(who, entry.facts)
    if viewer.sight is not Sight.ALL or viewer.conflicted:
        raise Refused("Choose somebody who sees this incident and has no conflict of interest in it.")
    if document.advisers.filter(user=who, ended_at__isnull=True).exists():
        raise Refused("This person may read it already.")
    Adviser.objects.create(document=document, user=who, since=at, by=by)
    tell(entry.incident, EventKind.LET_READ, by=by, at=at)
    save_changed(entry.incident)


@operation
def let_read_no_more(
    *, incident: Incident, document: LegalDocument, who: User, by: User, at: datetime, version: int | None = None
) -> None:
    """End that somebody reads a legal document as an adviser."""
    entry = _enter_as_owner(incident, by=by, at=at, version=version)
    _check_document(entry, document)
    adviser = document.advisers.filter(user=who, ended_at__isnull=True).first()
    if adviser is None:
        raise Refused("This person does not read it.")
    adviser.ended_at, adviser.ended_by = at, by
    adviser.save()
    tell(entry.incident, EventKind.LET_NO_MORE, by=by, at=at)
    save_changed(entry.incident)


def _check_document(entry: Entry, document: LegalDocument) -> None:
    if document.incident_id != entry.incident.pk or document.ended_at:
        raise Refused("This document is not kept to a few.")
