"""How django-allauth signs people in here: nobody signs themselves up, and a password is never the whole of it."""

import logging
import smtplib
import time
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone

from schools import throttle
from schools.factors import factors_of, needs_factor
from schools.links import absolute
from schools.mail import hand_over_meanwhile
from schools.models import LastSignIn, User
from schools.sealing import seal, unseal

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a school's administrator, never by a visitor."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address and the password do not go together. Check both.",
        "enter_current_password": "That is not the password you have now.",
        "incorrect_password": "That is not your password.",
        "too_many_login_attempts": "Too many tries in a row. Wait five minutes, then try again.",
        "rate_limited": "Too many tries in a row. Wait five minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Closed."""
        return False

    def get_login_stages(self) -> list[str]:
        """allauth's own, but that a school's account may have taken the second step already."""
        own = "allauth.mfa.stages.AuthenticateStage"
        return ["schools.openid.SecondStep" if each == own else each for each in super().get_login_stages()]

    def set_password(self, user: User, password: str) -> None:
        """Keep a new password, as the person's own act."""
        user.set_password(password)
        user.save(update_fields=["password"])

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Whose password this is. The tries are counted before the password is looked at (S6.06).

        Nobody of that address, a wrong password and an account that is closed get one answer, so that nobody learns
        which of them it was (S6.08).
        """
        tries = throttle.try_password(request, credentials.get("email", ""))
        if tries is None:
            raise self.validation_error("too_many_login_attempts")
        user = authenticate(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()  # what allauth puts by of a closed account
        if user is not None:
            tries.forgive()
        else:
            log.warning("A sign-in failed.")
        return user  # type: ignore[return-value]

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        throttle.forget_account(request, credentials["email"])

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """A closed account is answered like one that is not there."""
        return HttpResponseRedirect(resolve_url("account_login"))

    def post_login(self, request: HttpRequest, user: Any, **hooks: Any) -> HttpResponse:
        """Lead on, know this browser again, and keep the day, so that accounts nobody uses are found (S7.07)."""
        note_sign_in(user, timezone.localdate())
        log.info("Person %s signed in.", user.pk)
        response = super().post_login(request, user, **hooks)
        throttle.remember_browser(request, response, user)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask once more before a change to one's sign-in, unless the person has only just signed in."""
        records = get_authentication_records(self.request, self.request.user)
        fresh = bool(records) and time.time() - records[-1]["at"] < app_settings.REAUTHENTICATION_TIMEOUT
        return not fresh and super().is_reauthentication_required(app=app, **kwargs)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail, at the site's own address, whatever the browser said it was (S6.18)."""
        return at_our_address(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """The same, for a link that confirms an address."""
        return at_our_address(super().get_email_confirmation_url(request, emailconfirmation))

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        """Send the link for a new password, without anybody waiting for it: a wait tells of an account (S6.08)."""
        facts = {**context, "email": email, "current_site": get_current_site(self.request)}
        hand_over_meanwhile(self.render_mail("account/email/password_reset_key", email, facts))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Tell somebody that their account changed. The change stands when the mail server does not answer (S6.19)."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except (OSError, smtplib.SMTPException) as error:
            log.error("A person could not be told of a change to their account: %s", type(error).__name__)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: secrets are sealed, names are ours, and the last one stays where one is needed."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That did not work. Codes change every half minute, and each works once: try the next one.",
        "cannot_delete_authenticator": "Your office needs a second step, and this is your only one. Add another first.",
        "unverified_email": "Confirm your e-mail address first: follow the link that was sent to it.",
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret with a key that is not in the database (S6.11)."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open it again."""
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether a factor may go: not the last one of somebody who must have one."""
        user = authenticator.user
        return len(factors_of(user)) > 1 or not needs_factor(user, timezone.localdate())

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """What a new passkey is called until it gets a name."""
        return f"Passkey {sum(each.type == type for each in factors_of(user)) + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whom a passkey is for: this site, by the address it was set up with."""
        entity = super().get_public_key_credential_rp_entity()
        return {"id": urlsplit(settings.SITE_URL).hostname or entity["id"], "name": "Fairpost"}


def at_our_address(url: str) -> str:
    """An address of this site, beginning with SITE_URL where that is set."""
    return absolute(urlsplit(url).path) if settings.SITE_URL else url


def note_sign_in(user: User, today: date) -> None:
    """Keep the day on which somebody signed in: one row a person, written once a day."""
    last, made = LastSignIn.objects.get_or_create(user=user, defaults={"on": today})
    if not made and last.on != today:
        last.on = today
        last.save()
