"""The form for the colour of a school's band."""

from django import forms

from schools.forms.choices import CHOOSE
from schools.vocabulary import Colour


class ColourForm(forms.Form):
    """One of the eight colours."""

    colour = forms.TypedChoiceField(
        label="Which colour?",
        choices=Colour.choices,
        coerce=lambda value: Colour(int(value)),
        widget=forms.RadioSelect,
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
