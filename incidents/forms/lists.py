"""What to look for in the list of incidents. A form of addresses, not of changes: it is sent with GET.

Its choices come from the vocabulary and the school's terms, never from incidents: a choice tells nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import slugify

from incidents.lists import Sort, State, Wanted
from incidents.vocabulary import Channel
from incidents.where_it_stands import CHOICES, OUTCOMES, as_written
from policies.vocabulary import GROUPS
from schools.calendar import TermDates
from schools.forms.fields import Line

KINDS = {as_written(kind): kind for kinds in GROUPS.values() for kind in kinds}
CHANNELS = {as_written(channel): channel for channel in Channel}
BY_GROUP = [(group.capitalize(), [(as_written(kind), kind.label) for kind in kinds]) for group, kinds in GROUPS.items()]
ANY = {"invalid_choice": "Choose one of these."}


def _choice(label: str, choices: Sequence[Any], nothing: str = "") -> forms.ChoiceField:
    first = [("", nothing)] if nothing else []
    return forms.ChoiceField(label=label, choices=[*first, *choices], required=False, error_messages=ANY)


class ListForm(forms.Form):
    """What somebody looks for. What cannot be understood gets a sentence and is left out."""

    words = Line(label="Words", max_length=100, required=False)
    state = _choice("Show", State.choices)
    sort = _choice("Order", Sort.choices)
    where = _choice("Where it stands", CHOICES, "Anywhere")
    category = _choice("Category", BY_GROUP, "Any")
    channel = _choice("Where it was posted", [(code, each.label) for code, each in CHANNELS.items()], "Anywhere")
    term = _choice("Term", [], "Any")
    person = Line(label="Person involved", max_length=100, required=False)

    MAIN = ("words", "state", "sort")

    def __init__(self, data: Mapping[str, Any], *, terms: Sequence[TermDates]) -> None:
        super().__init__(data)
        self.terms = {slugify(term.name): term for term in terms}
        chosen = self.fields["term"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", "Any"), *((slug, term.name) for slug, term in self.terms.items())]

    @property
    def wanted(self) -> Wanted:
        """What to look for. An outcome is looked for among the closed ones, whatever else was chosen."""
        self.full_clean()
        given = self.cleaned_data
        state = given.get("state") or State.OPEN
        return Wanted(
            words=given.get("words", ""),
            state=State.CLOSED if given.get("where") in OUTCOMES else state,
            where=given.get("where", ""),
            kind=KINDS.get(given.get("category", ""), ""),
            channel=CHANNELS.get(given.get("channel", ""), ""),
            term=self.terms.get(given.get("term", "")),
            person=given.get("person", ""),
            sort=given.get("sort") or Sort.NEWEST,
        )

    @property
    def more(self) -> Sequence[forms.BoundField]:
        """The fields that are folded away until one of them is used."""
        return [field for field in self.visible_fields() if field.name not in self.MAIN]

    @property
    def more_used(self) -> bool:
        """Whether one of them is used."""
        return any(field.value() for field in self.more)

    @property
    def narrows(self) -> bool:
        """Whether anything but the order was asked for."""
        return any(field.value() for field in self if field.name != "sort")
