"""Forms on people and their offices: invite somebody, give an office, set its last day, accept an invitation."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from schools.access import GRANTS
from schools.forms.choices import Label, Pick, one_of
from schools.forms.fields import Day, DayAhead, Line, refuse_control, refuse_length
from schools.models import Membership, User
from schools.operations.invitations import Office
from schools.vocabulary import Role

NO_ADDRESS = "Give an e-mail address, such as name@school.example."
BACKWARDS = "The last day is before the first. Look at both days again."
NOT_THE_SAME = "The two passwords are not the same. Type both again."
PRESS = "Press one of the buttons."
NO_DAY = "Give the last day."
LONGEST_PASSWORD = 1_000
OFFERED = [role for role in Role if role != Role.TRUST_LEAD]
NOW, LATER = "now", "day"


class Address(Line):
    """An e-mail address, in small letters."""

    def __init__(self, **options: Any) -> None:
        keys = {"inputmode": "email", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(max_length=254, widget=forms.TextInput(attrs=keys), **options)

    def to_python(self, value: Any) -> str:
        """The address. Refuses what is none."""
        typed = super().to_python(value).lower()
        if typed:
            try:
                validate_email(typed)
            except ValidationError as error:
                raise ValidationError(NO_ADDRESS, code="email") from error
        return typed


class OfficeForm(forms.Form):
    """An office, from a day, and until a day where it is known."""

    role = one_of([(role.value, Label(role.label, GRANTS[role].paragraph)) for role in OFFERED], label="Which office?")
    starts = DayAhead(label="From which day?", help_text="Today or later, such as 1 9 2027.")
    ends = Day(required=False, label="Until which day?", help_text="Their last day. Leave it empty where none is set.")

    def __init__(self, data: Any = None, *, today: date, **options: Any) -> None:
        super().__init__(data, use_required_attribute=False, **options)
        self.fields["starts"].initial = today

    def clean(self) -> dict[str, Any]:
        """The office as one thing, with whatever else was asked for."""
        given = super().clean() or {}
        starts, ends = given.get("starts"), given.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", BACKWARDS)
        if not self.errors:
            given["office"] = Office(Role(given.pop("role")), given.pop("starts"), given.pop("ends"))
        return given


class InviteForm(OfficeForm):
    """Whom to invite, and to which office."""

    name = Line(max_length=150, label="Their name")
    email = Address(
        label="Their e-mail address",
        help_text="The link goes to this address alone: let it be one that only they read.",
    )
    field_order = ("name", "email", "role", "starts", "ends")


class EndForm(forms.Form):
    """Which office ends, and when."""

    which = Pick(label="Which office?", widget=forms.RadioSelect)
    when = one_of(
        [
            (NOW, Label("At once", "Yesterday was the last day. From their next click on, nothing of it opens.")),
            (LATER, Label("At the end of a day", "They hold it until then, that day included.")),
        ],
        label="When does it end?",
    )
    day = DayAhead(required=False, label="The last day")

    def __init__(self, data: Any = None, *, offices: Iterable[Membership], **options: Any) -> None:
        super().__init__(data, use_required_attribute=False, **options)
        offered = [(f"{each.role}:{each.starts}:{each.ends or ''}", in_words(each), each) for each in offices]
        which: Any = self.fields["which"]
        which.offer(offered)
        if len(offered) == 1:
            self.initial["which"] = offered[0][0]

    def clean(self) -> dict[str, Any]:
        """A day is needed only where one was chosen."""
        given = super().clean() or {}
        if given.get("when") == LATER and "day" in given and not given["day"]:
            self.add_error("day", NO_DAY)
        return given


def in_words(office: Membership) -> str:
    """An office with its days, as a choice."""
    until = f" until {office.ends:%-d %B %Y}" if office.ends else ""
    return f"{office.get_role_display()}, from {office.starts:%-d %B %Y}{until}"


class SettleForm(forms.Form):
    """A page with a button for each thing that can be done."""

    do = forms.ChoiceField(
        widget=forms.HiddenInput, error_messages=dict.fromkeys(("required", "invalid_choice"), PRESS)
    )

    def __init__(self, data: Any = None, *, offered: Iterable[str], **options: Any) -> None:
        super().__init__(data, **options)
        ways: Any = self.fields["do"]
        ways.choices = [(each, each) for each in offered]


class AccountForm(SettleForm):
    """What can be done about an account: a link for a new password, and for somebody who left, an end."""

    def __init__(self, data: Any = None, *, offices: Sequence[Membership], user: User, **options: Any) -> None:
        self.ways = ["reset"] if offices else ["shut"] if user.is_active else ["forget"]
        super().__init__(data, offered=("reset", "shut", "forget"), **options)


class NothingForm(forms.Form):
    """A button and nothing to fill in."""


class Password(forms.CharField):
    """A password: kept exactly as it is typed, spaces included."""

    def __init__(self, **options: Any) -> None:
        keys = {"autocomplete": "new-password"}
        super().__init__(strip=False, widget=forms.PasswordInput(attrs=keys), **options)
        self.error_messages["required"] = "Choose a password."
        self.validators = []

    def to_python(self, value: Any) -> str:
        """What was typed. Refuses control characters and a whole book."""
        typed = str(super().to_python(value))
        refuse_control(typed, allowed="")
        refuse_length(typed, LONGEST_PASSWORD)
        return typed


class AcceptForm(forms.Form):
    """The name that others read, and a password of one's own."""

    name = Line(max_length=150, label="Your name", help_text="As colleagues read it.")
    password1 = Password(
        label="Choose a password",
        help_text="At least 12 characters. Three or four words that do not belong together are easy to keep in mind.",
    )
    password2 = Password(label="The same password again")

    def __init__(self, data: Any = None, *, name: str, email: str, **options: Any) -> None:
        super().__init__(data, use_required_attribute=False, **options)
        self.initial["name"], self.email = name, email

    def clean(self) -> dict[str, Any]:
        """Both the same, and good enough for this person."""
        given = super().clean() or {}
        first, second = given.get("password1"), given.get("password2")
        if first and second and first != second:
            self.add_error("password2", NOT_THE_SAME)
        elif first:
            try:
                password_validation.validate_password(first, User(name=given.get("name", ""), email=self.email))
            except ValidationError as error:
                self.add_error("password1", error)
        return given
