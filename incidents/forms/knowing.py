"""Forms about who needs to know what: a name to keep back or to tell again, and who reads a document."""

from collections.abc import Iterable
from typing import Any

from django import forms

from incidents.forms.base import Versioned
from incidents.forms.people import staff_choice
from schools.forms.choices import Pick
from schools.forms.fields import Words
from schools.models import User
from schools.vocabulary import Role

Options = Iterable[tuple[str, str, Any]]


class KeepNameForm(Versioned):
    """Whose name must not be told, and why."""

    whose = Pick(label="What must not be told?", widget=forms.RadioSelect)
    reason = Words(label="Why?", help_text="You and the safeguarding lead read it, and nobody else.", rows=3)

    def __init__(self, data: Any = None, *, options: Options, **more: Any) -> None:
        super().__init__(data, **more)
        whose: Any = self.fields["whose"]
        whose.offer(options)


class TellNameForm(Versioned):
    """Which name may be told again, and why."""

    kept = Pick(label="What may be told again?", widget=forms.RadioSelect)
    reason = Words(label="Why?", help_text="Ask the person first, wherever you can.", rows=3)

    def __init__(self, data: Any = None, *, options: Options, **more: Any) -> None:
        super().__init__(data, **more)
        kept: Any = self.fields["kept"]
        kept.offer(options)


class KeepDocumentForm(Versioned):
    """Which document few may read."""

    what = Pick(label="Which document?", widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, options: Options, **more: Any) -> None:
        super().__init__(data, **more)
        what: Any = self.fields["what"]
        what.offer(options)


class DocumentForm(Versioned):
    """Who may read a document, who may no longer, or that everybody may again."""

    do = forms.ChoiceField(
        choices=[("let", ""), ("stop", ""), ("open", "")],
        widget=forms.HiddenInput,
        initial="let",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Press one of the buttons of this page."),
    )
    who = Pick(
        required=False,
        nobody="Choose somebody",
        label="Who else may read it?",
        help_text="Somebody who sees this incident and has no conflict of interest in it.",
    )

    def __init__(self, data: Any = None, *, staff: Iterable[tuple[User, frozenset[Role]]], **more: Any) -> None:
        super().__init__(data, **more)
        who: Any = self.fields["who"]
        who.offer(staff_choice(staff))

    def clean(self) -> dict[str, Any]:
        """Letting somebody read it needs somebody."""
        given = self.cleaned_data
        if given.get("do") in ("let", "stop") and not given.get("who") and "who" not in self.errors:
            self.add_error("who", "Choose somebody.")
        return given
