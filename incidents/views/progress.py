"""The page of whoever reported a post and follows how it is doing: that it is handled, never what others add to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.access import get_progress


@require_safe
def progress(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Show that a report is being looked at, or that it is closed. A hold is not told."""
    standing, incident = get_progress(request, slug, reference, timezone.now())
    shown = {"reference": incident.reference, "reported_at": incident.reported_at, "is_open": incident.is_open}
    return render(request, "incidents/progress.html", {"report": shown, "standing": standing})
