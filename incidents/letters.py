"""Letters: which step each belongs to, and their text, composed from a template and a closed set of facts.

User text never reaches a template engine: the facts are data. A letter names the policy and its version, says what
it is and is not, and offers a way to answer. Writes nothing.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime

from django.template.loader import render_to_string
from django.utils import timezone

from incidents.access import Viewer
from incidents.facts import TALKS, Facts
from incidents.guards import HOLD, SAFEGUARDING, Asked
from incidents.ladder import answer_from
from incidents.models import Involvement
from incidents.vocabulary import SURE_ENOUGH, LetterKind
from policies.vocabulary import StepName, citation

BELONGS_TO: dict[LetterKind, StepName | None] = {
    LetterKind.INVITATION: StepName.DISCUSS,
    LetterKind.REMOVAL_REQUEST: StepName.ASK_FOR_REMOVAL,
    LetterKind.WARNING: StepName.WRITTEN_WARNING,
    LetterKind.RESTRICTION: StepName.RESTRICT,
    LetterKind.CLOSING: None,
    LetterKind.NO_BREACH: None,
}
NOT_SURE = "A letter needs somebody who is at least probable."
UNLINKED = "This letter is void: the person was taken off the incident."


def why_not(kind: LetterKind, to: Involvement, facts: Facts, viewer: Viewer, *, sending: bool = False) -> Sequence[str]:
    """Every sentence against this letter; none when it may go ahead. Who sends is wider than who decides (B2)."""
    said = [] if to.linked else [UNLINKED]
    if to.identity not in SURE_ENOUGH:
        said.append(NOT_SURE)
    asked = Asked(BELONGS_TO[kind] or StepName.DISCUSS, facts, viewer)
    if BELONGS_TO[kind] is None:
        return said + [guard.says(asked) for guard in (SAFEGUARDING, HOLD) if guard.holds(asked)]
    found = answer_from(asked)
    if found.is_shut:
        pairs = zip(found.codes, found.sentences, strict=True)
        said += [sentence for code, sentence in pairs if not (sending and code == "B2")]
    return said


def compose(kind: LetterKind, to: Involvement, facts: Facts, *, author: str, office: str, at: datetime) -> str:
    """The text of a letter, as plain UTF-8."""
    incident, version = facts.incident, facts.incident.adoption.version
    step = BELONGS_TO[kind]
    row = facts.procedure.get(step) if step else None
    context = {
        "school": incident.school.name,
        "date": timezone.localdate(at),
        "reference": incident.reference,
        "to": to.called,
        "author": author,
        "office": office,
        "policy": version.policy.title,
        "version": version.number,
        "adopted": incident.adoption.adopted_on,
        "paragraph": citation(row.paragraph) if row else "",
        "days": row.days if row else None,
        "host": incident.host,
        "posted": next((post.posted_on for post in facts.posts if post.posted_on), None),
        "link": next((post.url for post in facts.posts if post.url), ""),
        "listed": _in_words([f"“{category.name}”" for category in facts.categories]),
        "gone": facts.gone,
        **_so_far(facts, to, at),
    }
    words = render_to_string(f"letters/{kind.lower()}.txt", context).strip()
    return re.sub(r"\n{3,}", "\n\n", words) + "\n"


def _so_far(facts: Facts, to: Involvement, at: datetime) -> dict[str, date | None]:
    """The days on which the school talked with this person and asked them to take the post down, and by when."""
    mine = [each for each in facts.taken if each.to_id in (None, to.pk)]
    talked = [each for each in mine if each.step in TALKS]
    asked = [each for each in mine if each.step == StepName.ASK_FOR_REMOVAL]
    due = asked[-1].due_at if asked else None
    return {
        "talked": timezone.localdate(talked[-1].at) if talked else None,
        "asked": timezone.localdate(asked[-1].at) if asked else None,
        "by": timezone.localdate(due) if due and due > at else None,
    }


def _in_words(things: list[str]) -> str:
    *first, last = things or [""]
    return f"{', '.join(first)} and {last}" if first else last
