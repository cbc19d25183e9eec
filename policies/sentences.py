"""A version's procedure as sentences that a governor can read aloud, in order. Pure: it asks for rows and nothing else.

A row is a `ProcedureStep`, saved or not, or anything with its fields. What each step is, and what else shuts it, is
the same for every school and belongs to the incidents' ladder; here is only what this policy says (S1-39 to S1-44,
S2-22 to S2-32).
"""

from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

from policies.vocabulary import Condition, ConditionMode, StepName, citation
from schools.vocabulary import Role

OFFICES: dict[str, str] = {
    Role.HEAD: "the head of school",
    Role.SLT: "a senior leader",
    Role.DSL: "the designated safeguarding lead",
    Role.CHAIR: "the chair of governors",
    Role.GOVERNOR: "a governor",
    Role.TRUST_LEAD: "the trust lead",
    Role.ADMIN: "a school administrator",
    Role.STAFF: "a member of staff",
}
"""Each office as a sentence names it, in the order in which one names them."""

NOBODY = "somebody who is not named yet"

DOES: dict[str, tuple[str, str]] = {
    StepName.DISCUSS: ("talk", "with the parent"),
    StepName.MEETING: ("meet", "the parent"),
    StepName.ASK_FOR_REMOVAL: ("ask", "for the post to come down"),
    StepName.WRITTEN_WARNING: ("send", "a written warning"),
    StepName.LEGAL_ADVICE: ("take", "legal advice"),
    StepName.POLICE: ("tell", "the police"),
    StepName.RESTRICT: ("block", "the person, or limit what they can do, on a channel that the school runs"),
    StepName.REPORT_TO_HOST: ("report", "the post to the host"),
}
"""What a step of the ladder is: the verb, and what follows it."""

SHORT: dict[str, tuple[str, str]] = {
    Condition.REFUSED: ("the parent", "was asked and refused"),
    Condition.NO_RESPONSE: ("the parent", "has not answered in time"),
    Condition.CONTINUED: ("the parent", "posted again after the school spoke to them"),
    Condition.HATE: ("the post", "has a racist element or shows hate of another protected group"),
    Condition.VIOLENCE: ("the post", "threatens or encourages violence"),
    Condition.CRITICISM: ("the post", "criticises how the school is led"),
    Condition.OTHER_OFFENCE: ("somebody", "recorded which other offence they suspect, and why"),
}
"""A condition inside a sentence: whom or what it is about, and what is so of them."""

OF_ONE_PERSON = (Condition.REFUSED, Condition.NO_RESPONSE, Condition.CONTINUED)
"""Where several of these are asked for together, they must be true of the same person."""

PLACES = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth")
ANY_TIME = "At any time"


class Row(Protocol):
    """What a policy says of one step: the fields of a `ProcedureStep`."""

    step: Any
    order: Any
    decided_by: Any
    conditions: Any
    mode: Any
    days: Any
    paragraph: Any


R = TypeVar("R", bound=Row)


def sentence_of(row: Row) -> str:
    """What the policy says of one step, as it stands by itself."""
    return _sentence(row, PLACES[min(row.order, len(PLACES)) - 1] if row.order else ANY_TIME)


def procedure_in_sentences(rows: Iterable[Row]) -> list[str]:
    """The whole procedure in order: a sentence a step, those at any time last."""
    listed = in_order(rows)
    places = list(dict.fromkeys(row.order for row in listed if row.order))
    said: list[str] = []
    before: int | None = 0
    for row in listed:
        opening = _opening(row, places, again=row.order == before)
        said.append(_sentence(row, opening))
        before = row.order
    return said


def in_order(rows: Iterable[R]) -> list[R]:
    """Rows by their place, those at any time last; at the same place as they came."""
    return sorted(rows, key=lambda row: row.order or 1_000_000)


def deciders_in_words(row: Row) -> str:
    """Who decides a step: "the head of school or a senior leader"."""
    named = [words for role, words in OFFICES.items() if role in row.decided_by]
    return joined(named, "or") if named else NOBODY


def conditions_in_sentence(row: Row) -> str:
    """What the policy asks for before a step, as the clause that follows "only when"; empty where nothing is."""
    every = row.mode != ConditionMode.ANY
    clauses: list[str] = []
    last, people = "", 0
    for condition in [each for each in Condition if each in row.conditions]:
        subject, rest = SHORT[condition]
        people += condition in OF_ONE_PERSON
        clauses.append(f"{_subject(subject, last, every and people > 1)}{rest}")
        last = subject
    return (", and " if every else ", or ").join(clauses)


def what(step: str) -> str:
    """A step as something one does: "talk with the parent"."""
    return " ".join(DOES[step]) if step in DOES else str(step).lower()


def joined(words: Sequence[str], last: str) -> str:
    """Words as a list in a sentence: "a, b or c"."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _opening(row: Row, places: Sequence[int], *, again: bool) -> str:
    if not row.order:
        return "Also at any time" if again else ANY_TIME
    return "Alongside that" if again else PLACES[min(places.index(row.order), len(PLACES) - 1)]


def _sentence(row: Row, opening: str) -> str:
    words = f"{opening}, {_clause(row)}{_cited(row.paragraph)}."
    return f"{words} Allows {row.days} school day{'' if row.days == 1 else 's'}." if row.days else words


def _clause(row: Row) -> str:
    """Who does what. At any time they may; at its place they do, and where something is asked for, only then."""
    who, asked = deciders_in_words(row), conditions_in_sentence(row)
    if not row.order:
        return f"but only when {asked}, {who} may {what(row.step)}" if asked else f"{who} may {what(row.step)}"
    return f"only when {asked}, does {who} {what(row.step)}" if asked else f"{who} {_does(row.step)}"


def _does(step: str) -> str:
    """The step in the third person: "talks with the parent"."""
    if step == StepName.RESTRICT:
        return "blocks the person, or limits what they can do, on a channel that the school runs"
    verb, rest = DOES[step]
    return f"{verb}s {rest}"


def _subject(subject: str, last: str, same_person: bool) -> str:
    """Whom a condition is about: left out or made short where the clause before it was about the same."""
    if subject == "the parent" and same_person:
        return "the same person "
    if subject != last:
        return f"{subject} "
    return "" if subject == "the parent" else "it "


def _cited(paragraph: str) -> str:
    return f" ({citation(paragraph)})" if paragraph else ""
