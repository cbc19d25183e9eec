"""What the forms of a policy share: a date as a document gives it, and the edition of the draft that they change."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from policies.documents import Precision, in_words, kept_as, precision_of
from schools.calendar import UnreadableDate
from schools.forms.fields import Line

LONGEST_DATE = 40
MOST = 2_000_000_000
OLD_PAGE = "This page was opened too long ago. Look at it again, then send it once more."
VAGUE_HINT = "A day, a month, a term or a year: 14 March 2027, September 2020, Autumn 2024 or 2024."
WHOLE_YEAR = "Give the year in four figures, such as 2027."


class VagueDay(Line):
    """A date as a document gives it, in one box; its value is the form in which it is kept (S1-08, S1-09)."""

    def __init__(self, **options: Any) -> None:
        options = {"help_text": VAGUE_HINT, "max_length": LONGEST_DATE, **options}
        options.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        """The date as it is kept: "2027-03-14", "September 2020", "Autumn 2024", "2024" or ""."""
        typed = super().to_python(value)
        try:
            kept = kept_as(typed)
        except ValueError as error:
            raise ValidationError(str(UnreadableDate()), code="date") from error
        if precision_of(kept) is Precision.DAY and not 1900 <= date.fromisoformat(kept).year < 2100:
            raise ValidationError(WHOLE_YEAR, code="year")
        return kept

    def prepare_value(self, value: Any) -> Any:
        """What stands in the box: a kept date in words, anything else as it was typed."""
        return in_words(value) if isinstance(value, str) else value


class EditionForm(forms.Form):
    """A form that changes a draft. It carries the edition that the person saw, so that nobody is overwritten."""

    edition = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=MOST,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), OLD_PAGE),
    )

    def __init__(self, data: Any = None, *, edition: int, **options: Any) -> None:
        super().__init__(data, **options)
        self.initial = {"edition": edition, **self.initial}
        self.order_fields([name for name in self.fields if name != "edition"])

    def carry(self, edition: int) -> None:
        """Carry this edition from now on: who has read what changed can press again, knowingly."""
        if self.is_bound:
            data = self.data.copy()
            data["edition"] = str(edition)
            self.data = data
