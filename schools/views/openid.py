"""Pages of signing in with a school's account: leaving for the provider, and coming back."""

import logging

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from schools.openid import FAILURES, Provider, second_step_there, user_of
from schools.operations.openid import bind

log = logging.getLogger(__name__)


@login_not_required
@require_POST
def leave(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the provider. By a page and not by a redirect: our forms may lead to no other site (S3.01)."""
    provider = Provider(request, provider_id)
    if request.user.is_authenticated:
        return redirect("front_door")
    try:
        there = provider.way_there(get_next_redirect_url(request))
    except FAILURES as error:
        return _refused(request, provider, error)
    return render(request, "schools/leave_for_account.html", {"there": there, "name": provider.app.name})


@login_not_required
@require_safe
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sign in whoever the provider vouches for and who has an account here; else one plain page for every reason."""
    provider = Provider(request, provider_id)
    if request.method != "GET":
        return _refused(request, provider, ValueError("asked for the head alone"))
    try:
        claims, next_url = provider.way_back()
        user = user_of(provider.app, claims)
    except FAILURES as error:
        return _refused(request, provider, error)
    if request.user.is_authenticated:
        logout(request)
    if user.is_active:
        bind(provider=provider_id, uid=str(claims["sub"]), by=user, at=timezone.now())
    second_step = second_step_there(provider.app, claims) or None
    record_authentication(request, user, "socialaccount", provider=provider_id, mfa=second_step)
    answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=next_url))
    return answer


def _refused(request: HttpRequest, provider: Provider, error: Exception) -> HttpResponse:
    """One page, whatever was wrong; what it was is in the log, without a name or an address."""
    log.warning("Sign-in with %s refused: %s", provider.provider_id, type(error).__name__)
    return render(request, "schools/account_refused.html", {"name": provider.app.name}, status=401)
