"""Which steps of the ladder a text describes: for each the sentence that says most, who decides, and what it waits for.

A step is proposed once, from the sentence that says most about it. Where the text does not say who decides, the
proposal says so: the head does, until somebody chooses otherwise.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from policies.recognising.context import of_what_school_does
from policies.recognising.moves import (
    ANY_TIME,
    ASKED_OF,
    CONDITIONS,
    DAYS,
    DECIDERS,
    FIRST,
    NEXT,
    NUMBERS,
    PLACE,
    STAGE,
    STEPS,
    Sound,
)
from policies.recognising.proposals import About, Proposal, because
from policies.recognising.sentences import Sentence, joined, neighbours
from policies.vocabulary import Condition, ConditionMode, StepName
from schools.vocabulary import Role

LOOKS_BACK = re.compile(
    r"^\W*(?:in (?:that|this|such a|the same) (?:case|talk|conversation)|if so|should this|if this)\b", re.I
)
LOOKS_FORWARD = re.compile(r"^\W*(?:these|this|it|such|those|the parent has|they (?:have|then))\b", re.I)
ACTS = re.compile(
    r"([^,.;]{3,90}?)\b(?:will|may|can|shall|could|should|talks?|meets?|gets? in touch|tells?|invites?|contacts?)\b",
    re.I,
)
"""Who acts: the words before the verb."""
BOTH = re.compile(r"\band\b(?: also)?", re.I)
LONGEST_CITATION = 40
NOT_SAID = "the text does not say who decides it, so the head does unless you choose somebody else"


@dataclass(frozen=True)
class Said:
    """What one sentence, with its neighbours where it leans on them, says of one step."""

    step: StepName
    sentence: Sentence
    match: str
    order: int | None
    decided_by: tuple[Role, ...]
    conditions: tuple[Condition, ...]
    mode: ConditionMode
    days: int | None

    @property
    def weight(self) -> int:
        """How much it says: the sentence that says most speaks for the step."""
        return 3 * len(self.conditions) + 2 * bool(self.decided_by) + bool(self.order) + bool(self.days)


def steps_in(sentences: Sequence[Sentence]) -> list[Proposal]:
    """A proposal for each step, in the order in which the text comes to it."""
    best: dict[StepName, Said] = {}
    for said in _said(sentences):
        known = best.get(said.step)
        if known is None or said.weight > known.weight:
            best[said.step] = said
    return [_proposal(each) for each in _placed(list(best.values()))]


def days_in(text: str) -> int | None:
    """The school days that a sentence allows, if it allows any."""
    found = DAYS.search(text)
    if not found:
        return None
    number = NUMBERS.get(found[1].lower()) or int(found[1])
    return number if 1 <= number <= 190 else None


def _said(sentences: Sequence[Sentence]) -> Iterator[Said]:
    for before, each, after in neighbours(sentences):
        if not of_what_school_does(each):
            continue
        for row in STEPS:
            if match := _match(row, each.text):
                yield _one(row.step, each, match.group(), *_leaning(before, each, after))


def _match(row: Sound, text: str) -> re.Match[str] | None:
    return None if row.unless and row.unless.search(text) else row.any_of.search(text)


def _leaning(before: Sentence | None, each: Sentence, after: Sentence | None) -> tuple[Sentence, str]:
    """The sentence together with the one it refers to, and with one that only goes on; and its list's lead."""
    whole = each
    if before and LOOKS_BACK.search(each.text):
        whole = joined(before, whole)
    if after and LOOKS_FORWARD.search(after.text) and after.heading == each.heading and not _starts_a_step(after):
        whole = joined(whole, after)
    return whole, f"{each.lead} {whole.text}"


def _starts_a_step(sentence: Sentence) -> bool:
    return any(_match(row, sentence.text) for row in STEPS)


def _one(step: StepName, own: Sentence, match: str, whole: Sentence, text: str) -> Said:
    conditions = tuple(each for each in ASKED_OF[step] if CONDITIONS[each].search(text))
    deciders = tuple(role for role, pattern in DECIDERS if pattern.search(_deciding(own.text) or _deciding(text)))
    return Said(step, whole, match, _order(own), deciders, conditions, _mode(text, conditions), days_in(whole.text))


def _deciding(text: str) -> str:
    """The words before the verb that says who acts: "The head or governors" of "… will contact and meet them".

    What the post is about ("critical of leadership"), and whom a letter may be answered to, decides nothing.
    """
    return " ".join(ACTS.findall(text))


def _order(sentence: Sentence) -> int | None:
    """The place on the ladder, as far as the words give one. 0: the text says at any time."""
    text = sentence.text
    if ANY_TIME.search(text):
        return 0
    if found := PLACE.search(text) or STAGE.search(sentence.heading):
        return int(found[1]) or None
    if FIRST.search(text):
        return 1
    return 2 if NEXT.search(text) else None


def _mode(text: str, conditions: Sequence[Condition]) -> ConditionMode:
    """All of them where two things of the parent are joined by "and"; otherwise any of them."""
    if Condition.REFUSED not in conditions or len(conditions) != 2:
        return ConditionMode.ANY
    places = sorted(CONDITIONS[each].search(text).start() for each in conditions)  # type: ignore[union-attr]
    return ConditionMode.ALL if BOTH.search(text, places[0], places[1]) else ConditionMode.ANY


def _placed(said: list[Said]) -> list[Said]:
    """Give each its place: a talk begins, what waits for the parent comes after, the rest is for any time."""
    placed, last = [], 1
    for each in said:
        order = each.order
        if order is None and each.step in (StepName.DISCUSS, StepName.ASK_FOR_REMOVAL):
            order = 1
        elif order is None and each.conditions and each.step not in (StepName.POLICE, StepName.RESTRICT):
            order = last + 1
        last = max(last, order or 0)
        placed.append(replace(each, order=order or None))
    return placed


def _proposal(said: Said) -> Proposal:
    reason = because(said.match) + ("" if said.decided_by else f"; {NOT_SAID}")
    value = {
        "step": said.step.value,
        "order": said.order,
        "decided_by": [role.value for role in said.decided_by or (Role.HEAD,)],
        "conditions": [each.value for each in said.conditions],
        "mode": said.mode.value,
        "days": said.days,
        "words": said.sentence.text,
        "reason": reason,
    }
    return Proposal(About.STEP, value, said.sentence.text, _cited(said.sentence.paragraph))


def _cited(paragraphs: str) -> str:
    """As many of its paragraphs as a citation holds."""
    kept: list[str] = []
    for each in paragraphs.split(", "):
        if len(", ".join([*kept, each])) <= LONGEST_CITATION:
            kept.append(each)
    return ", ".join(kept)
