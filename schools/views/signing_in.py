"""Signing in with a second factor, and setting one up: django-allauth's pages where ours differ from them."""

from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import views as base
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from schools import throttle
from schools.factors import codes_left, factors_of, needs_factor
from schools.models import User
from schools.operation import Refused
from schools.operations.factors import make_recovery_codes, tell_of_factor

TOO_MANY = "That was too many wrong codes. Sign in from the beginning in five minutes."


class ChangePassword(account.PasswordChangeView):
    """Change one's password. Whoever has none yet asks for a link, like anybody who has forgotten theirs."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead on where there is no password to change."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account_reset_password")
        return super().dispatch(request, *args, **kwargs)


class SecondStep(base.AuthenticateView):
    """The second step of a sign-in. Five wrong ones end it (S6.14)."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Say that it was wrong, or that this sign-in is over."""
        if throttle.may_try_factor(self.request, self.stage.login.user):
            return super().form_invalid(form)
        clear_login(self.request)
        messages.error(self.request, TOO_MANY)
        return redirect("account_login")


class Factors(base.IndexView):
    """What somebody has to sign in with, besides their password."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With whether their office asks for it, and how many recovery codes are left."""
        user = self.request.user
        assert isinstance(user, User)
        more = {"needed": needs_factor(user, timezone.localdate()), "codes_left": codes_left(user)}
        return super().get_context_data(**kwargs) | more


class SetUpApp(totp.ActivateTOTPView):
    """Set up an authenticator app."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it; whoever typed its code has given a second factor."""
        super().form_valid(form)
        return settled(self.request, "totp")


class SwitchOffApp(totp.DeactivateTOTPView):
    """Take the authenticator app away."""

    def form_valid(self, form: Any) -> HttpResponse:
        """And say so in the record."""
        response = super().form_valid(form)
        tell(self.request, "removed")
        return response


class AddKey(webauthn.AddWebAuthnView):
    """Add a passkey."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Keep it; whoever answered with it has given a second factor."""
        super().form_valid(form)
        return settled(self.request, "webauthn")


class KeySignIn(webauthn.LoginWebAuthnView):
    """Sign in with a passkey alone: a page of its own, so that whoever types a password loads no script for it."""

    template_name = "mfa/webauthn/login.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the page's script with what the passkey is to sign; anybody else gets the page."""
        if get_account_adapter().is_ajax(request):
            return super().get(request, *args, **kwargs)
        return self.render_to_response(self.get_context_data())

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the page again, which says that the passkey was not used."""
        return self.render_to_response(self.get_context_data(form=form))


class RemoveKey(webauthn.RemoveWebAuthnView):
    """Take a passkey away."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        """Unless it is the last factor of somebody who must have one."""
        if not get_adapter().can_delete_authenticator(self.get_object()):
            form.add_error(None, get_adapter().validation_error("cannot_delete_authenticator"))
            return self.form_invalid(form)
        super().form_valid(form)
        tell(self.request, "removed")
        return redirect("mfa_index")


@reauthentication_required(app="allauth.mfa")
@require_http_methods(["GET", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make recovery codes. They are in the answer to the form and nowhere else: only their hashes are kept (S6.12)."""
    user = request.user
    assert isinstance(user, User)
    if not factors_of(user):
        return redirect("mfa_index")
    if request.method != "POST":
        return render(request, "mfa/recovery_codes.html", {"left": codes_left(user)})
    try:
        codes = make_recovery_codes(user=user, by=user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("mfa_index")
    get_account_adapter().send_notification_mail("mfa/email/recovery_codes_generated", user)
    return render(request, "mfa/recovery_codes_made.html", {"codes": codes})


def settled(request: HttpRequest, kind: str) -> HttpResponse:
    """After a factor was set up: it counts for this session, under a new key, and recovery codes come next."""
    record_authentication(request, request.user, "mfa", type=kind, reauthenticated=True)
    request.session.cycle_key()
    tell(request, "added")
    user = request.user
    assert isinstance(user, User)
    return redirect("mfa_index" if codes_left(user) else "mfa_recovery_codes")


def tell(request: HttpRequest, what: str) -> None:
    """Put it into the record of the person's schools."""
    user = request.user
    assert isinstance(user, User)
    tell_of_factor(user=user, what=what, by=user, at=timezone.now())
