"""The form in which a policy is begun: from a model, or with nothing but a title."""

from collections.abc import Iterable
from typing import Any

from django import forms

from policies.shelf import Model
from schools.forms.choices import Label, Pick
from schools.forms.fields import Line

EMPTY = "empty"


class BeginForm(forms.Form):
    """What to begin from. A model brings its own title, unless another is given."""

    start = Pick(label="What would you like to begin from?", widget=forms.RadioSelect)
    title = Line(
        required=False,
        label="Title",
        help_text="As it will stand on the document. A model policy has a title of its own, which you can leave.",
    )

    def __init__(self, data: Any = None, *, models: Iterable[Model], **options: Any) -> None:
        super().__init__(data, **options)
        start: Any = self.fields["start"]
        offered = [(each.starter.name, _label(each), each.starter) for each in models]
        start.offer([*offered, (EMPTY, Label("An empty policy", "A title, and the rest is yours to write."), EMPTY)])

    def clean(self) -> dict[str, Any]:
        """An empty policy needs a title: nothing else tells it from another."""
        given = super().clean() or {}
        if given.get("start") == EMPTY and not given.get("title") and "title" not in self.errors:
            self.add_error("title", "Give the empty policy a title.")
        return given


def _label(model: Model) -> Label:
    name = model.starter.name.replace("-", " ").capitalize()
    return Label(f"{name}: {model.starter.title}", f"{model.said} {model.counted}.")
