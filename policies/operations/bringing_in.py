"""Bringing an existing policy in: its text as a new draft, word for word, and what was recognised in it, to decide.

Nothing that was recognised is written into the draft until somebody accepts it, one by one.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from policies.models import Policy, PolicyVersion, Suggestion
from policies.operations import applying
from policies.operations.applying import UNTITLED
from policies.operations.entry import keeper_of, may_keep, open_draft, tell
from policies.operations.starting import LETTERS
from policies.operations.text import MOST_PARAGRAPHS, TOO_MANY
from policies.recognising.proposals import Proposal, Recognised
from schools.history import Actor, create_all
from schools.models import School, User
from schools.operation import NotFound, Refused, operation

DECIDED = "This was decided already. Take that back first."
OPEN = "Nothing was decided here yet."
NO_TEXT = "There is no text to bring in."


@operation
def bring_in(*, school: School, read: Recognised, by: Actor, at: datetime) -> PolicyVersion:
    """Begin a policy with a draft that has this text, and a suggestion for each proposal. Raises Refused."""
    may_keep(by, school, at)
    count = sum(len(section["paragraphs"]) for section in read.sections)
    if not read.sections:
        raise Refused(NO_TEXT)
    if count > MOST_PARAGRAPHS:
        raise Refused(TOO_MANY.format(found=count))
    policy = Policy.objects.create(slug=_slug(), title=UNTITLED, school=school)
    begun_by = by if isinstance(by, User) else None
    version = PolicyVersion.objects.create(
        policy=policy, number=1, title=UNTITLED, sections=list(read.sections), begun_at=at, begun_by=begun_by
    )
    create_all([_suggestion(version, each) for each in read.proposals])
    told = {"paragraphs": str(count), "suggestions": str(len(read.proposals))}
    tell(school, "policy-brought-in", by, at, version=str(version), **told)
    return version


@operation
def accept(*, suggestion: Suggestion, by: Actor, at: datetime) -> Suggestion:
    """Write what a suggestion says into the draft. Raises Refused where the draft says something else already."""
    draft, mine = _open(suggestion, by, at)
    if mine.accepted is not None:
        raise Refused(DECIDED)
    mine.value = {**mine.value, "made": applying.apply(draft, mine)}
    return _decide(draft, mine, True, "policy-suggestion-accepted", by, at)


@operation
def reject(*, suggestion: Suggestion, by: Actor, at: datetime) -> Suggestion:
    """Decide that a suggestion is not what the policy says. The text keeps its sentence."""
    draft, mine = _open(suggestion, by, at)
    if mine.accepted is not None:
        raise Refused(DECIDED)
    return _decide(draft, mine, False, "policy-suggestion-rejected", by, at)


@operation
def open_again(*, suggestion: Suggestion, by: Actor, at: datetime) -> Suggestion:
    """Take a decision back. What was accepted is taken out of the draft, unless somebody has changed it since."""
    draft, mine = _open(suggestion, by, at)
    if mine.accepted is None:
        raise Refused(OPEN)
    if mine.accepted:
        applying.take_back(draft, mine)
        mine.value = {name: value for name, value in mine.value.items() if name != "made"}
    return _decide(draft, mine, None, "policy-suggestion-opened-again", by, at)


def _open(suggestion: Suggestion, by: Actor, at: datetime) -> tuple[PolicyVersion, Suggestion]:
    """The draft, locked, and the suggestion as it stands now."""
    draft = open_draft(suggestion.version, None, by, at)
    mine = draft.suggestions.filter(pk=suggestion.pk).first()
    if mine is None:
        raise NotFound()
    mine.version = draft
    return draft, mine


def _decide(
    draft: PolicyVersion, mine: Suggestion, accepted: bool | None, kind: str, by: Actor, at: datetime
) -> Suggestion:
    mine.accepted = accepted
    mine.save()
    says = mine.value.get("name") or mine.value.get("text") or mine.value.get("step", "")
    tell(keeper_of(draft), kind, by, at, version=str(draft), about=mine.get_what_display(), says=_short(says))
    return mine


def _suggestion(version: PolicyVersion, proposal: Proposal) -> Suggestion:
    value: Mapping[str, Any] = proposal.value
    return Suggestion(
        version=version,
        what=proposal.about.value,
        value=dict(value),
        sentence=proposal.sentence,
        paragraph=_cited(proposal.paragraph),
    )


def _cited(paragraph: str) -> str:
    """A citation that the column holds: whole paragraphs, never half of one's number."""
    kept: Sequence[str] = paragraph.split(", ")
    while len(", ".join(kept)) > applying.LONGEST_CITATION:
        kept = kept[:-1]
    return ", ".join(kept)


def _short(words: str) -> str:
    return words if len(words) <= 80 else f"{words[:79]}…"


def _slug() -> str:
    """An address that reveals no count. The title is not known yet."""
    return f"policy-{''.join(secrets.choice(LETTERS) for _ in range(7))}"
