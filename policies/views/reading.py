"""The page of a school's policy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from policies.page import page_of
from schools.door import get_school
from schools.vocabulary import Permission


@require_safe
def policy(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the policy in force, paragraph by paragraph, and the ladder as it says it."""
    standing = get_school(request, slug, Permission.READ_POLICY)
    today = timezone.localdate()
    keeps = standing.may(Permission.KEEP_POLICY)
    shown = {"page": page_of(standing.school, today), "today": today, "keeps_policy": keeps}
    return render(request, "policies/policy.html", shown)
