"""Forms about who owns an incident and who is kept from seeing it."""

from collections.abc import Iterable
from typing import Any

from django import forms

from incidents.forms.base import Versioned
from incidents.forms.people import staff_choice
from schools.forms.choices import Pick
from schools.forms.fields import Words
from schools.models import User
from schools.vocabulary import Role

Staff = Iterable[tuple[User, frozenset[Role]]]


class HandOverForm(Versioned):
    """To whom an incident is handed, in which of their offices."""

    to = Pick(label="To whom?", widget=forms.RadioSelect)
    note = Words(required=False, label="Note", help_text="What they should know. It stays in the story.", rows=3)

    def __init__(self, data: Any = None, *, owners: Iterable[tuple[User, Role]], **options: Any) -> None:
        super().__init__(data, **options)
        to: Any = self.fields["to"]
        to.offer((f"{user.key}-{role}", f"{user.name}, {role.label.lower()}", (user, role)) for user, role in owners)


class ExcludeForm(Versioned):
    """Whom to keep from seeing the incident, and why."""

    who = Pick(label="Who?", nobody="Choose somebody")
    reason = Words(label="Why?", help_text="The reason stands in the story; the person cannot read it.", rows=3)

    def __init__(self, data: Any = None, *, staff: Staff, **options: Any) -> None:
        super().__init__(data, **options)
        who: Any = self.fields["who"]
        who.offer(staff_choice(staff))


class RecuseForm(Versioned):
    """Why somebody should not deal with an incident."""

    reason = Words(
        label="Why should you not deal with this?",
        help_text="Such as “I am a friend of the family”. Only whoever owns the incident reads it.",
        rows=3,
    )


class ReadmitForm(Versioned):
    """Whom to let see the incident again, and why."""

    who = Pick(label="Who?", widget=forms.RadioSelect)
    reason = Words(label="Why?", help_text="They will see the incident again, and still may not decide.", rows=3)

    def __init__(self, data: Any = None, *, users: Iterable[User], **options: Any) -> None:
        super().__init__(data, **options)
        who: Any = self.fields["who"]
        who.offer((user.key, user.name, user) for user in users)


class AppointForm(forms.Form):
    """The governor who is to own an incident."""

    who = Pick(label="Which governor?", widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, governors: Iterable[User]) -> None:
        super().__init__(data)
        who: Any = self.fields["who"]
        who.offer((user.key, user.name, user) for user in governors)
