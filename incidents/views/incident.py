"""The page of an incident. What it shows is gathered in `incidents.page`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.access import get_incident
from incidents.page import page_of


@require_safe
def incident_page(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Show an incident: what may be done next, what is waiting, the facts, and the story."""
    at = timezone.now()
    standing, incident = get_incident(request, slug, reference, at)
    return render(request, "incidents/incident.html", {"incident": incident, "page": page_of(standing, incident, at)})
