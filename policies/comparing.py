"""What changed from one version to another, in words, the older beside the newer. Pure; writes nothing.

Governors approve what changed, not forty paragraphs anew: so a paragraph that was moved is not shown as new, a category
is followed through its renaming, and a step is compared as the sentence it is read as.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from policies.documents import in_words
from policies.models import Category, Policy, PolicyVersion, ProcedureStep
from policies.pieces import ADDED, CHANGED, REMOVED, Change, change, changes_among
from policies.sentences import conditions_in_sentence, deciders_in_words
from policies.vocabulary import LADDER, ConditionMode, StepName, citation

CONTROL: dict[str, Callable[[PolicyVersion], str]] = {
    "Title": lambda version: version.title,
    "Subject": lambda version: version.subject,
    "Author": lambda version: version.written_by,
    "Reviewed by": lambda version: version.reviewed_by,
    "Approved by": lambda version: version.approving_body,
    "Published": lambda version: in_words(version.published),
    "Review due": lambda version: in_words(version.review_due),
    "Follows": lambda version: version.source,
    "Issued to": lambda version: "; ".join(each.name for each in version.issues.all()),
    "Linked policies": lambda version: "; ".join(each.title for each in version.linked.all()),
}
"""The fields of document control that are compared (S1-02 to S1-12), each with its words."""


@dataclass(frozen=True)
class Altered:
    """A category or a step that changed: what it is called, whether it is new or gone, and what changed in it."""

    name: str
    kind: str
    changes: Sequence[Change]


@dataclass(frozen=True)
class Comparison:
    """Everything that changed between two versions."""

    control: Sequence[Change]
    text: Sequence[Change]
    categories: Sequence[Altered]
    steps: Sequence[Altered]

    @property
    def nothing(self) -> bool:
        """Whether the two say the same."""
        return not (self.control or self.text or self.categories or self.steps)


def compare(old: PolicyVersion, new: PolicyVersion, lineage: Mapping[int, Category]) -> Comparison:
    """What changed from the old version to the new.

    :param lineage: every category of the policy by its number, so that one can be followed from version to version.
    """
    return Comparison(
        control=_fields({name: (of(old), of(new)) for name, of in CONTROL.items()}),
        text=changes_among(_lines(old), _lines(new)),
        categories=categories_between(list(old.categories.all()), list(new.categories.all()), lineage),
        steps=steps_between(list(old.steps.all()), list(new.steps.all())),
    )


def loaded(version: PolicyVersion) -> PolicyVersion:
    """The version with every row that is compared, so that none is asked for twice."""
    prefetch_related_objects([version], "categories", "steps", "issues", "linked")
    return version


def lineage_of(policy: Policy) -> dict[int, Category]:
    """Every category of a policy, whichever version it is of, by its number."""
    return {each.pk: each for each in Category.objects.filter(version__policy=policy)}


def _lines(version: PolicyVersion) -> list[tuple[str, str]]:
    """The text as lines to compare: each heading and each paragraph, with what it is called."""
    found = []
    for section in version.sections:
        found.append(("Heading", section["heading"]))
        found += [(_called(each["id"]), each["text"]) for each in section["paragraphs"]]
    return found


def _called(paragraph: str) -> str:
    words = citation(paragraph)
    return words.capitalize() if words != paragraph else f"Paragraph {paragraph}"


def _fields(pairs: Mapping[str, tuple[str, str]]) -> list[Change]:
    return [change(name, old, new) for name, (old, new) in pairs.items() if old != new]


def categories_between(
    old: Sequence[Category], new: Sequence[Category], lineage: Mapping[int, Category]
) -> list[Altered]:
    """Categories that are new, gone or changed: each is followed by what it was copied from, or by its name."""
    roots = {_root(each, lineage): each for each in old}
    names = {each.name.casefold(): each for each in old}
    found, met = [], set()
    for each in new:
        before = roots.get(_root(each, lineage)) or names.get(each.name.casefold())
        if before is None or before.pk in met:
            found.append(Altered(each.name, ADDED, _fields({k: ("", v) for k, v in _category(each).items() if v})))
            continue
        met.add(before.pk)
        if changed := _fields(_pairs(_category(before), _category(each))):
            found.append(Altered(each.name, CHANGED, changed))
    return found + [Altered(each.name, REMOVED, ()) for each in old if each.pk not in met]


def _root(category: Category, lineage: Mapping[int, Category]) -> int:
    """The first category that this one was copied from, through however many versions."""
    while category.before_id in lineage:
        category = lineage[category.before_id]
    return category.pk


def _category(category: Category) -> dict[str, str]:
    """What a category says and does, each with its words."""
    return {
        "Name": category.name,
        "Behaves as": category.get_kind_display(),
        "When to choose it": category.help,
        "Examples": "; ".join(category.examples),
        "Where it stands": _where(category),
        "Offered for new reports": "No longer" if category.retired else "Yes",
    }


def _where(category: Category) -> str:
    return "Added by the school" if category.added else citation(category.paragraph).capitalize()


def steps_between(old: Collection[ProcedureStep], new: Collection[ProcedureStep]) -> list[Altered]:
    """Steps that were added, taken out, or come at another place, by other people or under other conditions."""
    before, after = _by_step(old), _by_step(new)
    found = []
    for step in LADDER:
        was, now = before.get(step, {}), after.get(step, {})
        kind = CHANGED if was and now else ADDED if now else REMOVED
        if changed := _fields(_pairs(was, now)):
            found.append(Altered(str(step.label), kind, changed))
    return found


def _by_step(rows: Iterable[ProcedureStep]) -> dict[StepName, dict[str, str]]:
    return {StepName(row.step): _step(row) for row in rows}


def _step(row: ProcedureStep) -> dict[str, str]:
    """What the policy says of a step, each with its words."""
    asked = conditions_in_sentence(row)
    only = "Any of these: " if row.mode == ConditionMode.ANY and len(row.conditions) > 1 else ""
    return {
        "When": f"Step {row.order}" if row.order else "At any time",
        "Who decides": deciders_in_words(row).capitalize(),
        "Only when": f"{only}{asked}" if asked else "",
        "Days it allows": f"{row.days} school day{'' if row.days == 1 else 's'}" if row.days else "",
        "What the policy says": row.words,
        "Where it stands": citation(row.paragraph).capitalize(),
    }


def _pairs(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    return {name: (old.get(name, ""), new.get(name, "")) for name in dict.fromkeys([*old, *new])}
