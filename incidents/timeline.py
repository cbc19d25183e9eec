"""The story of an incident: one sentence per event, in order. Pure but for one read of the record.

Events hold keys of people, never their names; names are looked up here among those linked, so that somebody wrongly
linked disappears from the story for everybody (procedure, section 6).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.dateparse import parse_datetime

from incidents.considering import OF_KIND
from incidents.facts import Facts
from incidents.need_to_know import KEPT_FROM_YOU, Reading, reading_of
from incidents.vocabulary import HostAnswer, LetterKind, Outcome, ParentAnswer, PostState, SafeguardingAnswer, SentHow
from policies.vocabulary import StepName
from schools import record

UNLINKED = "somebody since unlinked"
Details = Mapping[str, Any]


class EventKind(models.TextChoices):
    """What can happen to an incident."""

    REPORTED = "reported", "Reported"
    KEPT = "evidence-kept", "Evidence kept"
    IMAGE_REFUSED = "image-refused", "Intimate image refused"
    PERSON_LINKED = "person-linked", "Person linked"
    PERSON_CHANGED = "person-changed", "Person changed"
    PERSON_UNLINKED = "person-unlinked", "Person unlinked"
    PERSON_SEPARATED = "person-separated", "Told apart from a namesake"
    CATEGORISED = "categorised", "Categories changed"
    ANSWERED = "parent-answered", "Parent answered"
    FURTHER_POST = "further-post", "Further post"
    CHECKED = "checked", "Post checked"
    SAFEGUARDING_ANSWERED = "safeguarding-answered", "Safeguarding answered"
    HOST_ANSWERED = "host-answered", "Host answered"
    OFFENCE_SUSPECTED = "offence-suspected", "Offence suspected"
    CONSIDERED = "considered", "Considered"
    STEP = "step-taken", "Step taken"
    DONE = "action-done", "Action done"
    HANDED_OVER = "handed-over", "Handed over"
    OWNER_MOVED = "owner-moved", "Owner moved"
    OWNER_APPOINTED = "owner-appointed", "Owner appointed"
    EXCLUDED = "excluded", "Excluded"
    RECUSED = "recused", "Recused"
    NAME_KEPT = "name-kept", "Name kept back"
    NAME_TOLD = "name-told", "Name told again"
    LEGAL = "document-kept", "Document kept to a few"
    NOT_LEGAL = "document-opened", "Document open again"
    LET_READ = "let-read", "Somebody let read a document"
    LET_NO_MORE = "let-read-no-more", "Somebody let read a document no more"
    READMITTED = "readmitted", "Readmitted"
    LETTER_DRAFTED = "letter-drafted", "Letter drafted"
    LETTER_APPROVED = "letter-approved", "Letter approved"
    LETTER_SENT = "letter-sent", "Letter sent"
    LETTER_VOID = "letter-void", "Letter void"
    CLOSED = "closed", "Closed"
    REOPENED = "reopened", "Reopened"
    NOTED = "noted", "Note"
    LINKED = "linked", "Linked to another incident"
    ENRICHED = "enriched", "Details added"
    EXPORTED = "exported", "Exported"
    DISCLOSED = "disclosed", "Given to the person it is about"
    ACCESS_GIVEN = "access-given", "Let in to read"
    ACCESS_REFUSED = "access-refused", "Not let in"
    ACCESS_ENDED = "access-ended", "Reading ended"
    ACCESS_LAPSED = "access-lapsed", "Time to read is over"
    HOLD_PLACED = "legal-hold-placed", "Legal hold placed"
    HOLD_LIFTED = "legal-hold-lifted", "Legal hold lifted"
    ERASURE_PROPOSED = "erasure-proposed", "Erasure proposed"
    ERASURE_AGREED = "erasure-agreed", "Erasure agreed to"
    ERASURE_DECLINED = "erasure-declined", "Kept instead"
    ERASED = "erased", "Erased"


STEP_SENTENCES: dict[str, str] = {
    StepName.DISCUSS: "{who} talked with {to}.",
    StepName.MEETING: "{who} met {to}.",
    StepName.ASK_FOR_REMOVAL: "{who} asked {to} to take the post down.",
    StepName.WRITTEN_WARNING: "{who} decided on a written warning to {to}.",
    StepName.LEGAL_ADVICE: "{who} asked for legal advice.",
    StepName.POLICE: "{who} told the police.",
    StepName.RESTRICT: "{who} blocked or limited {to} on the school's channel.",
    StepName.REPORT_TO_HOST: "{who} reported the post to the host.",
    StepName.SAFEGUARD: "{who} told the safeguarding lead.",
    StepName.COMPLAINTS: "{who} pointed {to} to the complaints procedure.",
    StepName.SUPPORT: "{who} offered support to the person targeted.",
    StepName.HOLD: "{who} put contact on hold.",
    StepName.LIFT_HOLD: "{who} lifted the hold.",
}

SENTENCES: dict[str, str] = {
    EventKind.REPORTED: "{who} reported this post.",
    EventKind.KEPT: "{who} kept {what}.",
    EventKind.IMAGE_REFUSED: "{who} was stopped from keeping an intimate image. It was described, not held.",
    EventKind.PERSON_LINKED: "{who} added {to} ({part}, {identity}).",
    EventKind.PERSON_CHANGED: "{who} changed what is known of {to} ({part}, {identity}).",
    EventKind.PERSON_UNLINKED: "{who} took somebody wrongly linked off this incident.",
    EventKind.PERSON_SEPARATED: "{who} recorded that {to} is not the person of the same name in other incidents.",
    EventKind.CATEGORISED: "{who} changed the categories to {categories}.",
    EventKind.ANSWERED: "{to} answered: {value}.",
    EventKind.FURTHER_POST: "{who} added a further post by {to}.",
    EventKind.CHECKED: "{who} looked at the post: {value}.",
    EventKind.SAFEGUARDING_ANSWERED: "{who} answered the safeguarding question: {value}.",
    EventKind.HOST_ANSWERED: "{who} recorded the host's answer: {value}.",
    EventKind.OFFENCE_SUSPECTED: "{who} recorded a suspected offence: {value}.",
    EventKind.CONSIDERED: "{who} recorded: {value}.",
    EventKind.DONE: "{who} marked this as done: {step}.",
    EventKind.HANDED_OVER: "{who} handed this incident over to {owner}.",
    EventKind.OWNER_MOVED: "This incident passed to {owner}, because of a conflict of interest.",
    EventKind.OWNER_APPOINTED: "{who} appointed a governor to own this incident: {owner}.",
    EventKind.EXCLUDED: "{who} kept somebody from seeing this incident.",
    EventKind.RECUSED: "{who} stepped aside from this incident.",
    EventKind.NAME_KEPT: "{who} asked that a name is not told.",
    EventKind.NAME_TOLD: "{who} decided that a name may be told again.",
    EventKind.LEGAL: "{who} kept a document to those who need to read it.",
    EventKind.NOT_LEGAL: "{who} opened a document again to everybody who sees this incident.",
    EventKind.LET_READ: "{who} let somebody read a document that few may read.",
    EventKind.LET_NO_MORE: "{who} no longer lets somebody read a document.",
    EventKind.READMITTED: "{who} readmitted somebody to this incident.",
    EventKind.LETTER_DRAFTED: "{who} drafted a letter to {to}: {letter}.",
    EventKind.LETTER_APPROVED: "{who} approved the letter to {to}: {letter}.",
    EventKind.LETTER_SENT: "{who} sent the letter to {to} {how}: {letter}.",
    EventKind.LETTER_VOID: "A letter drafted to somebody since unlinked is void: {letter}.",
    EventKind.CLOSED: "{who} closed this incident: {outcome}.",
    EventKind.REOPENED: "{who} reopened this incident.",
    EventKind.NOTED: "{who} wrote a note.",
    EventKind.LINKED: "{who} linked this incident to {other}.",
    EventKind.ENRICHED: "{who} added details: {fields}.",
    EventKind.EXPORTED: "{who} exported this incident, for {purpose}.",
    EventKind.DISCLOSED: "{who} made an answer for {to}, who asked what is kept about them.",
    EventKind.ACCESS_GIVEN: "{who} let {reader} read this incident for {hours}.",
    EventKind.ACCESS_REFUSED: "{who} did not let {reader} read this incident.",
    EventKind.ACCESS_ENDED: "{who} ended the time in which {reader} could read this incident.",
    EventKind.ACCESS_LAPSED: "The time in which {reader} could read this incident is over.",
    EventKind.HOLD_PLACED: "{who} placed a legal hold: nothing of this incident is disposed of.",
    EventKind.HOLD_LIFTED: "{who} lifted the legal hold.",
    EventKind.ERASURE_PROPOSED: "{who} proposed: {what}.",
    EventKind.ERASURE_AGREED: "{who} agreed, as the first of two people: {what}.",
    EventKind.ERASURE_DECLINED: "{who} decided against it: {what}.",
    EventKind.ERASED: "What was kept of somebody wrongly linked was erased, as the law asks. Two people decided it.",
}

_LABELS: dict[str, Callable[[str], str]] = {
    EventKind.ANSWERED: lambda value: ParentAnswer(value).label.lower(),
    EventKind.CHECKED: lambda value: PostState(value).label.lower(),
    EventKind.SAFEGUARDING_ANSWERED: lambda value: SafeguardingAnswer(value).label.lower(),
    EventKind.HOST_ANSWERED: lambda value: HostAnswer(value).label.lower(),
}

QUOTED = (
    ("words", ""),
    ("other", "What else it is"),
    ("note", ""),
    ("necessity", "Why it is necessary and proportionate"),
    ("despite", "Why beyond the policy"),
    ("reason", "Reason"),
    ("reasons", "Reasons"),
    ("source", "Where it came from"),
)


@dataclass(frozen=True)
class Line:
    """One line of the story: when, the sentence, what was said in their own words, and until when if a date was set."""

    number: int
    at: datetime
    sentence: str
    quotes: tuple[tuple[str, str], ...]
    due: datetime | None = None
    serious: bool = False


def sentence_of(kind: str, details: Details, names: Mapping[str, str]) -> str:
    """The sentence for one event. An unknown person in it reads as somebody since unlinked."""
    pattern = STEP_SENTENCES[details["step"]] if kind == EventKind.STEP else SENTENCES[kind]
    return _upper_first(pattern.format_map(_words(kind, details, names)))


def _words(kind: str, details: Details, names: Mapping[str, str]) -> dict[str, Any]:
    words = {key: value for key, value in details.items() if isinstance(value, str)}
    words["who"] = details.get("actor_name", "Somebody")
    words["to"] = names.get(details["to"], UNLINKED) if details.get("to") else "the person responsible"
    if kind == EventKind.CONSIDERED:
        words["value"] = OF_KIND[details["question"]].said(details["value"])
    if kind in _LABELS:
        words["value"] = _LABELS[kind](details["value"])
    for key, label in (("step", StepName), ("outcome", Outcome), ("letter", LetterKind), ("how", SentHow)):
        if key in words:
            words[key] = label(words[key]).label.lower()
    return words


def _upper_first(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def story(facts: Facts, reading: Reading | None = None) -> list[Line]:
    """The whole story of an incident as one person reads it, oldest first: one question to the record.

    Without a reading it is as anybody may read it: whatever is kept back from somebody is left out.
    """
    reading, incident = reading or reading_of(facts, None), facts.incident
    lines = record.story_of(school=incident.school, about=incident.about)
    return [_line(told, reading) for told in lines if not _of_an_unknown_incident(told, reading)]


def notes_of(facts: Facts) -> list[tuple[int, datetime, str]]:
    """The notes of an incident, by their number in the record, for whoever reads all of them."""
    told = record.story_of(school=facts.incident.school, about=facts.incident.about)
    return [
        (each.number, each.at, each.details["words"]) for each in told if each.kind == EventKind.NOTED and each.details
    ]


def _of_an_unknown_incident(told: record.Told, reading: Reading) -> bool:
    """Whether it tells of another incident from which the person is kept: then nothing of it is told (S8.13)."""
    details = told.details or {}
    return told.kind == EventKind.LINKED and details.get("linked") not in reading.linked


def _line(told: record.Told, reading: Reading) -> Line:
    if told.details is None:
        return Line(told.number, told.at, "What stood here has been erased, as the law asks.", ())
    if not _may_read(told, reading):
        return Line(told.number, told.at, KEPT_FROM_YOU, ())
    names = reading.names
    details = {**told.details, "actor_name": reading.actor(told.actor, told.details.get("actor_name", "Somebody"))}
    if told.kind == EventKind.KEPT and reading.hides_source(details.get("key", "")):
        details.pop("source", None)
    quotes = tuple((label, details[key]) for key, label in QUOTED if details.get(key) and not _hidden(details, names))
    due = parse_datetime(details["due"]) if details.get("due") else None
    return Line(
        told.number, told.at, sentence_of(told.kind, details, names), quotes, due, bool(details.get("necessity"))
    )


def _may_read(told: record.Told, reading: Reading) -> bool:
    key = (told.details or {}).get("key", "") if told.kind == EventKind.KEPT else ""
    return reading.may_read(evidence=key, note=told.number)


def _hidden(details: Details, names: Mapping[str, str]) -> bool:
    """Words about somebody since unlinked are not repeated to anybody."""
    return bool(details.get("to")) and details["to"] not in names
