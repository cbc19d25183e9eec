"""Forms about what is kept and what goes: agreeing, keeping, a legal hold, the schedule, somebody wrongly linked."""

from typing import Any

from django import forms

from incidents.forms.base import Versioned
from incidents.retention import LONGEST
from schools.forms.choices import one_of
from schools.forms.fields import EMPTY, Words

AGREE, KEEP = "agree", "keep"
YEARS = f"Give a number of years from 1 to {LONGEST}."


class DecideForm(forms.Form):
    """Agree that something is erased, or keep it and say why."""

    do = one_of(
        [(AGREE, "I agree: it is erased"), (KEEP, "Keep it for now")],
        label="What do you decide?",
    )
    reason = Words(
        required=False,
        label="If it is kept: why",
        help_text="Such as a claim that may still come. What is due by time is proposed again after a year.",
        rows=3,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the reason where it is kept."""
        given = super().clean() or {}
        if given.get("do") == KEEP and not given.get("reason") and "reason" not in self.errors:
            self.add_error("reason", EMPTY)
        return given


class NameForm(forms.Form):
    """Agree that the name of somebody who left is let go of, or keep it for now."""

    do = one_of([(AGREE, "I agree: their name goes"), (KEEP, "Keep it for now")], label="What do you decide?")


class HoldForm(Versioned):
    """Place a legal hold, or lift it."""

    reason = Words(label="Why?", rows=3)


class WrongPersonForm(Versioned):
    """Erase somebody wrongly linked."""

    reason = Words(
        label="Why were they linked wrongly?",
        help_text="For the second person, who has to judge it. It is erased with the rest.",
        rows=3,
    )


class PeriodForm(forms.Form):
    """For how many years something is kept, and why."""

    years = forms.IntegerField(
        label="For how many years?",
        min_value=1,
        max_value=LONGEST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value", "required"), YEARS),
    )
    reason = Words(
        label="Why?",
        help_text="Such as the school’s own schedule, or advice from whoever helps it with data protection.",
        rows=3,
    )
