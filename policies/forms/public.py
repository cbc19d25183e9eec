"""The one button of the public page: show the policy to everybody, or stop."""

from django import forms

CHOOSE = "Press one of the buttons."


class PublicForm(forms.Form):
    """What pressing a button makes of the page. The button says what is wanted, so that a second press is harmless."""

    shown = forms.TypedChoiceField(
        choices=[("yes", "Show"), ("no", "Stop")],
        coerce=lambda said: said == "yes",
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
