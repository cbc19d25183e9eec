"""What goes with an export, what is left out of it, and why.

What is left out keeps its place: the event stands there with its seal, without what it tells, and a reason. Always left
out are words about somebody who was taken off the incident, about who is kept from seeing it, about other incidents
(S16.23), whoever must not be named, and documents that are kept to a few; on request, what could tell who told the
school, and what was asked of a lawyer. Drafts never go out.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from incidents.facts import Facts
from incidents.models import Evidence, Involvement, Letter, Post
from incidents.need_to_know import Reading, reading_of
from incidents.timeline import EventKind
from incidents.vocabulary import EvidenceKind, LetterState, Part
from policies.vocabulary import StepName
from schools.anchors.proofs import leave_out, proved
from schools.anchors.statements import Statement

TOLD_US = (Part.REPORTER, Part.WITNESS)
ELSEWHERE = {
    EventKind.EXCLUDED: "it is about who was kept from seeing this incident",
    EventKind.READMITTED: "it is about who was kept from seeing this incident",
    EventKind.LINKED: "it is about another incident",
    EventKind.NAME_KEPT: "it is about a name that must not be told",
    EventKind.NAME_TOLD: "it is about a name that must not be told",
    EventKind.LEGAL: "it is about a document that few may read",
    EventKind.NOT_LEGAL: "it is about a document that few may read",
}
ERASED = "it cannot be read any more"
UNLINKED = "it is about somebody who was taken off this incident"
UNNAMED = "it is about somebody who must not be named"
LEGAL = "it is about legal advice"
SOURCE = "it could tell who told the school"
NOT_CHOSEN = "this piece of evidence was not chosen"


@dataclass(frozen=True)
class Choice:
    """What whoever exports decided: for whom, which evidence goes with it, and what is left out."""

    purpose: str
    evidence: Collection[UUID]
    without_sources: bool = True
    without_legal: bool = True


@dataclass(frozen=True)
class TiedFile:
    """An original or a letter, and the number of the event that tells of it."""

    path: str
    event: int
    sha256: str
    what: str


@dataclass
class Contents:
    """Everything that goes with one export."""

    facts: Facts
    choice: Choice
    reading: Reading
    events: list[dict[str, Any]]
    statements: list[Statement]
    evidence: Sequence[Evidence]
    letters: Sequence[Letter]
    files: list[TiedFile] = field(default_factory=list)

    @property
    def withheld(self) -> list[dict[str, Any]]:
        """The events of which only the seal goes out."""
        return [each for each in self.events if each["details"] is None]

    @cached_property
    def people(self) -> list[Involvement]:
        """The people who are named: those linked and not kept back, nor left out because they told the school."""
        hidden = TOLD_US if self.choice.without_sources else ()
        return [each for each in self.facts.involvements if each.part not in hidden and not self.reading.hides(each)]

    @property
    def names(self) -> dict[str, str]:
        """Their names by the keys that events have."""
        return {str(each.key): self.reading.name_of(each) for each in self.people}

    @property
    def shown(self) -> list[str]:
        """The same as a page shows them: a child is not named before somebody asks (S14.04)."""
        masked = Reading(self.facts, None, self.reading.kept, self.reading.documents)
        return [masked.name_of(each) for each in self.people]

    @property
    def posts(self) -> list[Post]:
        """The posts, where an event that tells of one is left out for the name of whoever wrote it down."""
        telling = (EventKind.REPORTED, EventKind.FURTHER_POST)
        left_out = any(each["kind"] in telling and each["why"] == UNNAMED for each in self.withheld)
        return self.facts.posts if left_out else []

    @property
    def unanchored(self) -> int:
        """How many events no statement was signed after yet."""
        return sum(not each["proofs"] for each in self.events)


def letters_of(facts: Facts, reading: Reading) -> list[Letter]:
    """The letters that may go out: approved or sent, to somebody linked who may be named."""
    ready = (LetterState.APPROVED, LetterState.SENT)
    found = facts.incident.letters.filter(state__in=ready, to__unlinked_at__isnull=True)
    return [each for each in found.select_related("to__person") if not reading.hides(each.to)]


def to_offer(facts: Facts) -> list[Evidence]:
    """The evidence that may go out: none that few may read, nor of which it is told to nobody where it came from."""
    reading = reading_of(facts, None)
    return [each for each in facts.evidence if not _kept_back(reading, str(each.key))]


def _kept_back(reading: Reading, key: str) -> str:
    """Why a piece of evidence never goes out; empty where it may."""
    if not reading.may_read(evidence=key):
        return LEGAL
    return SOURCE if reading.hides_source(key) else ""


def contents_of(facts: Facts, choice: Choice) -> Contents:
    """Gather an export. As many questions to the database however many events."""
    incident = facts.incident
    found, reading = proved(incident.school, incident.about), reading_of(facts, None, revealed=True)
    for event in found.events:
        why = _why_not(event, _details(event), choice, reading)
        if why:
            leave_out(event, why)
    chosen = [each for each in to_offer(facts) if each.key in choice.evidence]
    originals = [each for each in chosen if each.kind == EvidenceKind.CAPTURE]
    return Contents(facts, choice, reading, found.events, found.statements, originals, letters_of(facts, reading))


def _details(event: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What an event tells; nothing where it was erased, or is damaged beyond reading."""
    try:
        said = json.loads(event["details"]) if event["details"] is not None else None
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _why_not(event: Mapping[str, Any], details: Mapping[str, Any] | None, choice: Choice, reading: Reading) -> str:
    if details is None:
        return ERASED
    kind = event["kind"]
    if kind in ELSEWHERE:
        return ELSEWHERE[EventKind(kind)]
    if reading.hides_actor(event["actor"]):
        return UNNAMED
    if not reading.may_read(note=event["number"]):
        return LEGAL
    if choice.without_legal and details.get("step") == StepName.LEGAL_ADVICE:
        return LEGAL
    if kind == EventKind.KEPT:
        return _why_not_evidence(details, choice, reading)
    return _why_not_person(details.get("to"), choice, reading) if details.get("to") else ""


def _why_not_person(key: str, choice: Choice, reading: Reading) -> str:
    link = next((each for each in reading.facts.involvements if str(each.key) == key), None)
    if link is None:
        return UNLINKED
    if reading.hides(link):
        return UNNAMED
    return SOURCE if choice.without_sources and link.part in TOLD_US else ""


def _why_not_evidence(details: Mapping[str, Any], choice: Choice, reading: Reading) -> str:
    if why := _kept_back(reading, str(details.get("key"))):
        return why
    if choice.without_sources and "words" in details:
        return SOURCE
    return "" if details.get("key") in {str(key) for key in choice.evidence} else NOT_CHOSEN


def event_of(contents: Contents, key: UUID, kind: EventKind) -> int:
    """The number of the event that tells of a file: 0 where none does any more."""
    for event in contents.events:
        details = _details(event)
        if event["kind"] == kind and details and details.get("key") == str(key):
            return event["number"]
    return 0
