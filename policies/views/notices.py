"""The register of notices: how parents were told, school year by school year (S2-14 to S2-16)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from policies.forms.notices import NoticeForm, SeenForm, WithdrawForm
from policies.operations import telling as operations
from policies.register import find_notice, register_of, year_in_words
from policies.views.refusing import Given, act, come_in
from schools.vocabulary import Permission


@require_safe
def notices(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how parents were told, the newest school year first."""
    visit = come_in(request, slug, Permission.READ_POLICY)
    register = register_of(visit.school, timezone.localdate(visit.at))
    keeps = visit.standing.may(Permission.KEEP_POLICY)
    return render(request, "policies/notices.html", {"register": register, "keeps_policy": keeps})


@require_http_methods(["GET", "POST"])
def notice_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Record how parents were told."""
    visit = come_in(request, slug, Permission.KEEP_POLICY)
    return act(
        visit,
        NoticeForm(visit.posted),
        lambda given: operations.record_notice(school=visit.school, by=visit.user, at=visit.at, **given),
        page="notice_add",
        said="It is in the register.",
        to=lambda: reverse("notices", args=[slug]),
    )


@require_http_methods(["GET", "POST"])
def notice_change(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Record that a page was seen on the website again, or withdraw a line that was a mistake."""
    visit = come_in(request, slug, Permission.KEEP_POLICY)
    notice = find_notice(visit.school, key)
    if notice is None:
        raise Http404
    seeing = request.POST.get("do") == "see"

    def do(given: Given) -> None:
        change = operations.see_notice if seeing else operations.withdraw_notice
        change(notice=notice, by=visit.user, at=visit.at, **given)

    posted, to = visit.posted, reverse("notices", args=[slug])
    see, withdraw = SeenForm(posted if seeing else None), WithdrawForm(None if seeing else posted)
    said = "It was seen there: the register says so." if seeing else "It is withdrawn, and stays in the register."
    form = see if seeing else withdraw
    more = {"notice": notice, "see": see, "withdraw": withdraw, "year": year_in_words(notice.school_year)}
    return act(visit, form, do, page="notice_change", said=said, to=lambda: to, **more)
