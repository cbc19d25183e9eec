"""Forms of the register of notices: how parents were told, that a page was seen again, and a line withdrawn."""

from typing import Any

from django import forms

from policies.models import Notice
from schools.calendar import Calendar
from schools.forms.choices import Label, one_of
from schools.forms.fields import Line, PastDay, PostLink

LONGEST = 500
SAME, NEXT, LAST = "0", "1", "-1"
NO_ADDRESS = "Give the address of the page on the website."
NO_WORDS = "Say in which way parents were told."
ONLY_WEBSITE = "This is for the school website alone. Choose “School website”, or empty this box."
TOO_LONG = f"This address is longer than {LONGEST} characters. Leave out what follows the question mark."
NOT_THERE_YET = "This day is before the page was put there. Look at both days again."

WAYS = [
    (Notice.Way.NEWSLETTER.value, Label("Start-of-year newsletter", "Sent to every family in September.")),
    (Notice.Way.BOOKLET.value, Label("Admissions booklet", "Given to families whose child is about to join.")),
    (Notice.Way.WEBSITE.value, Label("School website", "A page that parents can find and read at any time.")),
    (Notice.Way.OTHER.value, Label("Another way", "Such as a letter home or a parents’ evening.")),
]
YEARS = [
    (SAME, "The school year of that day"),
    (NEXT, Label("The school year after it", "Such as a booklet given out in July for the children of September.")),
    (LAST, "The school year before it"),
]


class NoticeForm(forms.Form):
    """That parents were told: in which way, on which day, for which school year, and where to find it."""

    way = one_of(WAYS, label="How were parents told?")
    told_on = PastDay(label="On which day?", help_text="The day it went out, or was put on the website.")
    details = Line(
        max_length=300,
        error_messages={"required": NO_WORDS},
        label="Where can it be found, and who was told?",
        help_text="For example: page 4 of the newsletter; families of the new Reception class.",
    )
    address = PostLink(label="Address of the page on the website", error_messages={"required": NO_ADDRESS})
    seen_on = PastDay(
        required=False,
        label="Last seen there on",
        help_text="The day on which somebody last looked, and the policy was there. Leave it empty if nobody has.",
    )
    school_year = one_of(YEARS, label="For which school year?", initial=SAME)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, use_required_attribute=False, **options)
        way = Notice.Way.WEBSITE if data is None else data.get("way")
        self.fields["details"].required = way == Notice.Way.OTHER
        self.fields["address"].required = way == Notice.Way.WEBSITE  # a page unfolds it with that way alone

    def clean(self) -> dict[str, Any]:
        """What goes together: a page of the website has an address and was seen there, and nothing else does."""
        given = super().clean() or {}
        self._check_website(given)
        if "told_on" in given and "school_year" in given:
            given["school_year"] = Calendar(()).school_year(given["told_on"]) + int(given["school_year"])
        return given

    def _check_website(self, given: dict[str, Any]) -> None:
        address, seen_on, told_on = given.get("address"), given.get("seen_on"), given.get("told_on")
        if given.get("way") == Notice.Way.WEBSITE:
            if seen_on and told_on and seen_on < told_on:
                self.add_error("seen_on", NOT_THERE_YET)
        elif given.get("way"):
            for name in ("address", "seen_on"):
                if given.get(name):
                    self.add_error(name, ONLY_WEBSITE)
        if address and len(address) > LONGEST:
            self.add_error("address", TOO_LONG)


class SeenForm(forms.Form):
    """That a page was seen on the website again."""

    seen_on = PastDay(label="On which day was it there?", help_text="The day on which you looked.")


class WithdrawForm(forms.Form):
    """Why a line was a mistake."""

    reason = Line(
        max_length=300, label="Why was it a mistake?", help_text="For example: the newsletter never went out."
    )
