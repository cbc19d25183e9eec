"""Forms for issuing a version: to schools of the trust, or to a name as the document prints it (S1-10)."""

from collections.abc import Iterable
from typing import Any

from django import forms

from policies.forms.fields import VagueDay
from schools.forms.choices import PickSome
from schools.forms.fields import Line
from schools.models import School


class IssueForm(forms.Form):
    """Schools of the trust, told apart by the words of their addresses."""

    schools = PickSome(
        label="Which schools?", help_text="Each can then read this version, and adopt it once the governors approve it."
    )
    issued_on = VagueDay(required=False, label="Date issued")

    def __init__(self, data: Any = None, *, schools: Iterable[School], **options: Any) -> None:
        super().__init__(data, **options)
        offered: Any = self.fields["schools"]
        offered.offer((each.slug, each.name, each) for each in schools)


class NameForm(forms.Form):
    """Somebody who is not a school here."""

    name = Line(
        label="To whom?",
        help_text="A school, a body or a group of people, such as: All parents of new pupils.",
        error_messages={"required": "Say to whom it was issued."},
    )
    named_on = VagueDay(required=False, label="When it was issued")
