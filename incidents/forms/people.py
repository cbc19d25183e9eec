"""Forms about the people of an incident: adding one, changing what is known, undoing a wrong link."""

from collections.abc import Iterable
from typing import Any

from django import forms

from incidents.forms.base import Versioned
from incidents.models import Involvement
from incidents.text import LONGEST_FOLDED, fold
from incidents.vocabulary import Identity, Part
from schools.forms.choices import Label, Pick, one_of
from schools.forms.fields import Line, Words
from schools.models import User
from schools.vocabulary import Role

HOW_SURE = {
    Identity.UNKNOWN: "Nothing but a name or a nickname.",
    Identity.POSSIBLE: "Somebody thinks so.",
    Identity.PROBABLE: "There is a good reason to think so, such as their picture or what they wrote.",
    Identity.CONFIRMED: "They said so themselves, or it is beyond doubt.",
}


def staff_choice(people: Iterable[tuple[User, frozenset[Role]]]) -> list[tuple[str, str, User]]:
    """People who can sign in here, as a choice: by name, with their offices."""
    return [(str(user.key), f"{user.name}, {_offices(roles)}", user) for user, roles in people]


def _offices(roles: frozenset[Role]) -> str:
    return " and ".join(role.label.lower() for role in Role if role in roles)


class PartForm(Versioned):
    """What is known of somebody: their part, how sure that is, and whether they can sign in here."""

    part = one_of(Part.choices, label="What is their part in it?")
    identity = one_of(
        [(value, Label(value.label, HOW_SURE[value])) for value in Identity],
        label="How sure is it that this is the person?",
    )
    relation = Line(required=False, label="Their relation to the school", help_text="Such as “a parent in Year 3”.")
    child = forms.BooleanField(
        required=False,
        label="This is a child",
        help_text="Then the name is hidden until somebody asks to see it, and that they asked is written down.",
    )
    user = Pick(
        required=False,
        nobody="No, or not known",
        label="Can they sign in here?",
        help_text="Whoever wrote, shared or is accused in a post is kept from seeing the incident at once.",
    )

    def __init__(self, data: Any = None, *, staff: Iterable[tuple[User, frozenset[Role]]], **options: Any) -> None:
        super().__init__(data, **options)
        user: Any = self.fields["user"]
        user.offer(staff_choice(staff))


class AddPersonForm(PartForm):
    """Somebody to link to the incident."""

    name = Line(
        max_length=150,
        label="Name",
        help_text="As they are known at the school; otherwise the name or nickname that the post shows.",
    )
    field_order = ["name", "part", "identity", "relation", "child", "user"]

    def __init__(self, data: Any = None, *, people: Iterable[Involvement], **options: Any) -> None:
        super().__init__(data, **options)
        self.people = people

    def clean_name(self) -> str:
        """A name that is not linked already: what is known of that person is changed on their own page."""
        name: str = self.cleaned_data["name"]
        if not fold(name):
            raise forms.ValidationError("Give a name that can be read.")
        if len(fold(name)) > LONGEST_FOLDED:
            raise forms.ValidationError(f"Use at most {LONGEST_FOLDED} characters.")
        if any(each.person.folded == fold(name) for each in self.people):
            raise forms.ValidationError(
                "Somebody of this name is linked already. Change what is known of them instead."
            )
        return name


class UnlinkForm(Versioned):
    """Why somebody was wrongly linked."""

    reason = Words(
        label="Why is this the wrong person?",
        help_text="Do not repeat their name. Their name disappears from the incident; the reason stays.",
        rows=3,
    )
