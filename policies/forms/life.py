"""The forms of a version's life: a note to go with it, the governors' approval, adoption, and the review date."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from policies.documents import Precision, precision_of
from policies.forms.fields import VAGUE_HINT, EditionForm, VagueDay
from schools.forms.fields import Day, Line, Words

NOTE = 300
NOT_YET = "This day has not come yet. Give the day on which the governors met."


class SendForm(forms.Form):
    """What whoever sends a version says to the governors."""

    note = Words(
        required=False, max_length=NOTE, rows=3, label="A note for the governors", help_text="What to look at first."
    )


class SendBackForm(forms.Form):
    """What is to be changed."""

    note = Words(
        max_length=NOTE, rows=3, label="What is to be changed?", help_text="It stands on the page of this version."
    )


class WithdrawForm(forms.Form):
    """Why a version is given up."""

    note = Words(required=False, max_length=NOTE, rows=3, label="Why is it given up?")


class ReviseForm(forms.Form):
    """Why a new version is made: a line of the version history (S1-11)."""

    comments = Words(
        required=False,
        max_length=NOTE,
        rows=3,
        label="Why is there a new version?",
        help_text="It stands in the version history, such as “Class groups added, and how we report to a host”.",
    )


class ApproveForm(EditionForm):
    """Who approved a version, and at which meeting: a document may give none, or only a month (S1-07).

    It carries the edition that was read: nobody approves what was sent back, changed and sent anew meanwhile.
    """

    body = Line(label="Who approved it?", help_text="As the document names them: “The governors”, or a committee.")
    meeting = VagueDay(
        required=False, label="When did they meet?", help_text=f"As precisely as you know it. {VAGUE_HINT}"
    )
    note = Words(required=False, max_length=NOTE, rows=3, label="Note", help_text="Such as the number of the minute.")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["edition"].required = False  # whoever records the minute of a meeting may have read it on paper

    def clean_meeting(self) -> str:
        """A meeting has been held: neither its day nor its year is to come. Raises ValidationError."""
        kept: str = self.cleaned_data["meeting"]
        today = timezone.localdate()
        year = int(kept[-4:]) if kept and precision_of(kept) is not Precision.DAY else 0
        day = date.fromisoformat(kept) if kept and not year else None
        if year > today.year or (day and day > today):
            raise ValidationError(NOT_YET, code="future")
        return kept


class AdoptForm(forms.Form):
    """From which day a version governs, and when it is to be reviewed (S1-09)."""

    adopted_on = Day(label="From which day does it govern?", help_text="Such as the first day of term.")
    review_due = VagueDay(required=False, label="When is it to be reviewed?")

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.initial.setdefault("adopted_on", timezone.localdate())


class ReviewForm(forms.Form):
    """When the governors mean to look at the policy again."""

    review_due = VagueDay(
        required=False, label="When is it to be reviewed?", help_text=f"{VAGUE_HINT} Leave it empty where none is set."
    )
