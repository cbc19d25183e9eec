"""Two versions of a policy beside each other."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from policies.access import get_version, version_before
from policies.comparing import compare, lineage_of, loaded
from policies.models import PolicyVersion
from policies.views.refusing import Visit, come_to


@require_safe
def comparison(request: HttpRequest, slug: str, policy: str, number: int) -> HttpResponse:
    """Show what changed: from the version before, or between this one and another that is named; the older first."""
    visit = come_to(request, slug, policy, number)
    other = _other(visit, request.GET.get("with", ""))
    shown = {"visit": visit, "version": visit.version, "old": None}
    if other is not None:
        old, new = sorted((other, visit.version), key=lambda each: each.number)
        shown |= {"old": old, "new": new, "found": compare(loaded(old), loaded(new), lineage_of(new.policy))}
    return render(request, "policies/compare.html", shown)


def _other(visit: Visit, number: str) -> PolicyVersion | None:
    """The version to compare with. Raises Http404 for one that the person may not see, or that is none."""
    if not number:
        return version_before(visit.standing, visit.version, timezone.localdate(visit.at))
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Http404
    _, found = get_version(visit.request, visit.school.slug, visit.version.policy.slug, int(number))
    return found
