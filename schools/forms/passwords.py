"""Choosing a password, in our words."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm

HINT = (
    "12 characters or more. Three or four words that have nothing to do with each other are good and easy to keep. Not "
    "your name, your school or your office."
)


def in_our_words(form: Any) -> None:
    """One hint instead of a list of rules, and labels that say what to type."""
    new, again = form.fields["password1"], form.fields["password2"]
    new.label, new.help_text = "The new password", HINT
    again.label, again.help_text = "The new password once more", ""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):
    """The first step of a sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail address"


class ChangeForm(ChangePasswordForm):
    """From somebody who knows the one they have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self)
        self.fields["oldpassword"].label = "The password you have now"


class FromLinkForm(ResetPasswordKeyForm):
    """From somebody with a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_our_words(self)


class AskForm(ResetPasswordForm):
    """Asking for a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail address"
        self.fields["email"].widget.attrs.pop("placeholder", None)
