"""The page of people, offices and terms."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from schools.door import get_school
from schools.page import people_page_of
from schools.vocabulary import Permission


@require_safe
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who holds which office, what each office opens, and the school's terms and closure days."""
    standing = get_school(request, slug, Permission.KEEP_PEOPLE)
    today = timezone.localdate()
    return render(request, "schools/people.html", {"page": people_page_of(standing.school, today), "today": today})
