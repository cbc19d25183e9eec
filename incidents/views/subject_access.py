"""Pages of requests to see what is kept about somebody: the list, logging one, one request, and its clock."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from incidents.access import look_at
from incidents.forms.subject_access import (
    GoOnForm,
    IdentityForm,
    LogForm,
    NothingForm,
    PauseForm,
    ReasonForm,
    WithdrawForm,
)
from incidents.operations import answering_access, erasing_request, subject_access
from incidents.subject_access.clock import SOURCE
from incidents.subject_access.page import lines_of, page_of
from incidents.subject_access.who import get_answering, get_asked, get_logging, may_log, others_who_look
from incidents.views.answering import attempt
from schools.access import people_of
from schools.confirming import confirm_first
from schools.erasure import receipt_key
from schools.models import Event
from schools.views.taking import Taking


@require_safe
def listing(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who asked what is kept about them, and by when each is answered."""
    at = timezone.now()
    standing = get_answering(request, slug)
    look_at(standing, "list", "subject_access", at)
    shown = {"lines": lines_of(standing, at), "logs": may_log(standing), "source": SOURCE}
    return render(request, "incidents/subject_access_list.html", shown)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Log a request, and go on to who it is."""
    at = timezone.now()
    standing = get_logging(request, slug)
    school, made = standing.school, []
    form = LogForm(request.POST if request.method == "POST" else None, staff=people_of(school, timezone.localdate(at)))
    status = 200
    if form.is_bound and form.is_valid():
        given = {"school": school, "by": standing.user, "at": at, **form.cleaned_data}
        taking = Taking(request, standing, at, lambda: reverse("subject_access_people", args=[slug, made[0].key]))
        status = attempt(form, lambda: taking.take(lambda: made.append(subject_access.log_request(**given))))
        if status == 200:
            return taking.answer()
    shown = {"form": form, "others": others_who_look(school)}
    return render(request, "incidents/subject_access_new.html", shown, status=status)


@require_safe
def one(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Show one request: its clock, who it is, and what this person answers."""
    at = timezone.now()
    standing, asked = get_asked(request, slug, key)
    look_at(standing, "subject-access-request", asked.about, at)
    return render(request, "incidents/subject_access.html", {"page": page_of(asked, standing, at), "source": SOURCE})


@dataclass(frozen=True)
class Act:
    """One thing that is written down about a request: its heading, form, operation, button, and what is said then."""

    heading: str
    form: type[forms.Form]
    do: Callable[..., object]
    button: str
    said: str


ERASE = "erase"
ACTS = {
    "identity": Act(
        "Make sure who they are",
        IdentityForm,
        subject_access.confirm_identity,
        "Write it down",
        "It is written down who they are.",
    ),
    "pause": Act("Stop the clock", PauseForm, subject_access.pause, "Stop the clock", "The clock stands still."),
    "go-on": Act("Let the clock go on", GoOnForm, subject_access.go_on, "Let it go on", "The clock goes on."),
    "extend": Act(
        "Take two months more",
        ReasonForm,
        subject_access.extend,
        "Take two months more",
        "There are two months more. Tell the person, within the first month, that you take them and why.",
    ),
    "withdraw": Act(
        "They took it back", WithdrawForm, subject_access.withdraw, "Write it down", "The request was withdrawn."
    ),
    "nothing-held": Act(
        "Nothing is held",
        NothingForm,
        answering_access.nothing_held,
        "Write down that nothing is held",
        "It is written down that you hold nothing.",
    ),
    ERASE: Act(
        "Let this request go",
        NothingForm,
        erasing_request.agree_to_erase,
        "I agree that it goes",
        "You agreed. A second person has to agree too.",
    ),
}
"""By how addresses name them."""


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, slug: str, key: UUID, act: str) -> HttpResponse:
    """Write down one thing about a request."""
    at = timezone.now()
    standing, asked = get_asked(request, slug, key)
    if act not in ACTS:
        raise Http404
    chosen = ACTS[act]
    look_at(standing, "subject-access-request", asked.about, at)
    if act == ERASE and (waits := confirm_first(request)):
        return waits
    form: Any = chosen.form(request.POST if request.method == "POST" else None)
    status, done = 200, []
    if form.is_bound and form.is_valid():
        given = {"request": asked, "by": standing.user, "at": at, **form.cleaned_data}
        status = attempt(form, lambda: done.append(chosen.do(**given)))
        if status == 200:
            return _after(request, slug, key, chosen, done[0])
    shown = {"form": form, "act": chosen, "name": act, "asked": asked, "source": SOURCE}
    return render(request, "incidents/subject_access_change.html", shown, status=status)


def _after(request: HttpRequest, slug: str, key: UUID, act: Act, done: object) -> HttpResponse:
    """Go back to the request, or on to the receipt where it is gone."""
    if isinstance(done, Event):
        messages.success(request, "It is erased. This receipt stays.")
        return redirect("receipt", slug, receipt_key(done.hash))
    messages.success(request, act.said)
    return redirect("subject_access", slug, key)
