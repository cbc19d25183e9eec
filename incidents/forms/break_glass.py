"""Forms of being let in to read one incident: asking for it, and answering."""

import re
from typing import Any

from django import forms
from django.conf import settings

from incidents.references import PATTERN
from schools.forms.choices import one_of
from schools.forms.fields import Line, Words

HOURS = (1, 2, 4, 8)


class AskForm(forms.Form):
    """Which incident, and why. Whether there is one of that reference, the form does not know."""

    reference = Line(
        label="Reference of the incident",
        help_text="Whoever told you of it has it. It looks like K7M-4QX.",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "short"}),
    )
    reason = Words(
        label="Why do you need to read it?",
        help_text="Whoever decides reads this, and it stays on record.",
        max_length=2000,
        rows=4,
    )

    def clean_reference(self) -> str:
        """The reference as it is written, also where it was typed in small letters or without its hyphen."""
        typed = re.sub(r"[\s-]", "", self.cleaned_data["reference"]).upper()
        written = f"{typed[:3]}-{typed[3:]}"
        if not re.fullmatch(PATTERN, written, re.ASCII):
            raise forms.ValidationError("Give a reference such as K7M-4QX: six letters and figures.", code="reference")
        return written


class LetInForm(forms.Form):
    """For how long somebody is let in."""

    hours = one_of([], label="For how long?", help_text="Long enough to read it, and no longer. It ends by itself.")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        hours: Any = self.fields["hours"]
        most = min(settings.BREAK_GLASS_HOURS, max(HOURS))
        offered = sorted({*(each for each in HOURS if each <= most), most})
        hours.choices = [(str(each), f"{each} hour{'s' if each > 1 else ''}") for each in offered]

    def clean_hours(self) -> int:
        """The hours as a number."""
        return int(self.cleaned_data["hours"])
