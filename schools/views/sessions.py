"""Pages about being signed in: where one is, ending it elsewhere, the administrator's way, and hiding a page."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from schools.access import Standing, people_of
from schools.door import get_school
from schools.forms.sessions import ColourForm
from schools.models import School, SignIn, User
from schools.operation import NotFound
from schools.operations import sessions as operations
from schools.sign_ins import idle_limit, sign_ins_of, signed_in_of, whole_limit
from schools.views.taking import Taking
from schools.vocabulary import Permission


@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in; end one of these, or all others."""
    assert isinstance(request.user, User)
    at = timezone.now()
    if request.method == "POST":
        return _end(request, request.user)
    found = sorted(sign_ins_of(request.user, at), key=lambda each: each != _here(request))
    limits = {"idle": idle_limit().seconds // 60, "whole": int(whole_limit().total_seconds() // 3600)}
    return render(request, "schools/sessions.html", {"sign_ins": found, "here": _here(request), **limits})


def _here(request: HttpRequest) -> SignIn | None:
    return getattr(request, "sign_in", None)


def _end(request: HttpRequest, user: User) -> HttpResponse:
    at, here = timezone.now(), _here(request)
    if request.POST.get("do") == "others":
        count = operations.end_others(but=here, by=user, at=at)
        messages.success(request, "You are signed out everywhere else." if count else "There was nowhere else.")
        return redirect("sessions")
    try:
        ended = operations.end_own(key=_key(request.POST.get("key", "")), by=user, at=at)
    except NotFound as error:
        raise Http404 from error
    if ended == here:
        logout(request)
        return redirect("account_login")
    messages.success(request, f"You are signed out of {ended.browser}.")
    return redirect("sessions")


def _key(given: str) -> UUID:
    try:
        return UUID(given)
    except ValueError as error:
        raise Http404 from error


@require_safe
def cannot_confirm(request: HttpRequest) -> HttpResponse:
    """Say what somebody needs who has neither password nor second step here: they sign in by a school's account."""
    return render(request, "schools/cannot_confirm.html")


@login_not_required
@require_safe
def hidden(request: HttpRequest) -> HttpResponse:
    """A page that shows nothing, for whoever has to hide theirs at once."""
    return render(request, "schools/hidden.html")


@require_safe
def signed_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Who of the school is signed in, for its administrator to end it."""
    standing = get_school(request, slug, Permission.KEEP_PEOPLE)
    at = timezone.now()
    people = [user for user, _ in people_of(standing.school, timezone.localdate(at))]
    return render(request, "schools/signed_in.html", {"people": signed_in_of(people, at)})


def _person(school: School, key: UUID) -> User:
    for user, _ in people_of(school, timezone.localdate()):
        if user.key == key:
            return user
    raise Http404


@require_http_methods(["GET", "POST"])
def sign_out_person(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Ask once, then end every sign-in of somebody who holds an office at the school."""
    standing = get_school(request, slug, Permission.KEEP_PEOPLE)
    user = _person(standing.school, key)
    if request.method == "POST":
        given = {"school": standing.school, "user": user, "by": standing.user, "at": timezone.now()}
        return _done(request, f"{user.name} is signed out everywhere.", lambda: operations.sign_out_person(**given))
    return render(request, "schools/sign_out_person.html", {"whom": user})


@require_http_methods(["GET", "POST"])
def sign_everyone_out(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask once, then end every sign-in of everybody at the school but this one."""
    standing = get_school(request, slug, Permission.KEEP_PEOPLE)
    if request.method == "POST":
        given = {"school": standing.school, "but": _here(request), "by": standing.user, "at": timezone.now()}
        said = "Everybody is signed out, but you in this browser."
        return _done(request, said, lambda: operations.sign_everyone_out(**given))
    return render(request, "schools/sign_everyone_out.html")


@require_http_methods(["GET", "POST"])
def colour(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose the colour of the school's band."""
    standing = get_school(request, slug, Permission.KEEP_PEOPLE)
    given = request.POST if request.method == "POST" else None
    form = ColourForm(given, initial={"colour": int(standing.school.tone)})
    if form.is_valid():
        chosen = form.cleaned_data["colour"]
        given = {"school": standing.school, "colour": chosen, "by": standing.user, "at": timezone.now()}
        said = f"The band of your school is {chosen.label.lower()} now."
        return _done(request, said, lambda: operations.choose_colour(**given), "people")
    return render(request, "schools/colour.html", {"form": form})


def _done(request: HttpRequest, said: str, do: Callable[[], object], page: str = "signed_in") -> HttpResponse:
    """Do it once, and go on to a page of the school (R.06)."""
    standing: Standing = request.standing  # type: ignore[attr-defined]
    taking = Taking(request, standing, timezone.now(), lambda: reverse(page, args=[standing.school.slug]), said)
    taking.take(do)
    return taking.answer()
