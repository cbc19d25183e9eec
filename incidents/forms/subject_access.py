"""Forms about requests of people to see what is kept about them: logging one, its clock, and who it is."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from incidents.forms.people import staff_choice
from incidents.models import SubjectAccessPause
from incidents.subject_access.gathering import Found
from incidents.text import LONGEST_FOLDED, fold
from schools.forms.choices import Label, Pick, PickSome, one_of
from schools.forms.fields import Line, PastDay, Words
from schools.models import User
from schools.vocabulary import Role


def _a_name(typed: str) -> str:
    if not fold(typed):
        raise forms.ValidationError("Give a name that can be read.")
    if len(fold(typed)) > LONGEST_FOLDED:
        raise forms.ValidationError(f"Use at most {LONGEST_FOLDED} characters.")
    return typed


class LogForm(forms.Form):
    """Who asks, on which day the request came, and how."""

    name = Line(
        label="Who asks?",
        help_text="For a child, give the child’s name here, and say below who asks for them.",
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    received_on = PastDay(
        label="On which day did it come?",
        help_text="The day on which anybody at the school got it, a holiday included. The clock runs from then.",
    )
    came = Words(
        label="How did it come, and what do they ask for?",
        help_text="A letter, an e-mail, or something said at the gate: a request needs no form and no special words.",
        rows=3,
    )
    requester = Pick(
        required=False,
        nobody="No",
        label="Can they sign in here?",
        help_text="Whoever asks about themselves is shown nothing of this request.",
    )

    def __init__(self, data: Any = None, *, staff: Iterable[tuple[User, frozenset[Role]]]) -> None:
        super().__init__(data)
        field: Any = self.fields["requester"]
        field.offer(staff_choice(staff))

    def clean_name(self) -> str:
        """A name that can be read and looked for."""
        return _a_name(self.cleaned_data["name"])


class LookForm(forms.Form):
    """A name to look for among the people of incidents."""

    q = Line(
        label="Look for a name",
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class WhoForm(forms.Form):
    """Who of those found is the person."""

    people = PickSome(label="Who of them is the person who asks?", required=False)

    def __init__(self, data: Any = None, *, found: Sequence[Found], chosen: Iterable[str] = ()) -> None:
        super().__init__(data)
        field: Any = self.fields["people"]
        field.offer((each.key, _told_apart(each), each) for each in found)
        self.initial["people"] = list(chosen)


def _told_apart(found: Found) -> Label:
    """A name, and where it has a part: two people of one name are told apart by that."""
    where = [f"{each.incident.reference}: {_part(each)}" for each in found.links[:12]]
    return Label(" / ".join(found.names), "; ".join(where))


def _part(link: Any) -> str:
    said = link.get_part_display().lower()
    return f"{said}, {link.relation}" if link.relation else said


class IdentityForm(forms.Form):
    """How it was made sure who asks."""

    how = Words(
        label="How did you make sure?",
        help_text="Somebody you know in person needs no papers. Ask for no more than you need, and keep no copy.",
        rows=3,
    )


class PauseForm(forms.Form):
    """Why and since when the clock stands still."""

    why = one_of(SubjectAccessPause.Why.choices, label="What do you wait for?")
    since = PastDay(label="On which day did you ask them?")


class GoOnForm(forms.Form):
    """On which day the clock goes on."""

    until = PastDay(label="On which day did they answer?")


class ReasonForm(forms.Form):
    """Why."""

    reason = Words(label="Why?", rows=3)


class WithdrawForm(forms.Form):
    """How the request was taken back."""

    reason = Words(label="How did they take it back?", help_text="Such as a letter, and its day.", rows=3)


class NothingForm(forms.Form):
    """Nothing is held; only the button."""


class ReleaseForm(forms.Form):
    """The last question before an answer is made."""

    sure = forms.BooleanField(
        label="I have read what goes out, and it is for this person alone",
        error_messages={"required": "Read it through, then say so here."},
    )
