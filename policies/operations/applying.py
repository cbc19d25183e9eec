"""What an accepted suggestion writes into a draft, and how that is taken back while it still stands as it was written.

No event is written here: `bringing_in` tells of every decision. Nothing that a person entered is overwritten: where
the draft says something else already, the suggestion is refused and somebody chooses.
"""

from collections.abc import Callable
from typing import Any

from policies.citing import cited_in, missing_from, number_of
from policies.documents import before, in_words
from policies.models import (
    Adoption,
    Category,
    Issue,
    LinkedPolicy,
    PastVersion,
    PolicyVersion,
    ProcedureStep,
    Suggestion,
)
from policies.operations.control import REVIEW_FIRST
from policies.operations.entry import keeper_of
from policies.operations.procedure import LONGEST_CITATION
from schools.dates import calendar_of
from schools.operation import Refused

Value = dict[str, Any]

UNTITLED = "Untitled policy"
COLUMNS = (*("title", "author_name", "reviewed_by", "subject", "approving_body", "published", "review_due", "source"),)
STEP_COLUMNS = ("order", "decided_by", "conditions", "mode", "days", "paragraph", "words")
PRINTED = {
    "status": "The document says of its status: {text}.",
    "approved_on": "The document says that it was approved: {text}.",
}
"""What Fairpost keeps by itself, and so takes from a document as a remark alone."""

SAYS_OTHER = "The draft says “{now}” there already. Change it on its own page, or reject this."
THERE = "The draft has “{name}” already. Change that one, or reject this."
NO_ROOM = "The comments of this version are full. Shorten them first, or reject this."
GONE = "Paragraph {number} is not in the text any more. Reject this, and add it by hand if you still want it."
TOO_LONG = "This is longer than the {longest} characters kept there. Type it on its own page, or reject this."
CHANGED = "It was changed since it was accepted. Change or remove it on its own page."
LONGEST_COMMENTS = 300


def apply(draft: PolicyVersion, suggestion: Suggestion) -> Value:
    """Write what a suggestion says into the draft. Returns what is needed to take it back. Raises Refused."""
    value = suggestion.value
    if suggestion.what == Suggestion.What.FIELD:
        return _writer(value["field"])(draft, value)
    _refuse_lost(suggestion.paragraph, draft)
    add = _add_category if suggestion.what == Suggestion.What.CATEGORY else _add_step
    return add(draft, {**value, "paragraph": suggestion.paragraph})


def take_back(draft: PolicyVersion, suggestion: Suggestion) -> None:
    """Take out what was written, if it still stands as it was written. Raises Refused."""
    made = suggestion.value["made"]
    if "row" in made:
        _remove(draft, suggestion, made)
    elif "step" in made:
        _restore(draft, made)
    else:
        _unset(draft, made)


def _writer(field: str) -> Callable[[PolicyVersion, Value], Value]:
    if field in COLUMNS:
        return _set_column
    if field in PRINTED:
        return _add_remark
    return {"said": _say, "issued_to": _add_issue, "linked": _add_linked, "past_version": _add_past}[field]


def _set_column(draft: PolicyVersion, value: Value) -> Value:
    name, text = value["field"], value["text"]
    now = draft.written_by if name == "author_name" else getattr(draft, name)
    if now and now not in (text, UNTITLED):
        raise Refused(SAYS_OTHER.format(now=in_words(now)))
    was, longest = getattr(draft, name), PolicyVersion._meta.get_field(name).max_length
    if len(text) > longest:
        raise Refused(TOO_LONG.format(longest=longest))
    setattr(draft, name, text)
    if before(draft.review_due, draft.published, calendar_of(keeper_of(draft))):
        raise Refused(REVIEW_FIRST)
    _save(draft)
    return {"column": name, "is": text, "was": was}


def _save(draft: PolicyVersion) -> None:
    """A policy of which nothing is in force yet is called what its draft is called."""
    draft.save()
    if draft.policy.title != draft.title and not Adoption.objects.filter(version__policy=draft.policy).exists():
        draft.policy.title = draft.title
        draft.policy.save()


def _add_remark(draft: PolicyVersion, value: Value) -> Value:
    remark = PRINTED[value["field"]].format(text=in_words(value["text"]))
    comments = f"{draft.comments} {remark}".strip()
    if len(comments) > LONGEST_COMMENTS:
        raise Refused(NO_ROOM)
    draft.comments = comments
    draft.save()
    return {"remark": remark}


def _say(draft: PolicyVersion, value: Value) -> Value:
    topic, text = value["topic"], value["text"]
    _refuse_lost(text, draft)
    if draft.said.get(topic, text) != text:
        raise Refused(SAYS_OTHER.format(now=draft.said[topic]))
    draft.said = {**draft.said, topic: text}
    draft.save()
    return {"topic": topic, "is": text}


def _add_issue(draft: PolicyVersion, value: Value) -> Value:
    _refuse_twice(value["text"], [each.name for each in draft.issues.all()])
    return {"row": Issue.objects.create(version=draft, name=value["text"]).pk}


def _add_linked(draft: PolicyVersion, value: Value) -> Value:
    _refuse_twice(value["text"], [each.title for each in draft.linked.all()])
    return {"row": LinkedPolicy.objects.create(version=draft, title=value["text"]).pk}


def _add_past(draft: PolicyVersion, value: Value) -> Value:
    lines = draft.policy.past_versions.filter(**value["line"])
    _refuse_twice(value["text"], [value["text"] for _ in lines])
    return {"row": PastVersion.objects.create(policy=draft.policy, **value["line"]).pk}


def _add_category(draft: PolicyVersion, value: Value) -> Value:
    rows = list(draft.categories.all())
    _refuse_twice(value["name"], [each.name for each in rows])
    order = max((each.order for each in rows), default=-1) + 1
    columns = {name: value[name] for name in ("kind", "name", "paragraph")}
    return {"row": Category.objects.create(version=draft, order=order, **columns).pk}


def _add_step(draft: PolicyVersion, value: Value) -> Value:
    """Add the step; where the draft has it already, fill in what is missing there and add the words."""
    row = draft.steps.filter(step=value["step"]).first()
    was = _columns(row) if row else None
    says = {name: value[name] for name in STEP_COLUMNS}
    row = row or ProcedureStep(step=value["step"])
    row.version = draft
    for name, text in (_merged(was, says) if was else says).items():
        setattr(row, name, text)
    row.save()
    return {"step": row.step, "is": _columns(row), "was": was}


def _merged(was: Value, says: Value) -> Value:
    """What the row says, with its gaps filled; conditions and their mode go together."""
    merged = {name: was[name] or says[name] for name in ("order", "decided_by", "days")}
    merged |= {name: (was if was["conditions"] else says)[name] for name in ("conditions", "mode")}
    both = ", ".join(dict.fromkeys([*cited_in(was["paragraph"]), *cited_in(says["paragraph"])]))
    merged["paragraph"] = both if len(both) <= LONGEST_CITATION else was["paragraph"]
    known = says["words"] in was["words"]
    return merged | {"words": was["words"] if known else f"{was['words']}\n{says['words']}".strip()}


def _columns(row: ProcedureStep) -> Value:
    return {name: getattr(row, name) for name in STEP_COLUMNS}


def _remove(draft: PolicyVersion, suggestion: Suggestion, made: Value) -> None:
    """Delete the row that was made, if nobody has worked on it."""
    value = suggestion.value
    if suggestion.what == Suggestion.What.CATEGORY:
        rows: Any = draft.categories.filter(
            kind=value["kind"], name=value["name"], paragraph=suggestion.paragraph, help="", examples=[], retired=False
        )
    elif value["field"] == "issued_to":
        rows = draft.issues.filter(name=value["text"], issued_on="", school=None)
    elif value["field"] == "linked":
        rows = draft.linked.filter(title=value["text"], address="", keeper="", path="", steps=[])
    else:
        rows = draft.policy.past_versions.filter(**value["line"])
    row = rows.filter(pk=made["row"]).first()
    if row is None:
        raise Refused(CHANGED)
    row.delete()


def _restore(draft: PolicyVersion, made: Value) -> None:
    row = draft.steps.filter(step=made["step"]).first()
    if row is None or _columns(row) != made["is"]:
        raise Refused(CHANGED)
    row.version = draft
    if made["was"] is None:
        row.delete()
        return
    for name, text in made["was"].items():
        setattr(row, name, text)
    row.save()


def _unset(draft: PolicyVersion, made: Value) -> None:
    """Put a column, a topic or a remark back to what it was."""
    if "remark" in made and made["remark"] in draft.comments:
        draft.comments = " ".join(draft.comments.replace(made["remark"], "").split())
    elif "topic" in made and draft.said.get(made["topic"]) == made["is"]:
        draft.said = {topic: text for topic, text in draft.said.items() if topic != made["topic"]}
    elif "column" in made and getattr(draft, made["column"]) == made["is"]:
        setattr(draft, made["column"], made["was"])
    else:
        raise Refused(CHANGED)
    _save(draft)


def _refuse_twice(name: str, known: list[str]) -> None:
    if name.casefold() in (each.casefold() for each in known):
        raise Refused(THERE.format(name=name))


def _refuse_lost(paragraph: str, draft: PolicyVersion) -> None:
    if gone := missing_from(paragraph, draft.sections):
        raise Refused(GONE.format(number=number_of(gone[0])))
