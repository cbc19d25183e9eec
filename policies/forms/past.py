"""The form for a line of the version history from before the policy was kept here (S1-11)."""

from typing import Any

from django import forms

from policies.forms.fields import VagueDay
from policies.operations.past import EMPTY
from schools.forms.fields import Line


class PastForm(forms.Form):
    """A line of the version history. Any of it may be unknown, but not all of it."""

    label = Line(required=False, max_length=40, label="Version", help_text="What it was called, such as: 2, or 1.3.")
    on = VagueDay(required=False, label="Date")
    amended_by = Line(required=False, label="Amended by", help_text="A person or a body.")
    comments = Line(required=False, max_length=300, label="Comments", help_text="What changed.")

    def clean(self) -> dict[str, Any]:
        """Something has to be known of it."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(given.values()):
            self.add_error("label", EMPTY)
        return given


class RemovePastForm(forms.Form):
    """Taking a line off the version history: nothing needs to be said."""
