"""The front door, and the home page of each office."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.access import look_at
from incidents.home import home_of
from incidents.operations.drafts import KEPT_FOR
from schools.access import schools_of
from schools.door import get_school
from schools.models import User
from schools.vocabulary import Permission
from schools.working_for import active_first


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """Go to the person's school; let them choose where they have several; say so where they have none."""
    assert isinstance(request.user, User)
    schools = schools_of(request.user, timezone.localdate()) if request.user.is_active else []
    if len(schools) == 1:
        return redirect("home", schools[0].slug)
    return render(request, "incidents/home_choose.html", {"schools": active_first(schools, request)})


@require_safe
def home(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what this person needs on a morning, by their offices."""
    at = timezone.now()
    standing = get_school(request, slug)
    page = home_of(standing, at)
    if page.lists_incidents:
        look_at(standing, "list", "home", at)
    shown = {
        "home": page,
        "may_report": standing.may(Permission.REPORT),
        "drafts": [(draft, draft.saved_at + KEPT_FOR) for draft in page.drafts],
        "today": timezone.localdate(at),
    }
    return render(request, "incidents/home.html", shown)
