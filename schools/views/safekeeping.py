"""The page that tells administrators whether everything is backed up, and whether a backup was tried out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools.safekeeping import kept
from schools.views.acting import come_in
from schools.vocabulary import Permission


@require_safe
def backups(request: HttpRequest, slug: str) -> HttpResponse:
    """When the last backup was made, and how the last drill went."""
    visit = come_in(request, slug, Permission.KEEP_PEOPLE)
    return render(request, "schools/backups.html", {"kept": kept(visit.at)})
