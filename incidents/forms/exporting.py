"""The form of an export: for whom it is, which evidence goes with it, and what is left out."""

from collections.abc import Sequence
from typing import Any

from django import forms

from incidents.exporting.contents import Choice
from incidents.models import Evidence
from incidents.vocabulary import EvidenceKind
from schools.forms.choices import Label, PickSome
from schools.forms.fields import Line


class ExportForm(forms.Form):
    """Begins with all originals going with it, and with nothing that could tell on anybody."""

    purpose = Line(
        label="Who is it for?",
        help_text="A name or an office, such as “the school’s solicitor”. It is on every page, and stays on record.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    evidence = PickSome(label="Which evidence goes with it?", required=False)
    without_sources = forms.BooleanField(
        label="Leave out who told the school",
        help_text="People who told the school or saw it, and the statements of witnesses.",
        required=False,
        initial=True,
    )
    without_legal = forms.BooleanField(
        label="Leave out legal advice",
        help_text="That it was asked for, and what was noted about it.",
        required=False,
        initial=True,
    )

    def __init__(self, data: Any = None, *, evidence: Sequence[Evidence]) -> None:
        super().__init__(data)
        field: Any = self.fields["evidence"]
        field.offer((each.key, _named(each), each) for each in evidence)
        self.initial["evidence"] = [str(each.key) for each in evidence]
        if not evidence:
            del self.fields["evidence"]

    @property
    def choice(self) -> Choice:
        """What was chosen. The form is valid."""
        given = self.cleaned_data
        keys = frozenset(each.key for each in given.get("evidence", []))
        return Choice(given["purpose"], keys, given["without_sources"], given["without_legal"])


def _named(evidence: Evidence) -> Label:
    source = f"Where it came from: {evidence.source}" if evidence.source else ""
    if evidence.kind == EvidenceKind.STATEMENT:
        return Label("A witness’s words", f"{source}. Left out while “who told the school” is left out.".lstrip(". "))
    return Label(evidence.original_name or "A file", source)
