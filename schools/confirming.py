"""Asking once more whether it is still you, before what cannot easily be put right: `@needs_confirming` (S7.03).

A view behind it opens to whoever typed their password or second step within `CONFIRM_MINUTES`. Others are led to the
page that asks for it and come back. What they had typed waits in their session, for them alone, and is handed back
in a form of one button, so that nothing is done that they did not send after confirming. A view whose door says who may
come at all calls `confirm_first` behind that door, so that nobody is asked for a password only to be told no.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

PROVES = ("password", "mfa")
"""What shows that somebody is there: a password or second step. A school's account elsewhere may sign in by itself."""

KEPT, KEPT_FOR = "waits_for_confirming", 15 * 60
"""Where what was typed waits in the session, and for how many seconds."""

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def confirmed_lately(request: HttpRequest) -> bool:
    """Whether this person typed their password or their second step in this session within the last minutes."""
    since = time.time() - settings.CONFIRM_MINUTES * 60
    records = get_authentication_records(request, request.user)
    return any(each.get("method") in PROVES and each.get("at", 0) >= since for each in records)


def confirm_first(request: HttpRequest) -> HttpResponse | None:
    """What to answer instead of the page: the way to confirming, or what was typed before it; None to go on."""
    if not confirmed_lately(request):
        _keep(request)
        return redirect(f"{_asking_page(request)}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}")
    if request.method != "GET":
        request.session.pop(KEPT, None)
        return None
    typed = _kept(request)
    return render(request, "schools/confirmed.html", {"typed": typed}) if typed else None


def needs_confirming(view: View[P]) -> View[P]:
    """Open this view only to whoever confirmed lately that it is still them."""

    @wraps(view)
    def run(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return confirm_first(request) or view(request, *args, **kwargs)

    return run


def _asking_page(request: HttpRequest) -> str:
    methods: Any = get_adapter().get_reauthentication_methods(request.user)
    return methods[0]["url"] if methods else reverse("cannot_confirm")


def _keep(request: HttpRequest) -> None:
    """Keep what was typed; merely asking for a page throws away what waited from an earlier time."""
    if request.method == "POST":
        _put_by(request, request.user.pk, late=False)
    else:
        request.session.pop(KEPT, None)


def keep_for(request: HttpRequest, user: int) -> None:
    """Keep what comes too late, for whoever this session was until a moment ago (S7.05)."""
    _put_by(request, user, late=True)


def hand_back(request: HttpRequest) -> HttpResponse | None:
    """What came too late, in place of the page where it was typed, once; None for every other page."""
    kept = request.session.get(KEPT) or {}
    if not kept.get("late"):
        return None
    if kept["user"] != request.user.pk:
        request.session.pop(KEPT)
        return None
    if request.method != "GET" or kept["path"] != request.get_full_path():
        return None
    typed = _kept(request)
    return render(request, "schools/confirmed.html", {"typed": typed, "late": True}) if typed else None


def _put_by(request: HttpRequest, user: int, *, late: bool) -> None:
    typed = request.POST.copy()
    typed.pop("csrfmiddlewaretoken", None)
    kept = {"path": request.get_full_path(), "typed": typed.urlencode(), "user": user, "at": time.time(), "late": late}
    request.session[KEPT] = kept


def _kept(request: HttpRequest) -> list[tuple[str, str]]:
    """What this person had typed on this page before they confirmed, once."""
    kept = request.session.pop(KEPT, None)
    if not kept or kept["path"] != request.get_full_path() or kept["user"] != request.user.pk:
        return []
    if time.time() - kept["at"] > KEPT_FOR:
        return []
    return [(name, value) for name, values in QueryDict(kept["typed"]).lists() for value in values]
