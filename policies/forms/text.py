"""The form of a version's text: a heading and one large box for each section (S1-13, S2-24).

One form with a group of fields for each section, so that all of its errors stand in one summary. Without a script a
section is added by asking for the page anew, with what was typed in it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from policies.citing import number_of
from policies.forms.fields import EditionForm
from policies.paragraphs import Written, as_typed, split
from schools.forms.fields import Line, Words

MOST = 60
LONGEST = 60_000
FIELDS = ("heading", "text", "source", "remove")
NO_HEADING = "Give the section a heading."
TOO_MANY = f"Use at most {MOST} sections."

Typed = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """One section of the form: its place, its fields by name, and which paragraphs it holds now."""

    place: int
    heading: BoundField
    text: BoundField
    source: BoundField
    remove: BoundField
    paragraphs: str


class TextForm(EditionForm):
    """The text, section by section. A section of which everything is empty counts for nothing."""

    def __init__(
        self, data: Any = None, *, sections: Sequence[Typed], added: int | None = None, **options: Any
    ) -> None:
        """The text as it was typed (`as_rows` or `typed_in`); `added` is the place of a section that is new."""
        super().__init__(data, **options)
        self.rows = list(sections if data is None else typed_in(data))
        for place, row in enumerate(self.rows[:MOST]):
            self._add_fields(place, row)
            self.initial |= {f"{name}-{place}": row.get(name, "") for name in FIELDS}
        if added is not None and f"heading-{added}" in self.fields:
            self.fields[f"heading-{added}"].widget.attrs["autofocus"] = True

    def _add_fields(self, place: int, row: Typed) -> None:
        """A heading is needed, except of a section that is to be removed or holds nothing."""
        nth = f"of section {place + 1}"
        needed = not self.is_bound or not (row.get("remove") or _is_blank(row))
        messages = {"required": NO_HEADING}
        fields: dict[str, forms.Field] = {
            "heading": Line(required=needed, label=f"Heading {nth}", error_messages=messages),
            "text": Words(required=False, max_length=LONGEST, rows=_lines(row.get("text", "")), label=f"Text {nth}"),
            "source": Line(
                required=False,
                max_length=300,
                label=f"Source {nth}",
                help_text="Whom this section credits, if anybody.",
            ),
            "remove": forms.BooleanField(required=False, label=f"Remove section {place + 1}"),
        }
        self.fields |= {f"{name}-{place}": field for name, field in fields.items()}

    @property
    def parts(self) -> Iterator[Part]:
        """The sections, for the page."""
        for place, row in enumerate(self.rows[:MOST]):
            fields = {name: self[f"{name}-{place}"] for name in FIELDS}
            yield Part(place, **fields, paragraphs=row.get("paragraphs", ""))

    def clean(self) -> dict[str, Any]:
        """Not more sections than anybody could read."""
        if len(self.rows) > MOST:
            self.add_error(None, TOO_MANY)
        return super().clean() or {}

    @property
    def written(self) -> list[Written]:
        """The sections that are to be kept, once they are valid."""
        rows = [{name: self.cleaned_data[f"{name}-{place}"] for name in FIELDS} for place in range(len(self.rows))]
        kept = [row for row in rows if not row["remove"] and not _is_blank(row)]
        return [Written(row["heading"], row["source"], split(row["text"])) for row in kept]


def as_rows(sections: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The text as it is kept, as one types it; an empty section where there is none yet."""
    return [_as_row(each) for each in sections] or [{}]


def typed_in(data: Any) -> list[dict[str, str]]:
    """What was sent, row by row, as far as there are rows, and one more than may be."""
    places = []
    while f"heading-{len(places)}" in data and len(places) <= MOST:
        places.append({name: str(data.get(f"{name}-{len(places)}", "")) for name in FIELDS})
    return places


def _as_row(section: Mapping[str, Any]) -> dict[str, str]:
    numbers = [number_of(each["id"]) for each in section["paragraphs"]]
    row = {"heading": section["heading"], "text": as_typed(section), "source": section.get("source", "")}
    return {**row, "paragraphs": _said_of(numbers)}


def _said_of(numbers: Sequence[str]) -> str:
    if not numbers:
        return ""
    return f"Paragraph {numbers[0]}." if len(numbers) == 1 else f"Paragraphs {numbers[0]} to {numbers[-1]}."


def _is_blank(row: Typed) -> bool:
    return not any(str(row.get(name, "")).strip() for name in ("heading", "text", "source"))


def _lines(text: str) -> int:
    """How high the box is: enough for the text on a desk's screen, and not endless."""
    lines = sum(1 + len(line) // 80 for line in text[:LONGEST].split("\n"))
    return max(5, min(lines + 1, 30))
