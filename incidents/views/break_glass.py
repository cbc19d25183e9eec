"""Pages of being let in to read one incident for a few hours: asking for it, and one request."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.access import look_at
from incidents.break_glass import Part, Seen, State, asked_by, elsewhere, get_asking, get_request
from incidents.forms.break_glass import AskForm, LetInForm
from incidents.letting_in import may_ask
from incidents.looks import offices_of
from incidents.operations import break_glass as operations
from incidents.views.answering import attempt
from schools.access import Standing
from schools.confirming import confirm_first
from schools.views.taking import Taking


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask to read one incident of this school. Whoever works on incidents here is led to the other schools."""
    at = timezone.now()
    standing = get_asking(request, slug)
    asks = may_ask(standing.user, standing.school, timezone.localdate(at))
    if asks and (asked := confirm_first(request)):
        return asked
    if request.method == "POST":
        return _ask(request, standing, at)
    form = AskForm() if asks else None
    return _asking_page(request, standing, at, form)


def _ask(request: HttpRequest, standing: Standing, at: datetime) -> HttpResponse:
    form, made = AskForm(request.POST), []
    if not may_ask(standing.user, standing.school, timezone.localdate(at)):
        raise Http404
    if not form.is_valid():
        return _asking_page(request, standing, at, form)
    given = {"school": standing.school, "by": standing.user, "at": at, **form.cleaned_data}
    taking = Taking(request, standing, at, lambda: reverse("access", args=[standing.school.slug, made[0].key]))
    status = attempt(form, lambda: taking.take(lambda: made.append(operations.ask_to_read(**given))))
    if status == 200:
        return taking.answer()
    return _asking_page(request, standing, at, form, status)


def _asking_page(
    request: HttpRequest, standing: Standing, at: datetime, form: AskForm | None, status: int = 200
) -> HttpResponse:
    shown = {"form": form, "asked": asked_by(standing, at), "elsewhere": elsewhere(standing), "standing": standing}
    return render(request, "incidents/break_glass.html", shown, status=status)


@require_http_methods(["GET", "POST"])
def access(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """One request: how it stands, and letting in, turning down or ending for whoever may."""
    at = timezone.now()
    seen = get_request(request, slug, key, at)
    look_at(seen.standing, "request", seen.access.about, at)
    if _answers(seen) and (asked := confirm_first(request)):
        return asked
    if request.method == "GET":
        return _page(request, seen, LetInForm())
    acts = {"let-in": _let_in, "turn-down": _turn_down, "end": _end}
    act = acts.get(request.POST.get("do", ""))
    if act is None or (seen.part is not Part.DECIDER and act is not _end):
        raise Http404
    return act(request, seen, at)


def _answers(seen: Seen) -> bool:
    return seen.part is Part.DECIDER and seen.state is State.WAITING


def _let_in(request: HttpRequest, seen: Seen, at: datetime) -> HttpResponse:
    form = LetInForm(request.POST)
    if not form.is_valid():
        return _page(request, seen, form)
    name, hours = seen.access.asked_by.name, form.cleaned_data["hours"]
    return _do(
        request, seen, form, lambda: operations.let_in(access=seen.access, hours=hours, by=seen.standing.user, at=at),
        f"{name} can read it now. The owner of the incident is told by e-mail and on their home page.",
    )  # fmt: skip


def _turn_down(request: HttpRequest, seen: Seen, at: datetime) -> HttpResponse:
    do = {"access": seen.access, "by": seen.standing.user, "at": at}
    return _do(request, seen, forms.Form(request.POST), lambda: operations.turn_down(**do), "They are not let in.")


def _end(request: HttpRequest, seen: Seen, at: datetime) -> HttpResponse:
    do = {"access": seen.access, "by": seen.standing.user, "at": at}
    said = "This is over: the incident cannot be read that way any more."
    return _do(request, seen, forms.Form(request.POST), lambda: operations.end_reading(**do), said)


def _do(request: HttpRequest, seen: Seen, form: forms.Form, operation: Callable[[], object], said: str) -> HttpResponse:
    form.is_valid()
    status = attempt(form, operation)
    if status != 200:
        again = get_request(request, seen.access.school.slug, seen.access.key, timezone.now())
        return _page(request, again, form, status)
    messages.success(request, said)
    return redirect("access", seen.access.school.slug, seen.access.key)


def _page(request: HttpRequest, seen: Seen, form: forms.Form, status: int = 200) -> HttpResponse:
    shown = {"seen": seen, "access": seen.access, "form": form, "decides": seen.part is Part.DECIDER}
    shown["offices"] = offices_of({seen.access.asked_by_id: seen.access.asked_by}, seen.access.school).get(
        seen.access.asked_by_id, ""
    )
    shown["answers"] = _answers(seen)
    return render(request, "incidents/access.html", shown, status=status)
