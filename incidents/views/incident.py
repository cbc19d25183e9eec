"""The page of an incident. What it shows is gathered in `incidents.page`."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.access import get_to_read
from incidents.need_to_know import is_revealed
from incidents.page import page_of
from policies.hosts.shown import report_harmful_content


@require_safe
def incident_page(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Show an incident: what may be done next, what is waiting, the facts, the story. Or only to be read."""
    at = timezone.now()
    way = get_to_read(request, slug, reference, at)
    incident = way.incident
    page = page_of(way.standing, incident, at, revealed=is_revealed(request.session, incident, at))
    if way.access:
        shown = {"incident": incident, "page": page, "access": way.access}
        return render(request, "incidents/incident_to_read.html", shown)
    rhc = report_harmful_content() if page.ready_for_rhc and incident.is_open else None
    return render(request, "incidents/incident.html", {"incident": incident, "page": page, "rhc": rhc})
