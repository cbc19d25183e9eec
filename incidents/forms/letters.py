"""Forms for letters: which letter to whom, its text, and to whom and how it went out."""

from collections.abc import Iterable
from typing import Any

from django import forms

from incidents.forms.base import Versioned, choice_of
from incidents.models import Involvement
from incidents.vocabulary import LetterKind, SentHow
from schools.forms.choices import Label, Pick, one_of
from schools.forms.fields import Words

ABOUT = {
    LetterKind.INVITATION: "Asks the parent to come and talk. It decides nothing.",
    LetterKind.REMOVAL_REQUEST: "Says which post, why it concerns the school, and by when.",
    LetterKind.WARNING: "Says what must stop and how to answer.",
    LetterKind.RESTRICTION: "Says what is limited on the school's own channel, and until when.",
    LetterKind.CLOSING: "Says that the school has finished with the matter.",
    LetterKind.NO_BREACH: "Says that the post was looked at and nothing will be done.",
}


class DraftForm(Versioned):
    """Which letter, and to whom."""

    kind = one_of([(kind, Label(kind.label, ABOUT[kind])) for kind in LetterKind], label="Which letter?")
    to = Pick(label="To whom?", widget=forms.RadioSelect, help_text="Somebody who is at least probable.")

    def __init__(self, data: Any = None, *, people: Iterable[Involvement], **options: Any) -> None:
        super().__init__(data, **options)
        to: Any = self.fields["to"]
        to.offer(choice_of(people))


class LetterForm(Versioned):
    """The text of a draft."""

    body = Words(label="The letter", rows=28)

    def clean_body(self) -> str:
        """The text, with the line end that composing it leaves."""
        return f"{self.cleaned_data['body']}\n"


class SendForm(Versioned):
    """To whom an approved letter went out, picked once more by whoever sends it (S14.07), and how."""

    to = Pick(
        label="Who does it go to?",
        widget=forms.RadioSelect,
        help_text="Read the letter above once more before you pick.",
    )
    how = one_of(SentHow.choices, label="How did it go out?")

    def __init__(self, data: Any = None, *, people: Iterable[Involvement], **options: Any) -> None:
        super().__init__(data, **options)
        to: Any = self.fields["to"]
        to.offer(choice_of(people))
