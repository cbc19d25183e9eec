"""The pages on which an existing policy is brought in, and what was recognised in it is decided, one by one."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from policies.forms.bringing_in import BringInForm, DecideForm
from policies.life import status_of
from policies.models import PolicyVersion, Suggestion
from policies.operations import bringing_in as operations
from policies.operations.entry import NOT_A_DRAFT
from policies.suggesting import page_of, suggested
from policies.views.refusing import Visit, act, come_in, come_to
from policies.vocabulary import Status
from schools.vocabulary import Permission


@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Paste or upload a policy; it becomes a draft with suggestions at once."""
    visit = come_in(request, slug, Permission.KEEP_POLICY)
    made: list[PolicyVersion] = []
    files = request.FILES if request.method == "POST" else None
    return act(
        visit,
        BringInForm(visit.posted, files),
        lambda given: made.append(
            operations.bring_in(school=visit.school, read=given["read"], by=visit.user, at=visit.at)
        ),
        page="bring_in",
        to=lambda: reverse("version_suggestions", args=[slug, made[0].policy.slug, made[0].number]),
    )


@require_http_methods(["GET", "POST"])
def suggestions(request: HttpRequest, slug: str, policy: str, number: int) -> HttpResponse:
    """Everything recognised, each beside its sentence; a decision comes back to the same place."""
    visit = come_to(request, slug, policy, number, Permission.KEEP_POLICY)
    form = DecideForm(visit.posted, suggestions=visit.version.suggestions.all())
    does, chosen = form.decision if form.is_bound else ("", None)
    if form.is_bound and chosen is None:
        raise Http404
    return act(
        visit,
        form,
        lambda _: DOES[does](suggestion=chosen, by=visit.user, at=visit.at),
        page="suggestions",
        to=lambda: _where_next(visit, does, chosen),
        barred=_why_not(visit),
        suggested=suggested(visit.version),
        chosen=chosen,
    )


DOES: dict[str, Callable[..., Any]] = {
    "accept": operations.accept,
    "change": operations.accept,
    "reject": operations.reject,
    "undo": operations.open_again,
}


def _where_next(visit: Visit, does: str, chosen: Suggestion | None) -> str:
    """The same place on the page; or the page where what was just accepted is changed."""
    assert chosen is not None
    if does != "change":
        return f"{visit.url_of('version_suggestions')}#suggestion-{chosen.key}"
    if chosen.what != Suggestion.What.CATEGORY:
        return visit.url_of(page_of(chosen))
    row = visit.version.suggestions.get(pk=chosen.pk).value["made"]["row"]
    return visit.url_of("category_change", visit.version.categories.get(pk=row).key)


def _why_not(visit: Visit) -> list[str]:
    """Why nothing is decided here any more: the version is no draft."""
    status = status_of(visit.version, timezone.localdate(visit.at))
    return [] if status == Status.DRAFT else [NOT_A_DRAFT.format(status=status.label.lower())]
