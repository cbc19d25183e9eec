"""What is typed at sign-in besides the password: a code, or a passkey's answer.

Checking a code uses it up, so here, unlike elsewhere, a form calls an operation: django-allauth asks its forms whether
a code is right, and a code that was right once is wrong from then on.
"""

import json
import logging
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.internal.flows.add import validate_can_add_authenticator
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from allauth.mfa.webauthn import forms as webauthn
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.utils import timezone

from schools import throttle
from schools.factors import app_of, matching_step, step_of
from schools.models import User
from schools.operations.factors import accept_step, use_recovery_code
from schools.sealing import CannotOpen, seal, unseal

log = logging.getLogger(__name__)

LONGEST_CODE = 60
NAME_LENGTH = 60


class CodeField(forms.CharField):
    """Six figures, or a recovery code; typed by a person or filled in by their browser."""

    def __init__(self, **options: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(max_length=LONGEST_CODE, widget=forms.TextInput(attrs=attributes), **options)


class CodeForm(forms.Form):
    """The code of the authenticator app, or a recovery code. Each works once (S6.10, S6.12)."""

    code = CodeField(label="Code")
    again = False

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        self.authenticator: Authenticator | None = None
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        """Count the try, then look at the code. A wrong one counts against the account too (S6.14)."""
        tries = counted(self.user)
        code = self.cleaned_data["code"]
        step = matching_step(self.user, code)
        right = accept_step(user=self.user, step=step, by=self.user) if step is not None else self._is_recovery(code)
        if not right:
            log.warning("A code for person %s was wrong.", self.user.pk)
            throttle.try_password(context.request, self.user.email)
            raise get_adapter().validation_error("incorrect_code")
        tries.forgive()
        if step is not None:
            self.authenticator = app_of(self.user)
        return code

    def _is_recovery(self, code: str) -> bool:
        return use_recovery_code(user=self.user, code=code, by=self.user, at=timezone.now())

    def save(self) -> None:
        """Note in the session that a second factor was given."""
        if self.authenticator is not None:
            post_authentication(context.request, self.authenticator, reauthenticated=self.again)
            return
        again = {"reauthenticated": True} if self.again else {}
        record_authentication(context.request, self.user, "mfa", type="recovery_code", **again)
        get_account_adapter().send_notification_mail("mfa/email/recovery_code_used", self.user)


class CodeAgainForm(CodeForm):
    """The same, from somebody who is signed in."""

    again = True


@contextmanager
def well_formed(answer: Any) -> Iterator[None]:
    """Refuse what no browser sends: the packages that read an answer trust its shape. Raises ValidationError."""
    refusal = get_adapter().validation_error("incorrect_code")
    if not isinstance(answer, dict) or "\\u0000" in json.dumps(answer):
        raise refusal
    try:
        yield
    except (ValueError, TypeError, LookupError, AttributeError, struct.error) as error:
        raise refusal from error


class KeyMixin:
    """A passkey's answer. It cannot be guessed, so tries at it are not counted."""

    user: User
    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Authenticator:
        """The passkey that answered. Raises ValidationError."""
        answer = self.cleaned_data["credential"]
        with well_formed(answer):
            auth.parse_authentication_response(answer)
            return auth.complete_authentication(self.user or auth.extract_user_from_response(answer), answer)


class KeyForm(KeyMixin, webauthn.AuthenticateWebAuthnForm):
    """A passkey as the second step."""


class KeyAgainForm(KeyMixin, webauthn.ReauthenticateWebAuthnForm):
    """A passkey, from somebody who is signed in."""


class KeyAloneForm(KeyMixin, webauthn.LoginWebAuthnForm):
    """A passkey in place of a password."""


class AddKeyForm(webauthn.AddWebAuthnForm):
    """A new passkey."""

    name = forms.CharField(
        label="A name for it",
        help_text="Such as “My phone”, so that you can tell your passkeys apart.",
        required=False,
        max_length=NAME_LENGTH,
    )
    passwordless = forms.BooleanField(
        label="Let me sign in with this passkey alone, without my password",
        required=False,
        initial=True,
    )

    def clean(self) -> dict[str, Any]:
        """Check it, as the package does. Raises ValidationError."""
        if "credential" not in self.cleaned_data:
            return self.cleaned_data
        with well_formed(self.cleaned_data["credential"]):
            return super().clean()


class SetUpAppForm(forms.Form):
    """The first code of a new authenticator app. It is used up with that, like any other."""

    code = CodeField(label="The six figures the app shows")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.secret = secret_in_hand(make_new=not self.is_bound)

    def clean_code(self) -> str:
        """Check it against the secret that was shown. Raises ValidationError."""
        validate_can_add_authenticator(self.user)
        tries = counted(self.user)
        step = step_of(self.secret, self.cleaned_data["code"])
        if step is None or not accept_step(user=self.user, step=step, by=self.user):
            raise get_adapter().validation_error("incorrect_code")
        tries.forgive()
        return self.cleaned_data["code"]


def counted(user: User) -> throttle.Tries:
    """Count a try at a second factor. Raises ValidationError where there were too many."""
    tries = throttle.try_factor(context.request, user)
    if tries is None:
        raise get_account_adapter().validation_error("too_many_login_attempts")
    return tries


def secret_in_hand(*, make_new: bool) -> str:
    """The secret that is being set up in this session, where it lies sealed: the session is in the database too."""
    session = context.request.session
    try:
        kept = "" if make_new else unseal(session.get(SECRET_SESSION_KEY, ""))
    except CannotOpen:
        kept = ""
    secret = kept or generate_totp_secret()
    if not kept:
        session[SECRET_SESSION_KEY] = seal(secret)
    return secret
