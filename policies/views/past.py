"""The version history from before the policy was kept here: the list, and one line of it (S1-11)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from policies.documents import in_words
from policies.forms.past import PastForm, RemovePastForm
from policies.operations.past import add_past, change_past, remove_past
from policies.page import history_of
from policies.views.refusing import Given, act, come_to
from schools.vocabulary import Permission

FIELDS = ("label", "on", "amended_by", "comments")


@require_http_methods(["GET", "POST"])
def past(request: HttpRequest, slug: str, policy: str, number: int) -> HttpResponse:
    """Show the version history, and add a line for the past. It can be put right at any time, not only in a draft."""
    visit = come_to(request, slug, policy, number, Permission.KEEP_POLICY)
    rows = list(visit.version.policy.past_versions.all())
    return act(
        visit,
        PastForm(visit.posted),
        lambda given: add_past(policy=visit.version.policy, by=visit.user, at=visit.at, **given),
        page="past",
        said="The line is in the version history.",
        to=lambda: visit.url_of("version_past"),
        rows=[(each, in_words(each.on)) for each in rows],
        kept=history_of(visit.version)[len(rows) :],
    )


@require_http_methods(["GET", "POST"])
def past_change(request: HttpRequest, slug: str, policy: str, number: int, key: UUID) -> HttpResponse:
    """Put a line right, or take it off."""
    visit = come_to(request, slug, policy, number, Permission.KEEP_POLICY)
    line = visit.version.policy.past_versions.filter(key=key).first()
    if line is None:
        raise Http404
    removing = request.POST.get("do") == "remove"

    def do(given: Given) -> None:
        if removing:
            remove_past(past=line, by=visit.user, at=visit.at)
        else:
            change_past(past=line, by=visit.user, at=visit.at, **given)

    now = {name: getattr(line, name) for name in FIELDS}
    change = PastForm(None if removing else visit.posted, initial=now)
    form = RemovePastForm(visit.posted) if removing else change
    said = "The line is off the version history." if removing else "The line is changed."
    to, more = visit.url_of("version_past"), {"line": line, "change": change}
    return act(visit, form, do, page="past_change", said=said, to=lambda: to, **more)
