"""What a school's policy is today, and the page that shows it paragraph by paragraph. Writes nothing.

The words are the document's own; gaps in it are said to be gaps (S1-02 to S1-12, S2-01). How a step of the ladder
behaves beyond what the policy says belongs to the incidents.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from policies.in_force import Warning, adoption_in_force, warnings_of
from policies.models import Adoption, Category, Notice, PolicyVersion, ProcedureStep
from policies.vocabulary import LADDER, Condition, ConditionMode, StepName, citation
from schools.calendar import Calendar
from schools.dates import dates_of
from schools.models import School
from schools.vocabulary import Role

CONTROL = {
    "subject": "Subject",
    "author": "Author",
    "reviewed_by": "Reviewed by",
    "status": "Status",
    "approved_by": "Approved by",
    "approved_on": "Approved on",
    "published": "Published",
    "review_due": "Review due",
    "issued_to": "Issued to",
    "version_history": "Version history",
    "linked": "Linked documents",
    "source": "Follows",
}
"""The document control block, in the order in which documents print it."""

SHOWN_ONLY_WHERE_GIVEN = ("source",)


@dataclass(frozen=True)
class State:
    """The policy in force at a school today, if it adopted one, and what is unusual about it."""

    adoption: Adoption | None
    warnings: Sequence[Warning]


def state_of(school: School, on: date) -> State:
    """The policy in force: three questions to the database."""
    adoption = adoption_in_force(school, on)
    if adoption is None:
        return State(None, [])
    # The terms are enough to know when a review is due: no day is counted.
    calendar = Calendar([dates_of(term) for term in school.terms.all()])
    return State(adoption, warnings_of(adoption, list(school.notices.all()), calendar, [on]))


@dataclass(frozen=True)
class Cited:
    """Where the policy says something, in words, and the number of the first paragraph of it."""

    words: str
    first: str


@dataclass(frozen=True)
class Section:
    """A heading with its paragraphs, each with its number."""

    heading: str
    paragraphs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Fact:
    """A line of the document control block; `text` is empty where the document leaves it out."""

    label: str
    text: str


@dataclass(frozen=True)
class LadderStep:
    """What the policy says of one step of its ladder."""

    step: StepName
    deciders: str
    conditions: Sequence[str]
    any_of: bool
    days: int | None
    words: str
    cited: Cited


@dataclass(frozen=True)
class Rung:
    """Steps that come at the same place of the ladder; without an order, at any time."""

    order: int | None
    steps: Sequence[LadderStep]


@dataclass(frozen=True)
class PolicyPage:
    """Everything that the page of a school's policy shows."""

    adoption: Adoption
    version: PolicyVersion
    warnings: Sequence[Warning]
    control: Sequence[Fact]
    sections: Sequence[Section]
    rungs: Sequence[Rung]
    absent: Sequence[StepName]
    categories: Sequence[tuple[Category, Cited]]
    added: Sequence[Category]
    silent: Sequence[Mapping[str, str]]
    adoptions: Sequence[Adoption]
    notices: Sequence[Notice]


def page_of(school: School, on: date) -> PolicyPage | None:
    """The page of the policy in force; nothing where the school has adopted none."""
    state = state_of(school, on)
    if state.adoption is None:
        return None
    version = state.adoption.version
    rows, categories = list(version.steps.all()), list(version.categories.all())
    return PolicyPage(
        adoption=state.adoption,
        version=version,
        warnings=state.warnings,
        control=control_of(version.control),
        sections=[_section(each) for each in version.sections],
        rungs=_rungs(rows),
        absent=[step for step in LADDER if step not in {row.step for row in rows}],
        categories=[(each, _cited(each.paragraph)) for each in categories if not each.added],
        added=[each for each in categories if each.added],
        silent=version.silent,
        adoptions=list(school.adoptions.select_related("version__policy").order_by("-adopted_on")),
        notices=list(school.notices.all()),
    )


def control_of(control: Mapping[str, Any]) -> list[Fact]:
    """The document control block line by line, gaps included."""
    facts = [Fact(label, _in_words(control.get(key))) for key, label in CONTROL.items()]
    optional = {CONTROL[key] for key in SHOWN_ONLY_WHERE_GIVEN}
    return [fact for fact in facts if fact.text or fact.label not in optional]


def _in_words(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_line(each) if isinstance(each, Mapping) else str(each) for each in value)
    return str(value or "")


def _line(line: Mapping[str, str]) -> str:
    parts = [
        f"version {line.get('version', '')}",
        line.get("on", ""),
        line.get("amended_by", ""),
        line.get("comments", ""),
    ]
    return ", ".join(part for part in parts if part)


def _section(section: Mapping[str, Any]) -> Section:
    return Section(section["heading"], [(_number(each["id"]), each["text"]) for each in section["paragraphs"]])


def _number(paragraph: str) -> str:
    """A paragraph's own number: "41" of "S1-41"."""
    return paragraph.rpartition("-")[2].lstrip("0")


def _cited(paragraphs: str) -> Cited:
    return Cited(citation(paragraphs), _number(paragraphs.split(", ")[0]))


def _rungs(rows: Sequence[ProcedureStep]) -> list[Rung]:
    orders = dict.fromkeys(row.order for row in rows)
    return [Rung(order, [_step(row) for row in rows if row.order == order]) for order in orders]


def _step(row: ProcedureStep) -> LadderStep:
    return LadderStep(
        step=StepName(row.step),
        deciders=" or ".join(Role(code).label.lower() for code in row.decided_by),
        conditions=[Condition(code).label for code in row.conditions],
        any_of=row.mode == ConditionMode.ANY,
        days=row.days,
        words=row.words,
        cited=_cited(row.paragraph),
    )
