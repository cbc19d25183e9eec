"""Forms for the categories of a draft: a category's words, its place in the list, and why one is retired."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from policies.citing import Sections, choices, cited_in
from policies.forms.fields import EditionForm
from policies.kinds import explained
from policies.models import Category
from policies.vocabulary import CategoryKind
from schools.forms.choices import CHOOSE, Label, Pick, one_of
from schools.forms.fields import Line, Words

MOST_EXAMPLES = 10
LONGEST_EXAMPLE = 300
NOWHERE = "Nowhere: the school adds it"
FIRST_FIRST = "Choose the first paragraph here, or none in the box below."
PRESS = "Press one of the buttons beside a category."
WRONG = {"invalid_choice": CHOOSE}


class CategoryForm(EditionForm):
    """A category in the school's own words, where the policy says it, and the kind it behaves as."""

    name = Line(
        label="Name",
        help_text="As your school says it. Whoever reports a post chooses it by this name.",
        error_messages={"required": "Give the category a name."},
    )
    help = Words(
        label="When to choose it",
        required=False,
        rows=3,
        max_length=2_000,
        help_text="A sentence or two, for somebody who reports a post. They stand under the name.",
    )
    examples = Words(
        label="Examples",
        required=False,
        rows=4,
        max_length=4_000,
        help_text="One on each line, made up, and without anybody’s name.",
    )
    paragraph = forms.ChoiceField(
        label="Where does the policy say it?",
        required=False,
        help_text="A category that is not in the document is marked as added by the school.",
        error_messages=WRONG,
    )
    also = forms.ChoiceField(
        label="Does a second paragraph say it too?", required=False, choices=[], error_messages=WRONG
    )
    kind = one_of(
        [(kind.value, Label(kind.label, explained(kind))) for kind in CategoryKind],
        label="What does it behave as?",
        help_text="The words are yours; what the service does follows from this. Unless it says otherwise, what you "
        "choose can count as a breach, once the incident is closed as one.",
    )

    def __init__(self, data: Any = None, *, sections: Sections, now: str = "", edition: int, **options: Any) -> None:
        super().__init__(data, edition=edition, use_required_attribute=False, **options)
        first, second = _two_of(cited_in(now))
        paragraph, also = self.fields["paragraph"], self.fields["also"]
        paragraph.choices = choices(sections, first, NOWHERE)  # type: ignore[attr-defined]
        also.choices = choices(sections, second, "No")  # type: ignore[attr-defined]
        self.initial = {"paragraph": first, "also": second, **self.initial}

    def clean_examples(self) -> list[str]:
        """The examples, one a line. Refuses more, or longer ones, than a page could show."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["examples"].splitlines() if line.strip()]
        if len(lines) > MOST_EXAMPLES:
            raise ValidationError(f"Give at most {MOST_EXAMPLES} examples. These are {len(lines):,}.")
        if too_long := [line for line in lines if len(line) > LONGEST_EXAMPLE]:
            raise ValidationError(f"Use at most {LONGEST_EXAMPLE} characters for each. One has {len(too_long[0]):,}.")
        return lines

    def clean(self) -> dict[str, Any]:
        """One citation out of the two boxes."""
        given = self.cleaned_data
        first, second = given.get("paragraph", ""), given.pop("also", "")
        if second and not first and "paragraph" not in self.errors:
            self.add_error("paragraph", FIRST_FIRST)
        if second and second not in first.split(", "):
            given["paragraph"] = f"{first}, {second}"
        return given


def _two_of(cited: list[str]) -> tuple[str, str]:
    """What stands in the two boxes: more than two paragraphs stay together in the first, to be kept as they are."""
    if len(cited) > 2:
        return ", ".join(cited), ""
    first, second = [*cited, "", ""][:2]
    return first, second


class OrderForm(EditionForm):
    """One press of a button in the list: which category goes up, or down. Its value is the category, and the way."""

    up = Pick(required=False)
    down = Pick(required=False)

    def __init__(self, data: Any = None, *, categories: Iterable[Category], edition: int) -> None:
        super().__init__(data, edition=edition)
        options: list[tuple[UUID, str, Any]] = [(each.key, each.name, each) for each in categories]
        for name in ("up", "down"):
            self.fields[name].offer(options)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The category and the way. Refuses a form without either."""
        given = self.cleaned_data
        category = given.get("up") or given.get("down")
        if category is None and not self.errors:
            raise ValidationError(PRESS)
        return {"edition": given.get("edition"), "category": category, "up": bool(given.get("up"))}


class RetireForm(EditionForm):
    """Why a category is retired."""

    reason = Line(
        label="Why is it retired?",
        max_length=300,
        help_text="A sentence. It stands in the school’s record.",
        error_messages={"required": "Say why it is retired."},
    )
