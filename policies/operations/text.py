"""The text of a draft: its sections and numbered paragraphs (S1-13, S2-24).

A paragraph from which a category or a step comes is not dropped: whoever means to drop it changes those first, so that
no page ever cites what is not there.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from policies.citing import number_of
from policies.models import PolicyVersion
from policies.operations.entry import count_up, keeper_of, lock_draft, may_keep, tell
from policies.paragraphs import Written, cited_by, ids_in, numbered
from schools.history import Actor
from schools.operation import Refused, operation

MOST_PARAGRAPHS = 600
TOO_MANY = f"Use at most {MOST_PARAGRAPHS} paragraphs. This has {{found:,}}."
GONE = "Paragraphs are gone from which something comes. Put them back, or change what comes from them first."
CITED = "Paragraph {number}: {who}."


@operation
def set_text(
    *, version: PolicyVersion, edition: int, sections: Sequence[Written], by: Actor, at: datetime
) -> PolicyVersion:
    """Write the text of a draft. Raises Refused when a paragraph that is cited is gone; Stale, as every change."""
    keeper = keeper_of(version)
    may_keep(by, keeper, at)
    count = sum(len(each.texts) for each in sections)
    if count > MOST_PARAGRAPHS:
        raise Refused(TOO_MANY.format(found=count))
    draft = lock_draft(version, edition, by, at)
    kept = numbered(draft.sections, sections)
    _refuse_loss(draft, kept)
    if kept != draft.sections:
        said = _what_changed(draft.sections, kept)
        draft.sections = kept
        count_up(draft, version)
        tell(keeper, "policy-text-changed", by, at, version=str(draft), paragraphs=said)
    return draft


def _refuse_loss(draft: PolicyVersion, kept: list[dict[str, Any]]) -> None:
    """Name every category and step that would come from a paragraph which is not there any more. Raises Refused."""
    cited = cited_by(draft.categories.all(), draft.steps.all(), draft.said)
    still_there = set(ids_in(kept))
    lost = [each for each in ids_in(draft.sections) if each in cited and each not in still_there]
    if lost:
        named = (CITED.format(number=number_of(each), who="; ".join(cited[each])) for each in lost)
        raise Refused(GONE, *named)


def _what_changed(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> str:
    before, after = _texts(old), _texts(new)
    reworded = sum(before[each] != after[each] for each in before.keys() & after.keys())
    counts = {"new": len(after.keys() - before.keys()), "reworded": reworded}
    counts["removed"] = len(before.keys() - after.keys())
    return ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "headings only"


def _texts(sections: list[dict[str, Any]]) -> dict[str, str]:
    return {each["id"]: each["text"] for section in sections for each in section["paragraphs"]}
