"""Fields for what people type, shared by every form: words, a line, a post's address, days and times of day.

They convert and validate: what cannot be kept safely gets a sentence beside the field, never an error page (S1.06).
Right-to-left marks and the like in ordinary words are kept as they are; pages show them inside <bdi>. Choices are in
`choices.py`.
"""

import unicodedata
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from schools.addresses import NotAnAddress, address_of

ORDINARY = 20_000
"""Characters of a text where nothing else is said: some three thousand words."""

EARLIEST = 1995
LATEST_YEARS = 3
CONTROL = "This holds a control character that cannot be kept. Type it again, or paste it as plain text."
EMPTY = "Fill this in."
NOT_A_DAY = "Give the day in figures, such as 14 3 2027."


class Words(forms.CharField):
    """Several lines of plain text. Line ends are kept as one character each; tabs are kept."""

    def __init__(self, *, max_length: int = ORDINARY, rows: int = 4, **options: Any) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        self.longest = max_length
        super().__init__(**_messages(options))
        self.validators = []

    def to_python(self, value: Any) -> str:
        """The words with plain line ends. Refuses what a database or a page could not hold."""
        words = str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")
        refuse_control(words, allowed="\n\t")
        refuse_length(words, self.longest)
        return words


class Line(forms.CharField):
    """One line of plain text: runs of spaces and line ends become one space."""

    def __init__(self, *, max_length: int = 200, **options: Any) -> None:
        self.longest = max_length
        super().__init__(**_messages(options))
        self.validators = []

    def to_python(self, value: Any) -> str:
        """The line. Refuses control characters and what is too long."""
        words = str(super().to_python(value))
        refuse_control(words, allowed="\r\n\t")
        line = " ".join(words.split())
        refuse_length(line, self.longest)
        return line


def refuse_control(words: str, *, allowed: str) -> None:
    """Refuse NUL and other control characters, and halves of a character. Raises ValidationError."""
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in allowed for letter in words):
        raise ValidationError(CONTROL, code="control")


def refuse_length(words: str, longest: int) -> None:
    """Refuse what is longer than can be kept, saying by how much. Raises ValidationError."""
    if len(words) > longest:
        raise ValidationError(f"Use at most {longest:,} characters. This has {len(words):,}.", code="max_length")


def _messages(options: dict[str, Any]) -> dict[str, Any]:
    options["error_messages"] = {"required": EMPTY, **options.get("error_messages", {})}
    return options


class PostLink(forms.CharField):
    """The address of a post, kept as text. https:// is added where nothing was typed before the host."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}))
        super().__init__(**_messages(options))
        self.validators = []

    def to_python(self, value: Any) -> str:
        """The address as it is kept, or nothing."""
        typed = str(super().to_python(value))
        try:
            return address_of(typed) if typed else ""
        except NotAnAddress as error:
            raise ValidationError(str(error), code="address") from error


class DayBoxes(forms.MultiWidget):
    """Day, month and year in three boxes: a browser's own date field follows the browser's language."""

    template_name = "components/date_boxes.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([forms.TextInput(), forms.TextInput(), forms.TextInput()], attrs)

    def decompress(self, value: date | None) -> list[Any]:
        """The day in its three pieces."""
        return [value.day, value.month, value.year] if value else ["", "", ""]

    def id_for_label(self, id_: str) -> str:
        """A link from the error summary goes to the first box."""
        return f"{id_}_0" if id_ else id_


class Day(forms.Field):
    """A day in three boxes. Two figures for the year are this century."""

    widget = DayBoxes

    def __init__(self, **options: Any) -> None:
        super().__init__(**_messages(options))

    def to_python(self, value: Any) -> date | None:
        """The day, or None when every box is empty. Refuses a day that does not exist."""
        pieces = [str(piece or "").strip() for piece in value or []]
        if not any(pieces):
            return None
        if not all(piece.isascii() and piece.isdigit() and len(piece) <= 4 for piece in pieces) or len(pieces) != 3:
            raise ValidationError(NOT_A_DAY, code="day")
        try:
            day, month, year = map(int, pieces)
            found = date(year + 2000 if year < 100 else year, month, day)
        except ValueError as error:
            raise ValidationError("There is no such day. Look at the day and the month again.", code="day") from error
        self.check(found, timezone.localdate())
        return found

    def check(self, day: date, today: date) -> None:
        """Refuse a year that is a slip of the finger."""
        if not EARLIEST <= day.year <= today.year + LATEST_YEARS:
            raise ValidationError(f"Give a year between {EARLIEST} and {today.year + LATEST_YEARS}.", code="year")


class PastDay(Day):
    """A day that has come: today or earlier."""

    def check(self, day: date, today: date) -> None:
        """Refuse a day to come."""
        if day > today:
            raise ValidationError("This day has not come yet. Give today or an earlier day.", code="future")
        super().check(day, today)


class DayAhead(Day):
    """A day to come, by the end of which something is to be done."""

    def check(self, day: date, today: date) -> None:
        """Refuse a day that has passed."""
        if day < today:
            raise ValidationError("This day has passed. Give today or a later day.", code="past")
        super().check(day, today)


class Clock(forms.TimeField):
    """A time of day as people type it: 14:05, 14.05 or 1405."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TimeInput(attrs={"autocomplete": "off", "class": "short"}, format="%H:%M"))
        options["error_messages"] = {"invalid": "Give the time in figures, such as 14:05.", "required": EMPTY}
        super().__init__(input_formats=["%H:%M", "%H.%M", "%H%M"], **options)


def end_of(day: date) -> datetime:
    """The last minute of a day, London time: what is asked for by a day may come on that day."""
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


def moment_of(day: date, clock: time) -> datetime:
    """A day and a time of day in London; an hour that the spring skips is taken an hour later."""
    return timezone.make_aware(datetime.combine(day, clock))
