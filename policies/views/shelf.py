"""The shelf: every policy that a school keeps or was issued; and how one is begun."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from policies.access import WORKS_ON_POLICY
from policies.forms.begin import EMPTY, BeginForm
from policies.models import PolicyVersion
from policies.operations.starting import begin, begin_from_starter
from policies.shelf import models, shelf_of
from policies.views.refusing import Given, Visit, act, come_in
from schools.vocabulary import Permission


@require_safe
def shelf(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every policy of the school, version by version, with what comes next."""
    visit = come_in(request, slug, *WORKS_ON_POLICY)
    shown = {
        "policies": shelf_of(visit.standing, timezone.localdate(visit.at)),
        "keeps_policy": visit.standing.may(Permission.KEEP_POLICY),
    }
    return render(request, "policies/shelf.html", shown)


@require_http_methods(["GET", "POST"])
def begin_policy(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a policy: from a model, or with a title alone. Bringing in one's own words is another page."""
    visit = come_in(request, slug, Permission.KEEP_POLICY)
    made: list[PolicyVersion] = []
    form = BeginForm(visit.posted, models=models())
    return act(
        visit,
        form,
        lambda given: made.append(_begun(visit, given)),
        page="begin",
        to=lambda: reverse("version", args=[slug, made[0].policy.slug, made[0].number]),
    )


def _begun(visit: Visit, given: Given) -> PolicyVersion:
    who = {"school": visit.school, "by": visit.user, "at": visit.at}
    if given["start"] == EMPTY:
        return begin(title=given["title"], **who)
    return begin_from_starter(starter=given["start"], title=given["title"], **who)
