"""Pages of who looked: at one incident, for its owner; and what was unusual in a week, for the head and the chair."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.access import look_at
from incidents.looks import get_own, lines_of
from incidents.unusual_page import monday_of, week_of
from schools.door import get_school
from schools.vocabulary import Permission

MOST_PAGES = 10_000


@require_safe
def of_incident(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Show the owner who has looked at the incident, when, at what and how often."""
    at = timezone.now()
    _, incident = get_own(request, slug, reference, at)
    page = lines_of(incident, _number(request.GET.get("page", "")))
    shown = {
        "incident": incident,
        "page": page,
        "newer_url": f"?page={page.number - 1}" if page.number > 1 else "",
        "older_url": f"?page={page.number + 1}" if page.more else "",
    }
    return render(request, "incidents/looks.html", shown)


def _number(said: str) -> int:
    """The number of a page; the first, where it is none."""
    sound = said.isascii() and said.isdecimal() and len(said) <= 5
    return min(max(int(said), 1), MOST_PAGES) if sound else 1


@require_safe
def unusual(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was unusual about looking in one week."""
    at = timezone.now()
    standing, today = get_school(request, slug, Permission.REVIEW_LOOKING), timezone.localdate(at)
    look_at(standing, "list", "unusual", at)
    week = week_of(standing, monday_of(request.GET.get("week", "")[:10], today), today)
    return render(request, "incidents/unusual.html", {"week": week})
