"""The form that names the mailbox to which signed statements go."""

from django import forms

NOT_ONE = "Give one e-mail address, such as proof@governors.example, or leave it empty."


class MailboxForm(forms.Form):
    """One address, or none."""

    address = forms.EmailField(
        label="To which mailbox?",
        help_text="One that nobody at the school can empty alone: of the chair of governors, the trust or the data "
        "protection officer. Leave it empty for none.",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": NOT_ONE, "max_length": NOT_ONE},
    )
