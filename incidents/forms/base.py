"""What the forms of one incident share: the version that the person saw, and the people to choose from."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from incidents.models import Involvement
from incidents.vocabulary import Part

MOST = 2_000_000_000
OLD_PAGE = "This page was opened too long ago. Look at it again, then send it once more."


class Versioned(forms.Form):
    """A form that changes an incident. It carries the version that the person saw, so that nobody is overrun (R.02)."""

    version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        max_value=MOST,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), OLD_PAGE),
    )

    def __init__(self, data: Any = None, *, version: int, **options: Any) -> None:
        super().__init__(data, **options)
        self.initial = {"version": version, **self.initial}
        self.order_fields([name for name in self.fields if name != "version"])

    def carry(self, version: int) -> None:
        """Carry this version from now on: who has read what changed can press again, knowingly."""
        if "version" in self.fields and self.is_bound:
            data = self.data.copy()
            data["version"] = str(version)
            self.data = data


def is_legal() -> forms.BooleanField:
    """Asks whether a document is legal advice."""
    return forms.BooleanField(
        required=False,
        label="This is legal advice, or was written to get it",
        help_text="Then only whoever owns the incident, the head and an adviser whom the owner names can read it.",
    )


def choice_of(people: Iterable[Involvement]) -> list[tuple[UUID, str, Involvement]]:
    """People linked, as a choice: those who made, shared or answered the post first."""
    order = list(Part)
    listed = sorted(people, key=lambda each: order.index(Part(each.part)))
    return [(each.key, f"{each.shown} – {each.get_part_display().lower()}", each) for each in listed]
