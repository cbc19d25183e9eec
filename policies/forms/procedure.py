"""The form of a procedure: a row for each step of the ladder, ticked where the policy has it (S1-39 to S1-44).

One form with a group of fields for each step, so that all of its errors stand in one summary. What is said in a row
that is not ticked counts for nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from policies.citing import cited_in, number_of, paragraphs_of
from policies.forms.fields import EditionForm
from policies.models import ProcedureStep
from policies.operations.procedure import LAST_PLACE, LONGEST_CITATION, MOST_DAYS, StepSaid
from policies.vocabulary import LADDER, Condition, ConditionMode, StepName, citation
from schools.forms.fields import Words
from schools.vocabulary import Role

OFFERED: dict[str, str] = {
    Role.HEAD: "Head of school",
    Role.SLT: "Senior leader",
    Role.DSL: "Safeguarding lead",
    Role.CHAIR: "Chair of governors",
}
"""The offices that it makes sense to choose. Any other is shown where a row has it already."""

PLACES = [("", "At any time"), *((str(place), f"Place {place}") for place in range(1, LAST_PLACE + 1))]
MODES = [(ConditionMode.ALL.value, "All of them must be so"), (ConditionMode.ANY.value, "Any one of them is enough")]
CONDITIONS = [(each.value, str(each.label)) for each in Condition]
WRONG_PLACE = f"Choose a place from 1 to {LAST_PLACE}, or “At any time”."
WRONG_OFFICE = "Choose among the offices that are listed here."
WRONG_CONDITION = "Choose among the conditions that are listed here."
WRONG_PARAGRAPH = "Choose among the paragraphs of this version."
WRONG_DAYS = f"Give a number of school days from 1 to {MOST_DAYS}, or leave it empty."
ALL_OR_ANY = "Say whether all of them must be so, or whether any one is enough."
TOO_MANY = "These are too many paragraphs to keep with one step. Choose those that matter most."
LONGEST_WORDS = 4_000


def _all(sentence: str) -> dict[str, str]:
    """One sentence for whatever is wrong with a field."""
    return dict.fromkeys(("invalid", "invalid_choice", "invalid_list", "min_value", "max_value"), sentence)


class Several(forms.MultipleChoiceField):
    """Any number of things, each with a box to tick."""

    widget = forms.CheckboxSelectMultiple


class OneStep(forms.Form):
    """What is asked about one step. The form of the procedure has these fields once for each."""

    here = forms.BooleanField(required=False)
    order = forms.ChoiceField(required=False, label="place", choices=PLACES, error_messages=_all(WRONG_PLACE))
    days = forms.IntegerField(
        required=False,
        label="school days",
        min_value=1,
        max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=_all(WRONG_DAYS),
    )
    decided_by = Several(required=False, label="who decides", error_messages=_all(WRONG_OFFICE))
    conditions = Several(required=False, label="only when", choices=CONDITIONS, error_messages=_all(WRONG_CONDITION))
    mode = forms.ChoiceField(
        required=False, label="all or any", choices=MODES, widget=forms.RadioSelect, error_messages=_all(ALL_OR_ANY)
    )
    paragraphs = Several(required=False, label="paragraphs", error_messages=_all(WRONG_PARAGRAPH))
    words = Words(required=False, label="in the policy’s own words", rows=4, max_length=LONGEST_WORDS)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the version's text, to be chosen as the place where a step stands."""

    key: str
    number: str
    text: str


@dataclass(frozen=True)
class StepFields:
    """The fields of one step, for the page: each by its name, and the paragraphs to choose from."""

    step: StepName
    fields: Mapping[str, BoundField]
    offered: Sequence[Paragraph]

    @property
    def wrong(self) -> bool:
        """Whether anything is wrong in the row."""
        return any(each.errors for each in self.fields.values())

    @property
    def chosen(self) -> list[str]:
        """The paragraphs that are chosen."""
        given = set(self.fields["paragraphs"].value() or [])
        return [each.key for each in self.offered if each.key in given]

    @property
    def cited(self) -> str:
        """The paragraphs that are chosen, in words."""
        return citation(", ".join(self.chosen))


class ProcedureForm(EditionForm):
    """The whole procedure of a draft. Its value is an edition and rows, as `set_procedure` takes them."""

    def __init__(
        self, data: Any = None, *, rows: Iterable[ProcedureStep], sections: Sequence[Mapping[str, Any]], edition: int
    ) -> None:
        super().__init__(data, edition=edition)
        self.before = {row.step: row for row in rows}
        text = [Paragraph(key, number_of(key), words) for key, words in paragraphs_of(sections)]
        self.offered = {step: [*text, *_gone(self.before.get(step), text)] for step in LADDER}
        for step in LADDER:
            self._add(step, self.before.get(step))

    @property
    def steps(self) -> list[StepFields]:
        """The fields of every step, in the order of the ladder."""
        return [
            StepFields(step, {name: self[f"{step}-{name}"] for name in OneStep.base_fields}, self.offered[step])
            for step in LADDER
        ]

    def clean(self) -> dict[str, Any]:
        """The rows that are ticked; whatever is wrong in another is let go."""
        cleaned = super().clean() or self.cleaned_data
        here = [step for step in LADDER if cleaned.get(f"{step}-here")]
        for name in [name for name in self.errors if "-" in name and name.rpartition("-")[0] not in here]:
            del self.errors[name]
        said = {step: {name: cleaned.get(f"{step}-{name}") for name in OneStep.base_fields} for step in here}
        for step in here:
            self._look_at(step, said[step])
        return {"edition": cleaned.get("edition"), "rows": [self._row(step, said[step]) for step in here]}

    def _add(self, step: StepName, row: ProcedureStep | None) -> None:
        found = fields_of(step, row, [each.key for each in self.offered[step]])
        self.fields |= {f"{step}-{name}": field for name, field in found.items()}
        if row is not None:
            self.initial |= {f"{step}-{name}": value for name, value in initial_of(row).items()}

    def _look_at(self, step: StepName, said: Mapping[str, Any]) -> None:
        """Two conditions need to say whether both are meant; and a step is kept with so many paragraphs."""
        if len(said["conditions"] or []) > 1 and not said["mode"] and f"{step}-mode" not in self.errors:
            self.add_error(f"{step}-mode", ALL_OR_ANY)
        if len(", ".join(said["paragraphs"] or [])) > LONGEST_CITATION:
            self.add_error(f"{step}-paragraphs", TOO_MANY)

    def _row(self, step: StepName, said: Mapping[str, Any]) -> StepSaid:
        chosen = set(said["paragraphs"] or [])
        paragraphs = [each for each in self.offered[step] if each.key in chosen]
        return StepSaid(
            step=step.value,
            order=int(said["order"]) if said["order"] else None,
            decided_by=said["decided_by"] or [],
            conditions=said["conditions"] or [],
            mode=said["mode"] or _mode_of(self.before.get(step)),
            days=said["days"],
            paragraph=", ".join(each.key for each in paragraphs) or _added(self.before.get(step)),
            words=said["words"] or words_of(paragraphs),
        )


def fields_of(step: StepName, row: ProcedureStep | None, paragraphs: Sequence[str]) -> dict[str, forms.Field]:
    """The fields of one step. Their labels name it, for the summary of errors."""
    made: dict[str, Any] = deepcopy(OneStep.base_fields)
    for name, field in made.items():
        field.label = f"{step.label}: {field.label}" if name != "here" else step.label
    made["decided_by"].choices = offices_for(row)
    made["paragraphs"].choices = [(key, key) for key in paragraphs]
    return made


def initial_of(row: ProcedureStep) -> dict[str, Any]:
    """What stands in the fields of a step that the policy has."""
    return {
        "here": True,
        "order": str(row.order or ""),
        "days": row.days,
        "decided_by": row.decided_by,
        "conditions": row.conditions,
        "mode": row.mode if len(row.conditions) > 1 else "",
        "paragraphs": cited_in(row.paragraph),
        "words": row.words,
    }


def offices_for(row: ProcedureStep | None) -> list[tuple[str, str]]:
    """The offices to choose from, and any other that the row has."""
    others = [role for role in Role if role not in OFFERED and row is not None and role in row.decided_by]
    return [*OFFERED.items(), *((role.value, str(role.label)) for role in others)]


def words_of(paragraphs: Iterable[Paragraph]) -> str:
    """The policy's own words for a step, where nothing else is typed: those of the paragraphs that were chosen."""
    return " ".join(each.text for each in paragraphs if each.number)[:LONGEST_WORDS]


def _gone(row: ProcedureStep | None, text: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs that a row names and the text does not have any more."""
    known = {each.key for each in text}
    keys = [key for key in cited_in(row.paragraph if row else "") if key not in known]
    return [Paragraph(key, "", f"{citation(key).capitalize()}, which is no longer in the text") for key in keys]


def _added(row: ProcedureStep | None) -> str:
    """Where a row says instead that the school added the step, that is left as it is."""
    return row.paragraph if row and not cited_in(row.paragraph) else ""


def _mode_of(row: ProcedureStep | None) -> str:
    """With one condition or none it makes no difference: what is there is left alone."""
    return row.mode if row and len(row.conditions) < 2 else ConditionMode.ALL.value
