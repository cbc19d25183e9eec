"""Choices: among words of the vocabulary, and among things already loaded (people, categories) told apart by key.

They ask the database nothing: a form is given what can be chosen.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

CHOOSE = "Choose one of these."


class Label(str):
    """The words of an option, with a hint that stands under them."""

    hint: str

    def __new__(cls, words: str, hint: str = "") -> "Label":
        """Words that carry their hint."""
        made = super().__new__(cls, words)
        made.hint = hint
        return made


class Pick(forms.ChoiceField):
    """A choice among things already loaded, told apart by their keys; its value is the thing itself.

    Asks the database nothing: a form gives it (key, words, thing) by `offer`.
    """

    def __init__(self, *, nobody: str = "", **options: Any) -> None:
        self.nobody = nobody
        self.things: dict[str, Any] = {}
        super().__init__(**options)
        self.error_messages |= {"invalid_choice": CHOOSE, "required": CHOOSE}

    def offer(self, options: Iterable[tuple[UUID | str, str, Any]]) -> None:
        """Set what can be chosen. `nobody` is the first choice where a choice is not needed."""
        listed = [(str(key), words, thing) for key, words, thing in options]
        self.things = {key: thing for key, _, thing in listed}
        first = [("", self.nobody)] if self.nobody else []
        self.choices = [*first, *((key, words) for key, words, _ in listed)]

    def clean(self, value: Any) -> Any:
        """The thing chosen, or None."""
        return self.things.get(super().clean(value))


class PickSome(forms.MultipleChoiceField):
    """The same for several: its value is the list of things chosen, in the order in which they were offered."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any) -> None:
        self.things: dict[str, Any] = {}
        super().__init__(**options)
        self.error_messages |= {"invalid_choice": CHOOSE, "required": "Choose at least one."}

    def offer(self, options: Iterable[tuple[UUID | str, str, Any]]) -> None:
        """Set what can be chosen."""
        listed = [(str(key), words, thing) for key, words, thing in options]
        self.things = {key: thing for key, _, thing in listed}
        self.choices = [(key, words) for key, words, _ in listed]

    def clean(self, value: Any) -> list[Any]:
        """The things chosen."""
        chosen = set(super().clean(value))
        return [thing for key, thing in self.things.items() if key in chosen]


def one_of(choices: Iterable[tuple[str, str]], **options: Any) -> forms.ChoiceField:
    """A choice of one word of the vocabulary, as a list of round buttons."""
    options = {"widget": forms.RadioSelect, **options}
    options["error_messages"] = {"required": CHOOSE, "invalid_choice": CHOOSE}
    return forms.ChoiceField(choices=list(choices), **options)
