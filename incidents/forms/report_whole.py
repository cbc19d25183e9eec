"""The whole form of a report, the facts and a row for each person: between a draft, a page and an operation.

What is typed is kept on the draft as it was typed, so that nothing is lost whatever fails; what is valid becomes a
`Reported`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from incidents.forms.report import ReportForm
from incidents.forms.report_people import FIRST, MOST, TOO_MANY, Colleagues, PersonForm, refuse_nobody, refuse_twice
from incidents.models import ReportDraft
from incidents.operations.knowing import Unnamed
from incidents.operations.reporting import Reported, Statement
from policies.models import Category

Answers = dict[str, Any]
TAKEN_OVER = (
    *("summary", "words", "channel", "host", "url", "audience", "group_size"),
    *("categories", "other", "concern", "emergency"),
)


@dataclass(frozen=True)
class Choices:
    """What a school offers to choose from: the categories of its policy in force, and the people who sign in."""

    categories: Sequence[Category]
    colleagues: Colleagues


class WholeReport:
    """The form of a report in progress. Templates read it as they read a form."""

    def __init__(self, draft: ReportDraft, choices: Choices, data: MultiValueDict[str, str] | None = None) -> None:
        answers: Answers = draft.answers
        said = answers.get("people", []) if data is None else _rows_in(data)
        self.facts = ReportForm(choices.categories, intimate=bool(draft.intimate_image), initial=answers, data=data)
        self.people = [self._person(row, choices, said, data) for row in range(max(len(FIRST), min(len(said), MOST)))]
        self.too_many = len(said) > MOST

    @staticmethod
    def _person(row: int, choices: Choices, said: Sequence[Answers], data: Any) -> PersonForm:
        initial = said[row] if data is None and row < len(said) else {}
        return PersonForm(row=row, colleagues=choices.colleagues, initial=initial, data=data)

    def answers(self) -> Answers:
        """What was typed, as a draft keeps it."""
        return {**_typed(self.facts), "people": [_typed(form) for form in self.people]}

    def is_valid(self) -> bool:
        """Whether all of it can be reported. Errors stand beside their fields."""
        well = [form.is_valid() for form in (self.facts, *self.people)]
        refuse_twice(self.people)
        refuse_nobody(self.facts, self.people)
        if self.too_many:
            self.facts.add_error(None, TOO_MANY)
        return all(well) and not self.errors

    def reported(self) -> Reported:
        """What is reported, once it is valid."""
        given = self.facts.cleaned_data
        told = [Statement(given["statement"], given["witness"])] if given["statement"] else []
        return Reported(
            **{name: given[name] for name in TAKEN_OVER},
            posted=self.facts.posted,
            people=[form.named() for form in self.people if form.somebody],
            evidence=told,
            unnamed=_unnamed(given),
        )

    @property
    def source(self) -> str:
        """Where the files came from or, of what must not be held, what it shows."""
        return str(self.facts.cleaned_data["source"])

    # What templates ask of a form.

    @property
    def errors(self) -> Mapping[str, Any]:
        """Errors anywhere on the page."""
        return {name: said for form in (self.facts, *self.people) for name, said in _errors(form)}

    def add_error(self, field: str | None, error: str) -> None:
        """Add a sentence to a fact, or to the whole."""
        self.facts.add_error(field, error)

    def non_field_errors(self) -> Any:
        """Sentences about the whole."""
        return self.facts.non_field_errors()

    def hidden_fields(self) -> list[Any]:
        """None."""
        return []

    def visible_fields(self) -> Iterator[Any]:
        """Every field, in the order of the page: people stand above the categories."""
        for field in self.facts.visible_fields():
            if field.name == "categories":
                for form in self.people:
                    yield from form.visible_fields()
            yield field


def _unnamed(given: Answers) -> Unnamed | None:
    """What the reporter asks to keep back, if anything."""
    if not (given["unnamed"] or given["sources_unnamed"]):
        return None
    return Unnamed(given["unnamed"], given["sources_unnamed"], given["unnamed_why"])


def _errors(form: forms.Form) -> Iterator[tuple[str, Any]]:
    return ((form.add_prefix(name), said) for name, said in form.errors.items())


def _rows_in(data: MultiValueDict[str, str]) -> list[Answers]:
    """An empty row for each that was sent, and one more when there were too many."""
    rows = 0
    while rows <= MOST and f"person-{rows}-part" in data:
        rows += 1
    return [{} for _ in range(rows)]


def _typed(form: forms.Form) -> Answers:
    return {name: _plain(form[name].data) for name in form.fields if name != "file"}


def _plain(value: Any) -> Any:
    """Text that any database can keep: half characters and NUL are replaced. The form refuses them beside the field."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
    return value
