"""What an administrator writes down when somebody has lost their second factor."""

from django import forms

from schools.forms.fields import Words
from schools.models.factor import WORDS_LENGTH


class ResetForm(forms.Form):
    """Why, and how they know that it is really this person who asks."""

    reason = Words(
        label="What happened?",
        help_text="Such as: their phone was stolen on Saturday.",
        max_length=WORDS_LENGTH,
        rows=3,
    )
    identity = Words(
        label="How did you make sure that it is them?",
        help_text="Such as: I saw them in person, or I rang the number in the staff file. An e-mail is not enough.",
        max_length=WORDS_LENGTH,
        rows=3,
    )
