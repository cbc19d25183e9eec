"""What a school's policy is today, and the page that shows it paragraph by paragraph. Writes nothing.

The words are the document's own; gaps in it are said to be gaps (S1-02 to S1-12, S2-01). How a step of the ladder
behaves beyond what the policy says belongs to the incidents.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, prefetch_related_objects
from django.utils import timezone

from policies.documents import in_words
from policies.gaps import Gap, checklist
from policies.in_force import Warning, adoption_in_force, warnings_of
from policies.life import approval_of, status_of
from policies.models import Adoption, Category, Notice, PolicyVersion, ProcedureStep
from policies.sentences import procedure_in_sentences
from policies.vocabulary import LADDER, Condition, ConditionMode, StepName, citation
from schools.calendar import Calendar
from schools.dates import dates_of
from schools.models import School
from schools.vocabulary import Role

READ = ("milestones", "adoptions__school__adoptions", "steps", "categories", "policy__past_versions")
"""What is asked for once, and looked at in several places."""


@dataclass(frozen=True)
class State:
    """The policy in force at a school today, if it adopted one, and what is unusual about it."""

    adoption: Adoption | None
    warnings: Sequence[Warning]


def state_of(school: School, on: date) -> State:
    """The policy in force: three questions to the database."""
    prefetch_related_objects([school], "terms", "notices")
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
class Line:
    """A line of the version history: the version, when, who amended it and why, each empty where nobody knows."""

    label: str
    on: str
    amended_by: str
    comments: str


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
class Reading:
    """A version from beginning to end, to be read: in force, or waiting for the governors who are to approve it."""

    version: PolicyVersion
    control: Sequence[Fact]
    history: Sequence[Line]
    sections: Sequence[Section]
    rungs: Sequence[Rung]
    sentences: Sequence[str]
    absent: Sequence[StepName]
    categories: Sequence[tuple[Category, Cited]]
    added: Sequence[Category]
    gaps: Sequence[Gap]


@dataclass(frozen=True)
class PolicyPage(Reading):
    """Everything that the page of a school's policy shows: the version in force, and what the school did with it."""

    adoption: Adoption
    warnings: Sequence[Warning]
    adoptions: Sequence[Adoption]
    notices: Sequence[Notice]


def page_of(school: School, on: date) -> PolicyPage | None:
    """The page of the policy in force; nothing where the school has adopted none."""
    state = state_of(school, on)
    if state.adoption is None:
        return None
    return PolicyPage(
        **vars(reading_of(state.adoption.version, on)),
        adoption=state.adoption,
        warnings=state.warnings,
        adoptions=list(school.adoptions.select_related("version__policy").order_by("-adopted_on")),
        notices=list(school.notices.all()),
    )


def reading_of(version: PolicyVersion, on: date) -> Reading:
    """The whole of a version, whatever its status on that day: a fixed number of questions to the database."""
    prefetch_related_objects([version], *READ)
    rows, categories = list(version.steps.all()), list(version.categories.all())
    return Reading(
        version=version,
        control=control_of(version, on),
        history=history_of(version),
        sections=[_section(each) for each in version.sections],
        rungs=_rungs(rows),
        sentences=procedure_in_sentences(rows),
        absent=[step for step in LADDER if step not in {row.step for row in rows}],
        categories=[(each, _cited(each.paragraph)) for each in categories if not each.added and not each.retired],
        added=[each for each in categories if each.added and not each.retired],
        gaps=[each for each in checklist(version, rows) if not each.covered],
    )


def control_of(version: PolicyVersion, on: date) -> list[Fact]:
    """The document control block line by line, in the order in which documents print it, gaps included."""
    approval = approval_of(version)
    facts = {
        "Subject": version.subject,
        "Author": version.written_by,
        "Reviewed by": version.reviewed_by,
        "Status": status_of(version, on).label,
        "Approved by": (approval.body if approval else "") or version.approving_body,
        "Approved on": in_words(approval.on if approval else ""),
        "Published": in_words(version.published),
        "Review due": in_words(version.review_due),
        "Issued to": "; ".join(each.name for each in version.issues.all()),
        "Linked documents": "; ".join(each.title for each in version.linked.all()),
    }
    if version.source:
        facts["Follows"] = version.source
    return [Fact(label, text) for label, text in facts.items()]


def history_of(version: PolicyVersion) -> list[Line]:
    """The version history: what was entered for the past, then this version and those adopted before it (S1-11).

    A version that was given up, or that is being written again, was never the school's policy: its comments are not
    for whoever reads what is in force.
    """
    policy = version.policy
    past = [Line(each.label, in_words(each.on), each.amended_by, each.comments) for each in policy.past_versions.all()]
    adopted = Q(number__lt=version.number, adoptions__isnull=False)
    kept = policy.versions.filter(adopted | Q(pk=version.pk)).distinct().select_related("begun_by")
    return past + [_line(each) for each in kept]


def _line(version: PolicyVersion) -> Line:
    on = f"{timezone.localdate(version.begun_at):%-d %B %Y}" if version.begun_at else ""
    return Line(str(version.number), on, version.begun_by.name if version.begun_by else "", version.comments)


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
