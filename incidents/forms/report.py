"""The forms of reporting a post: the question about intimate images, and the facts. People are in `report_people.py`.

Few facts are required: a line, where it is, and at least one category. Everything else can be added afterwards.
"""

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone

from incidents.vocabulary import Audience, Channel
from policies.models import Category
from policies.vocabulary import GROUPS, CategoryKind, group_of
from schools.forms.choices import CHOOSE, Label, PickSome
from schools.forms.fields import Clock, Line, PastDay, PostLink, Words, moment_of

NOT_SURE = "unsure"
HOSTS = (
    *("Facebook", "WhatsApp", "Instagram", "TikTok", "Snapchat", "YouTube", "X", "Nextdoor", "Telegram", "Discord"),
    *("Reddit", "Messenger", "Mumsnet", "Google reviews", "ClassDojo", "The school’s website"),
)
"""Suggestions; any other may be typed."""

NOT_YET = "This time has not come yet. Give the time at which it was posted, or leave it empty."
NO_CATEGORY = "This is no category of your school’s policy. Choose again."
NUMBER = {
    "invalid": "Give a number, such as 28.",
    "min_value": "Give a number of 1 or more.",
    "max_value": "This is too large a number.",
}
DESCRIBED = "What you saw or were told, where it is and who has it. Leave out children’s full names."


class ImageQuestion(forms.Form):
    """Asked before a file field is ever shown (S5.20)."""

    shows = forms.ChoiceField(
        label="Does what you hold show a child naked or in a sexual way, or could it?",
        help_text="A screenshot, a photograph, a video or a saved page. If you hold nothing, answer “No”.",
        widget=forms.RadioSelect,
        choices=[("no", "No"), ("yes", "Yes"), (NOT_SURE, Label("I am not sure", "This counts as “Yes”."))],
        error_messages={"required": "Answer this first: it decides what may be added.", "invalid_choice": CHOOSE},
    )

    @property
    def intimate(self) -> bool:
        """Whether the answer keeps every file out: yes, or not sure."""
        return self.cleaned_data["shows"] != "no"


class ReportForm(forms.Form):
    """The facts of a report. `intimate`: nothing is held; what there is, is described in words."""

    emergency = forms.BooleanField(label="999 or 101 has been called about this", required=False)
    summary = Line(
        label="In one line, what is it about?",
        help_text="For example: a parent names a pupil in a class chat.",
        error_messages={"required": "Say in one line what it is about."},
    )
    words = Words(
        label="What does it say?",
        required=False,
        rows=5,
        help_text="Word for word, as far as you have it. A screenshot can say it for you. For a film, add the moment "
        "in it, such as 2:15.",
    )
    posted_on = PastDay(
        label="Which day was it posted?",
        required=False,
        help_text="For example 14 3 2027. Leave it empty if nobody knows.",
    )
    posted_time = Clock(label="At what time?", required=False, help_text="For example 18:30.")
    file = forms.Field(label="Screenshots and files", required=False, widget=forms.FileInput)
    source = Line(label="Where did the files come from?", max_length=300, required=False)
    statement = Words(
        label="Their own words",
        required=False,
        max_length=10_000,
        help_text="As they said or wrote it to you.",
    )
    witness = Line(label="Who said so, and when?", max_length=300, required=False)
    channel = forms.ChoiceField(
        label="What kind of place is it?",
        choices=[("", "Choose one"), *Channel.choices],
        error_messages={"required": "Choose where it was posted.", "invalid_choice": CHOOSE},
    )
    host = Line(
        label="Which site, app or group?",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"list": "hosts", "autocomplete": "off"}),
    )
    url = PostLink(
        label="The link to it", required=False, help_text="Copy it from the address bar or the Share button."
    )
    audience = forms.ChoiceField(
        label="Who could see it?",
        choices=[("", "Not known"), *Audience.choices],
        required=False,
        error_messages={"invalid_choice": CHOOSE},
    )
    group_size = forms.IntegerField(
        label="About how many people is that?",
        required=False,
        min_value=1,
        max_value=100_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "short"}),
        error_messages=NUMBER,
    )
    insider = forms.ChoiceField(
        label="Is it by or about somebody who can sign in here?",
        help_text="Staff and governors can. Whoever wrote it or is accused in it is kept from seeing this report from "
        "its first moment, and nobody is told of it before.",
        widget=forms.RadioSelect,
        choices=[("no", "No, not as far as I know"), ("yes", Label("Yes", "Choose below who it is."))],
        error_messages={
            "required": "Answer this before you send it: it decides who is kept from seeing the report.",
            "invalid_choice": CHOOSE,
        },
    )
    categories = PickSome(
        label="What kind of post is it?",
        help_text="Choose all that fit. The words are those of your school’s policy.",
    )
    other = Line(label="If it is something else: what is it?", max_length=500, required=False)
    unnamed = forms.BooleanField(
        label="Do not tell my name",
        required=False,
        help_text="Only whoever owns the incident and the safeguarding lead then read it.",
    )
    sources_unnamed = forms.BooleanField(
        label="Do not tell where the evidence came from",
        required=False,
        help_text="The files and the words that you add above.",
    )
    unnamed_why = Line(label="Why must the name not be told?", max_length=500, required=False)
    concern = Words(
        label="What may be worrying them?",
        required=False,
        rows=3,
        max_length=5_000,
        help_text="A worry often lies behind a post. Whoever talks with them will be glad to know of it.",
    )

    def __init__(
        self, categories: Sequence[Category], *, intimate: bool, initial: Any = None, data: Any = None
    ) -> None:
        super().__init__(data, initial=initial, use_required_attribute=False)
        chosen = self.fields["categories"]
        chosen.offer((str(row.pk), row.name, row) for row in _in_groups(categories))
        chosen.error_messages["invalid_choice"] = NO_CATEGORY
        if intimate:
            del self.fields["file"]
            self.fields["source"] = Words(
                label="What it shows, in words", max_length=2_000, required=False, help_text=DESCRIBED
            )

    def category_groups(self) -> list[tuple[str, list[tuple[forms.boundfield.BoundWidget, Category]]]]:
        """The checkboxes with their rows, in the groups that governors see too (domain 6.1)."""
        rows = self.fields["categories"].things
        boxes = [(box, rows[box.data["value"]]) for box in self["categories"]]
        groups = groupby(boxes, lambda pair: group_of(pair[1].kind))
        return [(title[:1].upper() + title[1:], list(found)) for title, found in groups]

    def clean(self) -> dict[str, Any]:
        """What only makes sense together: a day with its time, a sentence for OTHER, words with their witness."""
        given = self.cleaned_data
        self._check_moment(given.get("posted_on"), given.get("posted_time"))
        if any(row.kind == CategoryKind.OTHER for row in given.get("categories", ())) and not given.get("other"):
            self.add_error("other", "Say in a sentence what it is. If that is hard, another category may fit.")
        if (given.get("unnamed") or given.get("sources_unnamed")) and not given.get("unnamed_why"):
            self.add_error("unnamed_why", "Say in a few words why the name must not be told.")
        if given.get("witness") and not given.get("statement"):
            self.add_error("statement", "Write down what they said, or clear their name below.")
        return given

    def _check_moment(self, day: date | None, clock: time | None) -> None:
        if clock and not day and "posted_on" not in self.errors:
            self.add_error("posted_on", "Give the day as well, or clear the time.")
        if clock and day and moment_of(day, clock) > timezone.now():
            self.add_error("posted_time", NOT_YET)

    @property
    def posted(self) -> date | datetime | None:
        """When it was posted: a moment, a day, or not known."""
        day, clock = self.cleaned_data["posted_on"], self.cleaned_data["posted_time"]
        return moment_of(day, clock) if day and clock else day


def _in_groups(categories: Sequence[Category]) -> list[Category]:
    """Group by group, and in the school's own order within each."""
    order = list(GROUPS)
    return sorted(categories, key=lambda row: order.index(group_of(row.kind)))
