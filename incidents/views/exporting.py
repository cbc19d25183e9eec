"""The page on which the owner of an incident exports it, so that somebody outside can check it."""

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.exporting.archive import NotExported, archive_of
from incidents.exporting.contents import Choice, Contents, contents_of, to_offer
from incidents.facts import Facts, facts_of
from incidents.forms.exporting import ExportForm
from incidents.looks import get_own
from incidents.operations.exporting import record_export
from incidents.views.answering import attempt
from schools.confirming import confirm_first
from schools.files.filenames import attachment_headers
from schools.models import User
from schools.printing.pdf import NotPrinted


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, slug: str, reference: str) -> HttpResponseBase:
    """Show what would go out, ask for whom it is, and hand it over once: nothing of it is kept (S14.08, S16.23)."""
    at = timezone.now()
    standing, incident = get_own(request, slug, reference, at, kind="export")
    if asked := confirm_first(request):
        return asked
    facts = facts_of(incident, at)
    form = ExportForm(request.POST if request.method == "POST" else None, evidence=to_offer(facts))
    if form.is_valid():
        contents = contents_of(facts, form.choice)
        return _hand_over(request, form, contents, standing.user)
    return _page(request, form, facts)


def _hand_over(request: HttpRequest, form: ExportForm, contents: Contents, by: User) -> HttpResponseBase:
    facts = contents.facts
    try:
        archive = archive_of(contents, by=by, at=facts.at)
    except (NotExported, NotPrinted) as error:
        form.add_error(None, str(error))
        return _page(request, form, facts, status=409)
    given = {"incident": facts.incident, "contents": contents, "archive": archive, "by": by, "at": facts.at}
    status = attempt(form, lambda: record_export(**given), facts.incident)
    if status != 200:
        archive.file.close()
        return _page(request, form, facts, status=status)
    response = FileResponse(archive.file)
    name = f"{facts.incident.reference}, exported {timezone.localtime(facts.at):%Y-%m-%d}.zip"
    for header, value in attachment_headers(name, "application/zip").items():
        response[header] = value
    return response


def _page(request: HttpRequest, form: ExportForm, facts: Facts, status: int = 200) -> HttpResponseBase:
    choice = form.choice if form.is_bound and form.is_valid() else _all_of(facts)
    shown = {"incident": facts.incident, "form": form, "contents": contents_of(facts, choice)}
    return render(request, "incidents/export.html", shown, status=status)


def _all_of(facts: Facts) -> Choice:
    return Choice("", frozenset(each.key for each in facts.evidence))
