"""The form on which every item of one incident is looked over before it goes to the person who asked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from incidents.subject_access.items import Reason
from incidents.subject_access.redacting import Piece
from incidents.subject_access.reviewing import OFFERED, Decided, Reviewed, decided
from schools.forms.choices import one_of
from schools.forms.fields import Line

OUT = "out"
CHOICES = [(OUT, "It goes out"), *((each.value, f"Kept back: {each.label}") for each in OFFERED)]
MOST_FURTHER = 40
SEPARATOR = ";"


@dataclass(frozen=True)
class Row:
    """One item on the page: what it is, how it would leave, and its questions."""

    item: Decided
    pieces: Sequence[Piece]
    decision: BoundField | None
    words: BoundField | None
    further: BoundField | None


class ReviewForm(forms.Form):
    """For each item whether it goes out, why not, and which words are to be taken out of it as well."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    looked = forms.BooleanField(
        label="I have looked at every item above",
        required=False,
    )

    def __init__(self, data: Any = None, *, reviewed: Reviewed) -> None:
        super().__init__(data)
        self.reviewed = reviewed
        self.initial = {"digest": reviewed.kept.digest, "looked": reviewed.done}
        for each in reviewed.items:
            if not each.item.fixed:
                self._ask(each)
        self.order_fields([name for name in self.fields if name != "looked"])

    def _ask(self, each: Decided) -> None:
        key, file = each.item.key, each.item.file is not None
        self.fields[f"{key}-do"] = one_of(CHOICES, label="Does it go out?", widget=forms.Select)
        label = "If it goes out: say that nobody else is in it" if file else "Why, in your own words"
        hint = "Open the file first, and look at every corner of it." if file else "They go out with the reason."
        self.fields[f"{key}-words"] = Line(required=False, label=label, help_text=hint, max_length=300)
        self.initial |= {f"{key}-do": OUT if each.out else each.why, f"{key}-words": each.words}
        if each.item.text:
            self.fields[f"{key}-further"] = Line(
                required=False,
                label="Take out as well",
                help_text=f"Names, nicknames or other words that tell of somebody else; between them a “{SEPARATOR}”.",
                max_length=1000,
            )
            self.initial[f"{key}-further"] = f"{SEPARATOR} ".join(each.further)

    def clean(self) -> dict[str, Any]:
        """Nothing more than that a picture which goes out was looked at."""
        given = super().clean() or {}
        for each in self.reviewed.items:
            key = each.item.key
            if each.item.file and given.get(f"{key}-do") == OUT and not given.get(f"{key}-words"):
                self.add_error(f"{key}-words", "Say here that you looked, and that nobody else is in it.")
        return given

    @property
    def decisions(self) -> dict[str, dict[str, Any]]:
        """What was decided of each item. The form is valid."""
        given = self.cleaned_data
        return {each.item.key: self._said(each, given) for each in self.reviewed.items if not each.item.fixed}

    def _said(self, each: Decided, given: dict[str, Any]) -> dict[str, Any]:
        key = each.item.key
        do, further = given.get(f"{key}-do", ""), given.get(f"{key}-further", "").split(SEPARATOR)
        words = [word for word in (each.strip() for each in further[:MOST_FURTHER]) if word]
        why = "" if do == OUT else do
        return {"out": do == OUT, "why": why, "words": given.get(f"{key}-words", ""), "further": words}

    @property
    def rows(self) -> Iterator[Row]:
        """Each item with its questions, as it would leave after what was typed."""
        said = self.decisions if self.is_bound and self.is_valid() else {}
        for each in self.reviewed.items:
            shown = decided(self.reviewed.kept, each.item, said[each.item.key]) if each.item.key in said else each
            fields = [self._bound(f"{each.item.key}-{name}") for name in ("do", "words", "further")]
            yield Row(shown, shown.pieces, *fields)

    def _bound(self, name: str) -> BoundField | None:
        return self[name] if name in self.fields else None

    @property
    def reasons(self) -> Sequence[str]:
        """The reasons that may be chosen."""
        return [Reason(each).label for each in OFFERED]
