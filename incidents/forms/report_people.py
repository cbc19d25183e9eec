"""The people of a report: a row for whoever posted it, one for whomever it is about, and more where they are needed.

Nobody has to be named. Of each person who is, it is asked before anything is sent whether they can sign in here:
whoever can and has a part in it is kept from seeing the report from its first moment (S8.16).
"""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from incidents.forms.people import staff_choice
from incidents.operations.people import Named
from incidents.text import LONGEST_FOLDED, fold
from incidents.vocabulary import RESPONSIBLE, Identity, Part
from schools.forms.choices import CHOOSE
from schools.forms.fields import Line
from schools.models import User
from schools.vocabulary import Role

MOST = 20
NO = "no"

Colleagues = Sequence[tuple[User, frozenset[Role]]]
POSTED = (*RESPONSIBLE, Part.GROUP_ADMIN)
ABOUT = (Part.TARGET, Part.ACCUSED, Part.NAMED)
FIRST = {0: ("Who posted it", POSTED), 1: ("Who it is about", ABOUT)}
ANOTHER = ("Another person", tuple(Part))
"""Of each row its title and the parts it offers, the likeliest first."""

WHO = "Give a name, an account’s name, or words such as “whoever runs the page”."
ASK = "Say whether this person can sign in here: it decides who is kept from seeing the report."
WHICH = "Choose who it is, under “Can they sign in here?” beside a person below."
TWICE = "This person stands above already. Name each person once, with their main part."
TOO_MANY = f"A report names at most {MOST} people. Name those who matter most; others can be added afterwards."


class PersonForm(forms.Form):
    """One person. A row in which nothing was said of anybody is no person."""

    name = Line(
        max_length=150,
        required=False,
        label="Name",
        help_text="As they are known at the school, or as the post shows it.",
        widget=forms.TextInput(attrs={"placeholder": " ", "autocomplete": "off"}),  # unfolds the rest of the row
    )
    part = forms.ChoiceField(label="What is their part in it?", error_messages={"invalid_choice": CHOOSE})
    identity = forms.ChoiceField(
        label="How sure is it that this is the person?", choices=Identity, error_messages={"invalid_choice": CHOOSE}
    )
    relation = Line(
        required=False, label="Their relation to the school", help_text="Such as “mother of a pupil in Year 4”."
    )
    child = forms.BooleanField(
        required=False, label="This is a child", help_text="Their name is then hidden until somebody asks to see it."
    )
    sign_in = forms.ChoiceField(
        label="Can they sign in here?",
        help_text="Staff and governors can. Whoever wrote it or is accused in it is then kept from seeing this report.",
        error_messages={"required": ASK, "invalid_choice": "Choose somebody of this school, or “No”."},
    )

    def __init__(self, *, row: int, colleagues: Colleagues, initial: Mapping[str, Any], data: Any = None) -> None:
        self.row, self.people = row, {str(user.key): user for user, _ in colleagues}
        self.title, parts = FIRST.get(row, ANOTHER)
        super().__init__(
            data,
            prefix=f"person-{row}",
            initial={"part": parts[0], "identity": Identity.UNKNOWN, **initial},
            empty_permitted=True,
            use_required_attribute=False,
        )
        self.fields["part"].choices = [(part.value, part.label) for part in parts]
        self.fields["sign_in"].choices = _sign_in_choices(colleagues)
        if row == 1:
            self.fields["name"].help_text = "For a child, initials are enough."

    def has_changed(self) -> bool:
        """Whether anything was said of anybody. The answer “No” by itself says nothing."""
        said = {name: str(self[name].data or "").strip() for name in ("name", "relation", "sign_in")}
        return bool(said["name"] or said["relation"] or said["sign_in"] not in ("", NO))

    def clean(self) -> dict[str, Any]:
        """A colleague who was chosen needs no name typed; anybody else does."""
        given = self.cleaned_data
        colleague = self.people.get(given.get("sign_in", ""))
        given["name"] = given.get("name") or (colleague.name if colleague else "")
        if "name" not in self.errors and not _can_be_read(given["name"]):
            self.add_error("name", WHO)
        elif len(fold(given["name"])) > LONGEST_FOLDED:
            self.add_error("name", f"Use at most {LONGEST_FOLDED} characters.")
        return given

    @property
    def somebody(self) -> bool:
        """Whether this row names a person, once it is valid."""
        return bool(self.cleaned_data.get("name"))

    def named(self) -> Named:
        """The person, as the operation takes one."""
        given = self.cleaned_data
        user = self.people.get(given["sign_in"])
        part, sure = Part(given["part"]), Identity(given["identity"])
        return Named(given["name"], part, sure, given["relation"], user, given["child"])


def refuse_twice(rows: Sequence[PersonForm]) -> None:
    """Put an error beside whoever stands in an earlier row already, by name or by who they are here."""
    seen: set[object] = set()
    for form in rows:
        given = getattr(form, "cleaned_data", {})
        person = {fold(given.get("name", "")), form.people.get(given.get("sign_in", ""))} - {"", None}
        if person & seen:
            form.add_error("name", TWICE)
        seen |= person


def refuse_nobody(facts: forms.Form, rows: Sequence[PersonForm]) -> None:
    """Put an error beside the question of somebody who can sign in, where the answer is yes and nobody was chosen."""
    chosen = [form.people.get(getattr(form, "cleaned_data", {}).get("sign_in", "")) for form in rows]
    if facts.cleaned_data.get("insider") == "yes" and not any(chosen):
        facts.add_error("insider", WHICH)


def _can_be_read(name: str) -> bool:
    """Whether there is anything to see in it: a letter, a figure, a sign; not only marks and spaces."""
    return any(unicodedata.category(letter)[0] not in "CZM" for letter in name)


def _sign_in_choices(colleagues: Colleagues) -> list[Any]:
    here = [(key, words) for key, words, _ in staff_choice(colleagues)]
    return [("", "Choose one"), (NO, "No, not as far as I know"), ("Yes, it is", here)]
