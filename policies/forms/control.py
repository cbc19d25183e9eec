"""The form of document control: what a version says of itself (S1-02 to S1-09, S2-01, S2-24)."""

from collections.abc import Iterable
from typing import Any

from policies.documents import before
from policies.forms.fields import EditionForm, VagueDay
from policies.operations.control import FIELDS, NO_TITLE, REVIEW_FIRST, TWO_AUTHORS, Control
from schools.calendar import Calendar
from schools.forms.choices import Pick
from schools.forms.fields import Line
from schools.models import User

Person = tuple[User, str]


class ControlForm(EditionForm):
    """Document control. Only the title is needed: what the document leaves out is left empty."""

    title = Line(label="Title", error_messages={"required": NO_TITLE})
    author = Pick(required=False, nobody="Nobody on this list", label="Author", help_text="Somebody at the school.")
    author_name = Line(
        required=False,
        label="Author, by name",
        help_text="Where they are not on the list, or have left.",
    )
    reviewed_by = Line(required=False, label="Reviewed by", help_text="A body or a person, such as: The governors.")
    subject = Line(required=False, label="Department or subject", help_text="Such as: Social media and computing.")
    approving_body = Line(
        required=False, label="Approving body", help_text="Who is to approve it, such as: The full governing body."
    )
    published = VagueDay(required=False, label="Publication date")
    review_due = VagueDay(required=False, label="Review date")
    source = Line(
        required=False,
        max_length=300,
        label="Source",
        help_text="Whose guidance or model policy it follows, if it credits one.",
    )
    comments = Line(
        required=False,
        max_length=300,
        label="What changes in this version",
        help_text="One line for the version history.",
    )

    def __init__(self, data: Any = None, *, people: Iterable[Person], calendar: Calendar, **options: Any) -> None:
        super().__init__(data, **options)
        self.calendar = calendar
        author: Any = self.fields["author"]
        author.offer((user.key, words, user) for user, words in people)

    def clean(self) -> dict[str, Any]:
        """One author at most; and no review before the document is published."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("author") and given.get("author_name"):
            self.add_error("author_name", TWO_AUTHORS)
        if before(given.get("review_due", ""), given.get("published", ""), self.calendar):
            self.add_error("review_due", REVIEW_FIRST)
        return given

    @property
    def control(self) -> Control:
        """What was typed, once it is valid."""
        return Control(**{name: self.cleaned_data[name] for name in FIELDS})


def typed_before(version: Any) -> dict[str, Any]:
    """What the form says at first: what the version says of itself."""
    author = version.author.key if version.author else ""
    return {**{name: getattr(version, name) for name in FIELDS}, "author": str(author)}
