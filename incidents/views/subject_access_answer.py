"""Pages on which a request is answered: who it is, one incident item by item, and the file that leaves."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.access import look_at
from incidents.exporting.archive import NotExported
from incidents.forms.subject_access import LookForm, ReleaseForm, WhoForm
from incidents.forms.subject_access_review import ReviewForm
from incidents.operations import answering_access as operations
from incidents.subject_access.finding import found_for, one_incident
from incidents.subject_access.pack import Pack, packed
from incidents.subject_access.reviewing import part_of, reviewed
from incidents.subject_access.who import get_asked
from incidents.views.answering import attempt
from schools.confirming import confirm_first
from schools.files.filenames import attachment_headers
from schools.printing.pdf import NotPrinted
from schools.views.taking import Taking


@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Look for a name among the people of incidents, and choose who is the person that asks."""
    at = timezone.now()
    standing, asked = get_asked(request, slug, key)
    look_at(standing, "subject-access-request", asked.about, at)
    look = LookForm(request.GET if "q" in request.GET else {"q": asked.name})
    words = look.cleaned_data["q"] if look.is_valid() else ""
    chosen, found = found_for(asked, standing, at, words)
    form, status = WhoForm(request.POST if request.method == "POST" else None, found=found, chosen=chosen), 200
    if form.is_bound and form.is_valid():
        keys = {each.key for each in form.cleaned_data["people"]}
        given = {"request": asked, "people": keys, "by": standing.user, "at": at}
        taking = Taking(request, standing, at, lambda: reverse("subject_access", args=[slug, key]))
        status = attempt(form, lambda: taking.take(lambda: operations.choose_people(**given)))
        if status == 200:
            return taking.answer()
    shown = {"asked": asked, "look": look, "form": form, "found": found, "words": words}
    return render(request, "incidents/subject_access_people.html", shown, status=status)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, slug: str, key: UUID, reference: str) -> HttpResponse:
    """Look over every item of one incident: as it would leave, with what was taken out beside it."""
    at = timezone.now()
    standing, asked = get_asked(request, slug, key)
    found = one_incident(asked, standing, at, reference)
    if found is None:
        raise Http404
    incident = found.kept.facts.incident
    look_at(standing, "subject-access", incident.about, at)
    form, status = ReviewForm(request.POST if request.method == "POST" else None, reviewed=found), 200
    if form.is_bound and form.is_valid() and request.POST.get("do") != "show":
        said, to = f"You looked over {incident.reference}.", reverse("subject_access", args=[slug, key])
        taking = Taking(request, standing, at, lambda: to, said)
        status = _look_over(form, taking, {"request": asked, "incident": incident, "by": standing.user, "at": at})
        if status == 302:
            return taking.answer()
    shown = {"asked": asked, "incident": incident, "form": form, "reviewed": found}
    return render(request, "incidents/subject_access_review.html", shown, status=status)


def _look_over(form: ReviewForm, taking: Taking, given: dict[str, Any]) -> int:
    if not form.cleaned_data["looked"]:
        form.add_error("looked", "Look at every item, then say so here.")
        return 200
    said = {"digest": form.cleaned_data["digest"], "decisions": form.decisions}
    status = attempt(form, lambda: taking.take(lambda: operations.look_over(**given, **said)))
    if status == 200:
        return 302
    form.data = form.data.copy()  # what they see from now on is what is kept now
    form.data["digest"] = form.reviewed.kept.digest
    return status


@require_http_methods(["GET", "POST"])
def release(request: HttpRequest, slug: str, key: UUID) -> HttpResponseBase:
    """Show what leaves and what is kept back, and hand over the one file: nothing of it is kept (S14.08, S14.09)."""
    at = timezone.now()
    standing, asked = get_asked(request, slug, key)
    part = part_of(asked, standing)
    incidents = reviewed(part, standing, at) if part else []
    if part is None or not incidents:
        raise Http404
    look_at(standing, "subject-access-request", asked.about, at)
    if waits := confirm_first(request):
        return waits
    for each in incidents:
        look_at(standing, "subject-access", each.kept.facts.incident.about, at)
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    pack = Pack(part, incidents, standing.user, at)
    if form.is_bound and form.is_valid():
        return _hand_over(request, form, pack)
    return _release_page(request, form, pack)


def _hand_over(request: HttpRequest, form: ReleaseForm, pack: Pack) -> HttpResponseBase:
    asked = pack.part.request
    if not all(each.done for each in pack.incidents):
        form.add_error(None, operations.LOOK_AGAIN)
        return _release_page(request, form, pack, 409)
    try:
        archive = packed(pack)
    except (NotExported, NotPrinted) as error:
        form.add_error(None, str(error))
        return _release_page(request, form, pack, 409)
    given = {"request": asked, "pack": pack, "archive": archive, "by": pack.by, "at": pack.at}
    status = attempt(form, lambda: operations.release(**given))
    if status != 200:
        archive.file.close()
        return _release_page(request, form, pack, status)
    response = FileResponse(archive.file)
    name = f"Answer to a subject access request, {timezone.localtime(pack.at):%Y-%m-%d}.zip"
    for header, value in attachment_headers(name, "application/zip").items():
        response[header] = value
    return response


def _release_page(request: HttpRequest, form: ReleaseForm, pack: Pack, status: int = 200) -> HttpResponseBase:
    shown = {"asked": pack.part.request, "form": form, "pack": pack}
    return render(request, "incidents/subject_access_release.html", shown, status=status)
