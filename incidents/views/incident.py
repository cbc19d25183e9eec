"""The page of an incident. What it shows is gathered in `incidents.page`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.access import get_incident
from incidents.page import page_of
from policies.hosts.shown import report_harmful_content


@require_safe
def incident_page(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Show an incident: what may be done next, what is waiting, the facts, and the story."""
    at = timezone.now()
    standing, incident = get_incident(request, slug, reference, at)
    page = page_of(standing, incident, at)
    rhc = report_harmful_content() if page.ready_for_rhc and incident.is_open else None
    return render(request, "incidents/incident.html", {"incident": incident, "page": page, "rhc": rhc})
