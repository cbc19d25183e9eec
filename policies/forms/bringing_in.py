"""The forms with which a policy is brought in, and with which each thing recognised in it is decided."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from policies.models import Suggestion
from policies.recognising.whole import LONGEST_TEXT, recognise, tidied
from schools.files.inspection import FileRefused
from schools.files.reading import words_of

NEITHER = "Paste the text of your policy, or choose its file."
BOTH = "You pasted a text and chose a file as well. Bring in one of them: empty the box, or choose no file this time."
TOO_LONG = "Use at most {most:,} characters. This has {found:,}. Bring in only the part about parents and social media."
NO_WORDS = "There are no words in this. Paste the text of your policy."
ACCEPTED = (
    ".docx,.pdf,.txt,application/pdf,text/plain,application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)
ACTS = ("accept", "change", "reject", "undo")


class PolicyText(forms.CharField):
    """The text of a policy as it is pasted: what is only layout or cannot be seen is put right, and no word changes."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 14, "data-count": LONGEST_TEXT, "spellcheck": "false"})
        super().__init__(widget=widget, strip=False, **options)
        self.validators = []

    def to_python(self, value: Any) -> str:
        """The text, tidied. Refuses what is too long, and what has no word in it."""
        text = tidied(str(super().to_python(value))).strip("\n")
        if len(text) > LONGEST_TEXT:
            raise ValidationError(TOO_LONG.format(most=LONGEST_TEXT, found=len(text)), code="max_length")
        if text.strip() and not any(letter.isalnum() for letter in text):
            raise ValidationError(NO_WORDS, code="words")
        return text if text.strip() else ""


class BringInForm(forms.Form):
    """A text or a file; its value `read` is what was recognised."""

    text = PolicyText(
        required=False,
        label="Paste the text of your policy",
        help_text="All of it, with its headings, lists and document control: copy it from Word, a PDF or your website.",
    )
    file = forms.FileField(
        required=False,
        allow_empty_file=True,
        label="Or choose the file",
        help_text="A Word document (.docx), a PDF or plain text, up to 10 MB. Only its words are read; the file is not "
        "kept.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages=dict.fromkeys(("missing", "invalid"), "Choose the file again."),
    )

    def clean(self) -> dict[str, Any]:
        """The words, read from one of the two."""
        given = super().clean() or {}
        text, file = given.get("text", ""), given.get("file")
        if text and file:
            self.add_error("file", BOTH)
        elif file is not None:
            text = self._words(file)
        elif not text and not self.errors:
            self.add_error("text", NEITHER)
        if text and not self.errors:
            given["read"] = recognise(text)
        return given

    def _words(self, file: Any) -> str:
        """The words of the file; nothing, and an error beside it, where there are none to be had."""
        try:
            return words_of(file)
        except FileRefused as refused:
            self.add_error("file", str(refused))
            return ""


class DecideForm(forms.Form):
    """One decision on one suggestion: a button that says which."""

    def __init__(self, data: Any = None, *, suggestions: Iterable[Suggestion], **options: Any) -> None:
        super().__init__(data, **options)
        self.known = {str(each.key): each for each in suggestions}

    @property
    def decision(self) -> tuple[str, Suggestion | None]:
        """Which button was pressed, and of which suggestion; None where it is not one of this version."""
        for act in ACTS:
            if act in self.data:
                return act, self.known.get(str(self.data[act]))
        return "", None
