"""What is kept of one person in one incident, in pieces: each is looked at, and goes out or is kept back. Pure.

Everything of the incident becomes an item, also what is about others, so that a person decides and not a search for
names. An item has a reason to be kept back until somebody decides otherwise, or none; one that is `fixed` never goes
out from here: what could tell who told the school, what is about whoever must not be named, and legal advice.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from incidents.facts import Facts
from incidents.models import Evidence, Finding, Involvement, Letter, Post, SubjectAccessReview, Taken
from incidents.need_to_know import Reading
from incidents.subject_access.redacting import Redactor
from incidents.timeline import EventKind, sentence_of
from incidents.vocabulary import (
    EvidenceKind,
    FindingKind,
    HostAnswer,
    LetterState,
    Outcome,
    ParentAnswer,
    Part,
    PostState,
    SafeguardingAnswer,
)
from policies.vocabulary import StepName

Reason = SubjectAccessReview.Reason
OUT = ""
"""The reason of what goes out."""

FIXED = frozenset({Reason.SOURCE, Reason.UNNAMED, Reason.LEGAL})
"""Reasons that nobody sets aside here."""

WEIGHTY = {StepName.SAFEGUARD: Reason.HARM, StepName.POLICE: Reason.CRIME, StepName.HOLD: Reason.CRIME}
FOUND_WEIGHTY = {
    FindingKind.SAFEGUARDING: Reason.HARM,
    FindingKind.OFFENCE: Reason.CRIME,
    FindingKind.IMAGE_REFUSED: Reason.HARM,
}
VALUES = {
    FindingKind.PARENT: ParentAnswer,
    FindingKind.CHECK: PostState,
    FindingKind.SAFEGUARDING: SafeguardingAnswer,
    FindingKind.HOST: HostAnswer,
}
TELLS = (EventKind.PERSON_CHANGED, EventKind.PERSON_SEPARATED)
"""Entries of the story that are items of their own; steps, answers, posts and letters are told by their rows."""


@dataclass(frozen=True)
class Item:
    """One piece: what it is, when, its words as they are kept, and why it is kept back unless somebody decides."""

    key: str
    what: str
    when: str
    text: str
    why: str = OUT
    file: Evidence | None = None

    @property
    def fixed(self) -> bool:
        """Whether it never goes out from here."""
        return self.why in FIXED

    @property
    def theirs(self) -> bool:
        """Whether it is about the person at all, as far as can be told by itself."""
        return self.why != Reason.NOT_THEIRS


@dataclass
class Kept:
    """What is kept of one person in one incident, with everything that is needed to put it into pieces."""

    facts: Facts
    reading: Reading
    links: Sequence[Involvement]
    letters: Sequence[Letter]
    told: Sequence[Mapping[str, Any]]
    redactor: Redactor
    items: list[Item] = field(default_factory=list)

    @property
    def numbers(self) -> set[int]:
        """The numbers of the person's places in this incident."""
        return {each.pk for each in self.links}

    @property
    def digest(self) -> str:
        """A hash of what is to be looked at: another one means that it has to be looked at again."""
        shown = [
            [each.key, each.what, each.when, each.text, each.why, self.redactor.redacted(each.text)]
            for each in self.items
        ]
        files = [each.file.sha256 for each in self.items if each.file]
        return hashlib.sha256(json.dumps([shown, files]).encode()).hexdigest()

    def key(self, kind: str, number: object) -> str:
        """How forms and decisions name a piece: nobody can count by it."""
        seed = f"{self.facts.incident.key}:{kind}:{number}"
        return hashlib.sha256(seed.encode()).hexdigest()[:16]

    def about(self, text: str) -> str:
        """Why words about nobody in particular are kept back: unless they name the person, they are not theirs."""
        return OUT if self.redactor.mentions(text) else Reason.NOT_THEIRS

    @property
    def alone(self) -> bool:
        """Whether the person is the only one who made, shared or answered the post: what names nobody is of them."""
        return {each.pk for each in self.facts.responsible} <= self.numbers and bool(self.facts.responsible)

    def of(self, link: int | None, text: str) -> str:
        """Why words about somebody, or nobody, are kept back."""
        if link in self.numbers or (link is None and self.alone):
            return OUT
        other = next((each for each in self.facts.all_involvements if each.pk == link), None)
        if other is not None and self.hidden(other):
            return Reason.UNNAMED
        if other is not None and other.part in (Part.WITNESS, Part.REPORTER):
            return Reason.SOURCE
        return Reason.OTHERS if other is not None and self.redactor.mentions(text) else self.about(text)

    def hidden(self, link: Involvement) -> bool:
        """Whether somebody else's name is kept back in this incident, from whomever."""
        return self.reading.keeps_back(link)


def fill(kept: Kept) -> Kept:
    """Put what is kept into pieces, in the order in which one tells it."""
    for part in (_parts, _incident, _posts, _steps, _findings, _letters, _evidence, _entries, _end):
        kept.items += part(kept)
    return kept


def _parts(kept: Kept) -> Iterator[Item]:
    for each in kept.links:
        said = [f"{each.get_part_display()}. How sure that is: {each.get_identity_display().lower()}."]
        said += [f"Relation to the school: {each.relation}"] if each.relation else []
        said += [f"Kept under the name {each.called}."]
        yield Item(kept.key("part", each.key), "Their part in it", on(each.linked_at), "\n".join(said))


def _incident(kept: Kept) -> Iterator[Item]:
    incident = kept.facts.incident
    where = ", ".join(filter(None, [incident.get_channel_display(), incident.host]))
    said = [incident.summary, f"Where: {where}." if where else "", incident.concern]
    yield Item(kept.key("incident", ""), "What it is about", on(incident.reported_at), "\n".join(filter(None, said)))


def _posts(kept: Kept) -> Iterator[Item]:
    author = any(each.part == Part.AUTHOR for each in kept.links)
    for place, post in enumerate(kept.facts.posts):
        mine = post.by_id in kept.numbers or (author and post.by_id is None and place == 0)
        yield _post(kept, post, mine)


def _post(kept: Kept, post: Post, mine: bool) -> Item:
    key, when = kept.key("post", post.pk), on(post.posted_at or post.posted_on or post.found_at)
    if mine:
        return Item(key, "A post of theirs", when, "\n".join(filter(None, [post.words, post.url])))
    return Item(key, "A post of somebody else", when, post.words, kept.of(post.by_id, post.words))


def _steps(kept: Kept) -> Iterator[Item]:
    for each in kept.facts.taken:
        step, told = StepName(each.step), _words_of_step(each)
        yield Item(kept.key("step", each.pk), "A step that was taken", on(each.at), told, _why_step(kept, step, each))


def _words_of_step(step: Taken) -> str:
    due = f"To be looked at again by {on(step.due_at)}." if step.due_at else ""
    return "\n".join(filter(None, [f"{step.get_step_display()}.", step.note, step.necessity, step.despite, due]))


def _why_step(kept: Kept, step: StepName, taken: Taken) -> str:
    if step == StepName.LEGAL_ADVICE:
        return Reason.LEGAL
    why = kept.of(taken.to_id, _words_of_step(taken))
    return WEIGHTY.get(step, OUT) if why == OUT else why


def _findings(kept: Kept) -> Iterator[Item]:
    for each in kept.facts.findings:
        told = "\n".join(filter(None, [_found(each), each.words]))
        why = kept.of(each.of_id, told)
        if why == OUT:
            why = FOUND_WEIGHTY.get(FindingKind(each.kind), OUT)
        if each.kind == FindingKind.NOT_ADVISED:
            why = Reason.LEGAL
        yield Item(kept.key("finding", each.pk), "An answer or observation", on(each.at), told, why)


def _found(finding: Finding) -> str:
    words = VALUES.get(FindingKind(finding.kind))
    said = words(finding.value).label if words and finding.value in words.values else ""
    kind = finding.get_kind_display()
    return f"{kind}{'' if kind.endswith('?') else ':'} {said}" if said else kind


def _letters(kept: Kept) -> Iterator[Item]:
    for each in kept.letters:
        if each.state in (LetterState.APPROVED, LetterState.SENT) and each.to.linked:
            mine = each.to_id in kept.numbers
            what = f"A letter to {'them' if mine else 'somebody else'}: {each.get_kind_display().lower()}"
            why = kept.of(each.to_id, each.body)
            yield Item(kept.key("letter", each.key), what, on(each.sent_at or each.approved_at), each.body, why)


def _evidence(kept: Kept) -> Iterator[Item]:
    for each in kept.facts.evidence:
        key = kept.key("evidence", each.key)
        if not kept.reading.may_read(evidence=str(each.key)) or _is_legal(kept, each):
            yield Item(key, "A document", on(each.kept_at), "", Reason.LEGAL)
        elif each.kind == EvidenceKind.STATEMENT:
            yield _statement(kept, each, key)
        else:
            why = Reason.SOURCE if _source_kept(kept, each) else Reason.PICTURE
            file = None if why == Reason.SOURCE else each
            yield Item(key, "A picture or file of what was posted", on(each.kept_at), "", why, file)


def _is_legal(kept: Kept, evidence: Evidence) -> bool:
    return any(each.evidence_id == evidence.pk for each in kept.reading.documents)


def _source_kept(kept: Kept, evidence: Evidence) -> bool:
    return any(each.evidence_id == evidence.pk for each in kept.reading.kept)


def _statement(kept: Kept, evidence: Evidence, key: str) -> Item:
    """A witness's words could tell who they are; the person's own words are theirs."""
    own = not _source_kept(kept, evidence) and kept.redactor.mentions(evidence.source)
    why = OUT if own else Reason.SOURCE
    return Item(key, "Words of theirs" if own else "Words of a witness", on(evidence.kept_at), evidence.words, why)


def _entries(kept: Kept) -> Iterator[Item]:
    mine = {str(each.key): each.called for each in kept.links}
    legal = {each.note for each in kept.reading.documents if each.note is not None}
    for told in kept.told:
        key, when, details = kept.key("entry", told["number"]), on(told["at"]), told["details"]
        if told["kind"] == EventKind.ERASED or details is None:
            yield Item(key, "Something that was erased", when, "What stood here was erased, as the law asks.")
        elif told["kind"] == EventKind.NOTED:
            words = str(details.get("words", "")) if kept.reading.may_read(note=told["number"]) else ""
            yield Item(key, "A note", when, words, Reason.LEGAL if told["number"] in legal else kept.about(words))
        elif told["kind"] in TELLS and details.get("to") in mine:
            said = sentence_of(told["kind"], details, mine)
            yield Item(key, "What was changed about them", when, said)


def _end(kept: Kept) -> Iterator[Item]:
    incident = kept.facts.incident
    if incident.closed_at:
        said = f"{Outcome(incident.outcome).label}.\n{incident.closing_reasons}".strip()
        yield Item(kept.key("end", ""), "How it ended", on(incident.closed_at), said)


def on(day: date | datetime | None) -> str:
    """A day, as a person reads it."""
    if day is None:
        return ""
    found = timezone.localdate(day) if isinstance(day, datetime) else day
    return f"{found:%-d %B %Y}"


def keys_of(items: Collection[Item]) -> set[str]:
    """How forms and decisions name them."""
    return {each.key for each in items}
