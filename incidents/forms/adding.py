"""Forms that add to an incident: a further post, categories, a note, a link to another incident, the details."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from incidents.forms.base import MOST, Versioned, choice_of, is_legal
from incidents.models import Incident, Involvement
from incidents.vocabulary import Audience
from policies.models import Category
from schools.forms.choices import Label, Pick, PickSome, one_of
from schools.forms.fields import Clock, Line, PastDay, PostLink, Words, moment_of


class FurtherPostForm(Versioned):
    """A further post, found later or made since."""

    words = Words(required=False, label="What does it say?", help_text="Word for word, mistakes included.")
    url = PostLink(required=False, label="Address of the post", help_text="Copy it from the address bar.")
    day = PastDay(required=False, label="The day it was posted", help_text="Leave this empty if you do not know it.")
    clock = Clock(required=False, label="The time it was posted", help_text="Such as 14:05.")
    of = Pick(required=False, nobody="Not known", label="Who seems to have posted it?", widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, people: Iterable[Involvement], at: datetime, **options: Any) -> None:
        super().__init__(data, **options)
        self.at = at
        of: Any = self.fields["of"]
        of.offer(choice_of(people))

    def clean(self) -> dict[str, Any]:
        """Words or an address are needed; a time needs its day, and neither may lie ahead."""
        given = self.cleaned_data
        if not given.get("words") and not given.get("url") and not self.errors:
            self.add_error("words", "Write what the post says, or give its address.")
        day, clock = given.get("day"), given.pop("clock", None)
        given["posted"] = moment_of(day, clock) if day and clock else day
        if clock and not day and "day" not in self.errors:
            self.add_error("day", "Give the day too, or leave the time empty.")
        if day and clock and moment_of(day, clock) > self.at:
            self.add_error("clock", "This time has not come yet.")
        given.pop("day", None)
        return given


class CategoriesForm(Versioned):
    """The categories of the policy in force that the post falls under."""

    categories = PickSome(label="Which of these does the post seem to be?", help_text="As many as apply.")
    reason = Words(label="Why do the categories change?", rows=3)

    def __init__(self, data: Any = None, *, categories: Iterable[Category], **options: Any) -> None:
        super().__init__(data, **options)
        field: Any = self.fields["categories"]
        field.offer((each.pk, Label(each.name, each.help), each) for each in categories)


class NoteForm(forms.Form):
    """A note in the story."""

    words = Words(
        label="Your note",
        help_text="Keep what you saw apart from what you think. It stays in the story, and people may ask to see it.",
        rows=6,
    )
    legal = is_legal()


class LinkForm(Versioned):
    """Another incident that belongs with this one."""

    reference = forms.CharField(
        label="Reference of the other incident",
        help_text="Such as K7M-4QX: of this school, or of another school of your trust.",
        error_messages={"required": "Give the reference of the other incident."},
    )
    reason = Words(label="Why do they belong together?", rows=3)

    def __init__(self, data: Any = None, *, find: Callable[[str], Incident | None], **options: Any) -> None:
        super().__init__(data, **options)
        self.find = find

    def clean_reference(self) -> Incident:
        """The incident meant. One that the person may not know of is not found, like one that does not exist."""
        found = self.find(self.cleaned_data["reference"].strip().upper().replace(" ", "-"))
        if found is None:
            raise ValidationError("There is no incident with this reference that you could link.")
        return found


class DetailsForm(Versioned):
    """The details that can be added or put right after the report."""

    summary = Line(label="Summary", help_text="A line without names: it heads every page of this incident.")
    concern = Words(
        required=False,
        label="The worry behind it",
        help_text="What seems to trouble the parent, whatever you think of the post. It may deserve its own answer.",
    )
    host = Line(required=False, max_length=100, label="Name of the site, app or group")
    audience = one_of([("", "Not known"), *Audience.choices], required=False, label="Who could see it?", initial="")
    group_size = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST,
        label="About how many people are in the group?",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": "Give a whole number, in figures.",
            "min_value": "Give a number above nought.",
            "max_value": "This number is too large.",
        },
    )
