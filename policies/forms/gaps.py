"""The form of the checklist: for each topic, in which paragraph the draft speaks of it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField

from policies.citing import Sections, choices
from policies.forms.fields import EditionForm
from policies.gaps import Gap
from schools.forms.choices import CHOOSE

NOT_SAID = "Not in your policy"
ASKED = "Where does your policy speak of “{topic}”?"


class GapsForm(EditionForm):
    """A box for each topic, with the paragraphs of the text to choose from."""

    def __init__(
        self, data: Any = None, *, gaps: Iterable[Gap], sections: Sections, said: Mapping[str, str], edition: int
    ) -> None:
        super().__init__(data, edition=edition)
        self.gaps = list(gaps)
        for gap in self.gaps:
            now = said.get(gap.topic, "")
            self.fields[_field(gap)] = forms.ChoiceField(
                label=ASKED.format(topic=gap.topic.label),
                choices=choices(sections, now, _nothing(gap)),
                required=False,
                initial=now,
                error_messages={"invalid_choice": CHOOSE},
            )

    @property
    def rows(self) -> Iterator[tuple[Gap, BoundField]]:
        """Each topic with its box."""
        return ((gap, self[_field(gap)]) for gap in self.gaps)

    def clean(self) -> dict[str, Any]:
        """What is said of each topic."""
        given = self.cleaned_data
        said = {gap.topic.value: given[_field(gap)] for gap in self.gaps if _field(gap) in given}
        return {"edition": given.get("edition"), "said": said}


def _field(gap: Gap) -> str:
    return gap.topic.lower()


def _nothing(gap: Gap) -> str:
    """The first choice: what holds where nobody names a paragraph."""
    return f"As {gap.shown_by} shows" if gap.shown_by else NOT_SAID
