"""The page of a school's policy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from policies.access import WORKS_ON_POLICY
from policies.next_act import waits_at
from policies.next_review import notes_of
from policies.page import page_of
from schools.door import get_school
from schools.vocabulary import Permission


@require_safe
def policy(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the policy in force, paragraph by paragraph, and the ladder as it says it."""
    standing = get_school(request, slug, Permission.READ_POLICY)
    today = timezone.localdate()
    keeps = standing.may(Permission.KEEP_POLICY)
    page = page_of(standing.school, today)
    shown = {
        "page": page,
        "today": today,
        "keeps_policy": keeps,
        "notes": notes_of(page.version, standing.school, today) if page and keeps else (),
        "works_on_policy": any(standing.may(each) for each in WORKS_ON_POLICY),
        "waits": waits_at(standing, today),
    }
    return render(request, "policies/policy.html", shown)
