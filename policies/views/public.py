"""The page of the policy that everybody may read, its PDF, and the switch that shows it. Off, it is not there: 404."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from policies.forms.public import PublicForm
from policies.operations.public import show_to_everybody
from policies.page import state_of
from policies.printing import print_public
from policies.public import ASK_SCHOOL, MAY_BE, PublicPolicy, is_shown, public_policy_of
from policies.views.printing import as_file
from policies.views.refusing import Given, act, come_in
from schools.vocabulary import Permission


@login_not_required
@require_safe
def public_policy(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the policy in force to whoever asks, where the school has said so."""
    return render(
        request, "policies/public.html", {"page": _shown_at(slug), "may_be": MAY_BE, "ask_school": ASK_SCHOOL}
    )


@login_not_required
@require_safe
def public_policy_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a PDF."""
    page = _shown_at(slug)
    return as_file(print_public(page), page.title, page.school.name)


@require_http_methods(["GET", "POST"])
def public_switch(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what would become public and where, and switch it on or off."""
    visit = come_in(request, slug, Permission.KEEP_POLICY)
    shown = is_shown(visit.school)

    def do(given: Given) -> None:
        show_to_everybody(school=visit.school, by=visit.user, at=visit.at, **given)

    return act(
        visit,
        PublicForm(visit.posted),
        do,
        page="public_switch",
        to=lambda: reverse("public_switch", args=[slug]),
        shown=shown,
        adoption=state_of(visit.school, timezone.localdate()).adoption,
        today=timezone.localdate(),
        address=request.build_absolute_uri(reverse("public_policy", args=[slug])),
    )


def _shown_at(slug: str) -> PublicPolicy:
    """The policy that the school of this name shows. Raises Http404, whatever the reason."""
    page = public_policy_of(slug, timezone.localdate())
    if page is None:
        raise Http404
    return page
