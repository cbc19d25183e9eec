"""The page on which the text of a draft is written, section by section (S1-13, S2-24)."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from policies.citing import number_of
from policies.forms.text import MOST, TextForm, as_rows, typed_in
from policies.models import PolicyVersion
from policies.operations.text import set_text
from policies.paragraphs import cited_by, ids_in
from policies.views.control import why_not
from policies.views.refusing import Given, Visit, act, come_to
from schools.vocabulary import Permission


@require_http_methods(["GET", "POST"])
def text(request: HttpRequest, slug: str, policy: str, number: int) -> HttpResponse:
    """Write the text of a draft."""
    visit = come_to(request, slug, policy, number, Permission.KEEP_POLICY)
    version, barred = visit.version, why_not(visit)
    if visit.posted is not None and "add" in visit.posted and not barred:
        return _with_another_section(visit)
    form = TextForm(visit.posted, edition=version.edition, sections=as_rows(version.sections))

    def do(given: Given) -> object:
        return set_text(version=version, edition=given["edition"], sections=form.written, by=visit.user, at=visit.at)

    cited = _cited(version)
    return act(visit, form, do, page="text", said="The text is saved.", barred=barred, cited=cited)


def _with_another_section(visit: Visit) -> HttpResponse:
    """The page with what was typed, and an empty section where the button was. Nothing is saved."""
    rows = typed_in(visit.request.POST)
    asked, edition = visit.request.POST["add"], visit.request.POST.get("edition", "")
    place = int(asked) if asked.isdecimal() and len(asked) < 4 else len(rows)
    place = min(place, len(rows))
    if len(rows) < MOST:
        rows.insert(place, {})
    seen = int(edition) if edition.isdecimal() and len(edition) < 10 else visit.version.edition
    form = TextForm(edition=seen, sections=rows, added=place)
    shown = {
        "visit": visit,
        "version": visit.version,
        "form": form,
        "cited": _cited(visit.version),
        "unsaved": place + 1,
    }
    return render(visit.request, "policies/text.html", shown)


def _cited(version: PolicyVersion) -> Sequence[tuple[str, str]]:
    """The paragraphs from which something comes, in their order: number, and what comes from it in words."""
    cited = cited_by(version.categories.all(), version.steps.all(), version.said)
    return [(number_of(each), "; ".join(cited[each])) for each in ids_in(version.sections) if each in cited]
