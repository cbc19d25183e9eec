"""The page of people, offices and terms, and the pages of one person."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from schools import operations
from schools.door import get_school
from schools.forms.people import NOW, AccountForm, EndForm, OfficeForm
from schools.page import UNUSED, people_page_of, unused_at
from schools.person import offices_to_end, person_page_of
from schools.views.acting import Given, act, come_in
from schools.vocabulary import Permission


@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who holds which office, who is invited, what each office opens, and the school's terms and closure days."""
    standing = get_school(request, slug, Permission.KEEP_PEOPLE)
    at = timezone.now()
    shown = {"page": people_page_of(standing.school, at), "today": timezone.localdate(at)}
    return render(request, "schools/people.html", shown)


@require_safe
def unused(request: HttpRequest, slug: str) -> HttpResponse:
    """Show whoever holds an office here and has not signed in for 90 days, to head and administrator (S7.07)."""
    standing = get_school(request, slug, Permission.SEE_UNUSED)
    shown = {"people": unused_at(standing.school, timezone.localdate()), "days": UNUSED.days}
    return render(request, "schools/unused.html", shown)


@require_safe
def person(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Show one person: their offices here, what each opens, and how each was given and ended."""
    visit = come_in(request, slug, Permission.KEEP_PEOPLE)
    page = person_page_of(visit.school, visit.person(key), visit.today)
    return render(request, "schools/person.html", {"page": page, "today": visit.today, "visit": visit})


@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Give one person another office; head and administrator wait for a second person."""
    visit = come_in(request, slug, Permission.KEEP_PEOPLE)
    user = visit.person(key)

    def do(given: Given) -> None:
        operations.give_office(person=user, school=visit.school, by=visit.user, at=visit.at, **given)

    form, back = OfficeForm(visit.posted, today=visit.today), reverse("person", args=[slug, key])
    return act(request, form, do, page="person_appoint", to=lambda: back, confirming=True, someone=user)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Set the last day of an office of one person."""
    visit = come_in(request, slug, Permission.KEEP_PEOPLE)
    user = visit.person(key)

    def do(given: Given) -> None:
        last = visit.today - timedelta(days=1) if given["when"] == NOW else given["day"]
        operations.end_membership(membership=given["which"], ends=last, by=visit.user, at=visit.at)

    offices = offices_to_end(visit.school, user, visit.today)
    form, back = EndForm(visit.posted, offices=offices), reverse("people", args=[slug])
    said = "The last day is set. They and the other administrators are told by e-mail."
    barred = () if offices else ("They hold no office of this school.",)
    shown = {"page": "person_end", "said": said, "barred": barred, "someone": user}
    return act(request, form, do, to=lambda: back, confirming=True, **shown)


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Send one person a link for a new password, shut the account of somebody who left, or let their name go."""
    visit = come_in(request, slug, Permission.KEEP_PEOPLE)
    user = visit.person(key)
    form = AccountForm(visit.posted, offices=offices_to_end(visit.school, user, visit.today), user=user)

    def do(given: Given) -> None:
        ways = {"reset": operations.send_reset, "shut": operations.deactivate, "forget": operations.pseudonymise}
        who = {"user": user, "school": visit.school, "by": visit.user, "at": visit.at}
        ways[given["do"]](**who)

    back = reverse("person", args=[slug, key])
    return act(request, form, do, page="person_account", to=lambda: back, confirming=True, someone=user)
