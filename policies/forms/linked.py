"""Forms for the documents that a version leads to (S1-12)."""

from typing import Any

from django import forms

from policies.forms.fields import EditionForm
from policies.operations.linking import NO_TITLE, Leads
from policies.vocabulary import LADDER, StepName
from schools.forms.fields import Line, PostLink, refuse_length

LONGEST_ADDRESS = 500
SHOWN_AT = (
    *LADDER,
    *(StepName.SAFEGUARD, StepName.COMPLAINTS, StepName.SUPPORT, StepName.HOLD, StepName.LIFT_HOLD),
)
"""The steps that have a page on which another document can be shown."""


class Address(PostLink):
    """The address of a document on the web."""

    def to_python(self, value: Any) -> str:
        """The address as it is kept. Refuses what is longer than can be kept."""
        address = super().to_python(value)
        refuse_length(address, LONGEST_ADDRESS)
        return address


class LinkedFields(forms.Form):
    """What is known of a linked document."""

    title = Line(label="Title", error_messages={"required": NO_TITLE})
    address = Address(
        required=False, label="Address on the web", help_text="Such as: https://www.school.example/behaviour."
    )
    file = forms.FileField(
        required=False,
        label="File",
        help_text="A PDF of up to 25 MB. It is kept exactly as it is.",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={
            **dict.fromkeys(("invalid", "missing"), "Choose the file again."),
            "empty": "This file is empty. Save it again, and add that.",
        },
    )
    keeper = Line(
        required=False, label="Who looks after it", help_text="A person or an office, such as: The deputy head."
    )
    steps = forms.MultipleChoiceField(
        required=False,
        label="At which steps is it shown?",
        help_text="Whoever takes one of these steps sees it there.",
        widget=forms.CheckboxSelectMultiple,
        choices=[(step.value, step.label) for step in SHOWN_AT],
        error_messages={"invalid_choice": "Choose among these steps.", "invalid_list": "Choose among these steps."},
    )

    @property
    def leads(self) -> Leads:
        """What was typed, once it is valid."""
        return Leads(**{name: self.cleaned_data[name] for name in ("title", "address", "keeper", "steps")})


class AddLinkedForm(LinkedFields):
    """Another document to lead to."""


class ChangeLinkedForm(EditionForm, LinkedFields):
    """A document that is led to already. The file stays unless another is chosen or it is taken off."""

    drop_file = forms.BooleanField(required=False, label="Take the file off")

    def __init__(self, data: Any = None, *, has_file: bool, **options: Any) -> None:
        super().__init__(data, **options)
        names = ["title", "address", "file", "drop_file", "keeper", "steps"]
        self.order_fields(names)
        if has_file:
            self.fields["file"].label = "Another file in its place"
        else:
            del self.fields["drop_file"]

    @property
    def drops_file(self) -> bool:
        """Whether the file is taken off, once the form is valid."""
        return bool(self.cleaned_data.get("drop_file"))


class RemoveForm(EditionForm):
    """Taking a linked document off."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id="remove_%s", **options)
