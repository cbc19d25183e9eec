"""What is unusual about a procedure, and what makes it impossible. Pure: it asks for rows and nothing else.

A note is for the governors to know; a problem keeps the version from them until it is put right. A policy may be as
short as it likes and may leave out any step (S1-46, S2-34); what it may not do is describe steps that nobody can ever
take.
"""

from collections.abc import Collection, Iterable
from typing import Any

from policies.sentences import OFFICES, Row, in_order, joined, what
from policies.vocabulary import Condition, ConditionMode, StepName
from schools.vocabulary import Role

_C, _S = Condition, StepName

ASKS = frozenset({_S.DISCUSS, _S.MEETING, _S.ASK_FOR_REMOVAL, _S.WRITTEN_WARNING})
"""Steps that ask the parent something, so that a refusal or silence may follow."""

TALKS = frozenset({_S.DISCUSS, _S.MEETING})
"""Steps with which the school speaks to the parent, so that somebody may go on after it."""

BROUGHT_ABOUT_BY: dict[str, frozenset[StepName]] = {_C.REFUSED: ASKS, _C.NO_RESPONSE: ASKS, _C.CONTINUED: TALKS}
"""Conditions that come of a step taken earlier. Every other is a fact of the post: hate, violence, criticism."""

LACKING: dict[str, str] = {
    _C.REFUSED: "a refusal, and no step before it asks the parent anything",
    _C.NO_RESPONSE: "the parent not to answer, and no step before it asks the parent anything",
    _C.CONTINUED: "somebody to post again after a talk, and no step before it talks with the parent or meets them",
}

SEES_ALL = frozenset({Role.HEAD, Role.SLT, Role.DSL})
WHEN_HANDED = frozenset({Role.CHAIR, Role.TRUST_LEAD})
"""Offices that see an incident, and decide on it, only where it was handed to them."""

HEAVY_WITHOUT_A_TALK = (_S.WRITTEN_WARNING, _S.LEGAL_ADVICE)
NOTHING = "There is no step in the procedure. Tick at least one."
NO_END = (
    "An incident about an ordinary post could never be brought to an end by this procedure: every step waits for "
    "something that no other step brings about. Let at least one wait for nothing, such as “Talk with the parent”."
)
NO_POLICE = "The police are not in this policy: leaders are asked for a reason, except in danger."
NO_LEGAL = "Nothing leads to legal advice: leaders who take it are asked for a reason."
NO_TALK = "The school neither talks with the parent nor meets them before anything else."
NO_FIRST = "No step comes first: each may be taken at any time."


def problems(rows: Iterable[Row]) -> list[str]:
    """What makes a procedure impossible, each with what to change. None of it may go to the governors."""
    listed = in_order(rows)
    if not listed:
        return [NOTHING]
    found = [sentence for row in listed if (sentence := _undecided(row))]
    return found if reachable(listed) else [*found, NO_END]


def notes(rows: Iterable[Row]) -> list[str]:
    """What is unusual about a procedure and yet possible, for whoever approves it to know."""
    listed = in_order(rows)
    of_rows = [sentence for row in listed for sentence in _of_one(row, listed)]
    return [*_left_out(listed), *of_rows] if listed else []


def reachable(rows: Collection[Row], facts: Collection[str] = ()) -> set[str]:
    """The steps that can ever be taken within the policy about a post of these facts; none is an ordinary post.

    :param facts: conditions that are so of the post itself, such as violence.
    """
    found: set[str] = set()
    while new := {str(row.step) for row in rows if row.step not in found and _may_come(row, found, facts)}:
        found |= new
    return found


def _may_come(row: Row, found: Collection[str], facts: Collection[str]) -> bool:
    """Whether what a step waits for may come of the steps found so far, and of the post."""
    so = [_may_be(condition, found, facts) for condition in row.conditions]
    return any(so) if row.mode == ConditionMode.ANY and so else all(so)


def _may_be(condition: str, found: Collection[str], facts: Collection[str]) -> bool:
    by = BROUGHT_ABOUT_BY.get(condition)
    return condition in facts if by is None else not by.isdisjoint(found)


def _undecided(row: Row) -> str:
    """Nobody who sees an incident decides this step: it is open to nobody (procedure, section 4)."""
    named = set(row.decided_by)
    if named & (SEES_ALL | WHEN_HANDED):
        return ""
    if not named:
        return f"It is not said who decides to {what(row.step)}. Tick the head of school, or whoever it is."
    return f"{_capital(_offices(named))} cannot decide to {what(row.step)}: {_alone(named)}. Tick somebody who does."


def _alone(named: Collection[str]) -> str:
    return "they do not see incidents" if len(named) > 1 else "that office does not see incidents"


def _left_out(rows: Collection[Row]) -> list[str]:
    """What the procedure as a whole leaves out."""
    here = {row.step for row in rows}
    said = {
        NO_FIRST: not any(row.order for row in rows),
        NO_TALK: here.isdisjoint(TALKS),
        NO_LEGAL: _S.LEGAL_ADVICE not in here,
        NO_POLICE: _S.POLICE not in here,
    }
    return [sentence for sentence, is_so in said.items() if is_so]


def _of_one(row: Row, rows: Collection[Row]) -> list[str]:
    """What is unusual about one step."""
    step = f"“{_capital(what(row.step))}”"
    found = [f"{step} waits for {LACKING[each]}." for each in _never(row, rows)]
    if before := _before_a_talk(row, rows):
        found.append(f"{step} {before}, before anybody has talked with the parent.")
    found += _deciders(row)
    return found if row.paragraph else [*found, f"{step}: it is not said where in the policy this stands."]


def _never(row: Row, rows: Collection[Row]) -> list[Any]:
    """The conditions of a step that nothing in this policy can bring about, whatever the post."""
    ever = reachable(rows, facts=[each for each in Condition if each not in BROUGHT_ABOUT_BY])
    return [each for each in Condition if each in row.conditions and not _may_be(each, ever, Condition)]


def _before_a_talk(row: Row, rows: Collection[Row]) -> str:
    """A heavy step that waits for nothing and for no talk: how it stands, or nothing."""
    if row.step not in HEAVY_WITHOUT_A_TALK or row.conditions:
        return ""
    if not row.order:
        return "may come at any time"
    earlier = any(each.step in TALKS and each.order and each.order < row.order for each in rows)
    return "" if earlier else f"comes at place {row.order}"


def _deciders(row: Row) -> list[str]:
    named, found = set(row.decided_by), []
    if named and named <= WHEN_HANDED:
        who = _offices(named)
        found.append(f"Only {who} decides to {what(row.step)}, and {who} decides only what was handed to them.")
    blind = named - SEES_ALL - WHEN_HANDED
    if blind and blind != named:
        who = _capital(_offices(blind))
        found.append(f"{who} is named to {what(row.step)}, and does not see incidents: the others decide it.")
    return found


def _offices(named: Collection[str]) -> str:
    return joined([words for role, words in OFFICES.items() if role in named], "or") or "an office unknown here"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
