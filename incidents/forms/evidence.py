"""Forms for keeping evidence. The question about intimate images, which comes before them, is in `report.py`."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from incidents.forms.base import is_legal
from schools.forms.fields import Line, Words

ACCEPTED = "image/*,.heic,.heif,.pdf,.eml,application/pdf,message/rfc822"
"""What a browser offers to choose from. The gate decides by what a file is."""


class FilesInput(forms.ClearableFileInput):
    """A file input for several files at once."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class Files(forms.FileField):
    """One or more files; its value is the list of them."""

    widget = FilesInput(attrs={"accept": ACCEPTED})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Every file that was chosen. Empty ones pass: the gate says what is wrong with each by name."""
        chosen = data if isinstance(data, list | tuple) else [data]
        return [each for each in chosen if each] or [super().clean(None, initial)]


class CaptureForm(forms.Form):
    """Files to keep, from somebody who has answered the question with no. The answer comes along with the files."""

    shows = forms.CharField(widget=forms.HiddenInput)
    file = Files(
        label="Screenshots and files",
        help_text="PNG, JPEG, HEIC, PDF or a saved e-mail, up to 25 MB each. They are kept exactly as they are.",
        error_messages=dict.fromkeys(("required", "missing", "invalid"), "Choose a file first."),
    )
    source = Line(
        required=False,
        max_length=300,
        label="Where does it come from?",
        help_text="Who took it or sent it, and when.",
    )
    legal = is_legal()


class StatementForm(forms.Form):
    """A witness's own words."""

    words = Words(label="What did they see?", help_text="In their own words, mistakes included.", rows=6)
    source = Line(
        required=False, max_length=300, label="Whose words are they?", help_text="Who, and when they said it."
    )
    legal = is_legal()
