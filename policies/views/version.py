"""The page of a version: what it holds, where it is in its life, and what comes next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from policies.access import WORKS_ON_POLICY
from policies.hub import hub_of
from policies.views.refusing import come_to


@require_safe
def version(request: HttpRequest, slug: str, policy: str, number: int) -> HttpResponse:
    """Show a version: a list of its parts and where each stands, its story, the next act, and the whole of it."""
    visit = come_to(request, slug, policy, number)
    hub = hub_of(visit.version, visit.standing, timezone.localdate(visit.at))
    shown = {
        "visit": visit,
        "version": visit.version,
        "hub": hub,
        "page": hub.reading,
        "keeper": visit.keeper,
        "works_on_policy": any(visit.standing.may(each) for each in WORKS_ON_POLICY),
    }
    return render(request, "policies/version.html", shown)
