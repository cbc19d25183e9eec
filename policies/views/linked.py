"""The documents that a version leads to: the list, one of them, and its file (S1-12)."""

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from policies.forms.linked import AddLinkedForm, ChangeLinkedForm, RemoveForm
from policies.models import LinkedPolicy, PolicyVersion
from policies.operations.linking import NOT_A_PDF, PDF, add_linked, change_linked, remove_linked
from policies.views.control import why_not
from policies.views.refusing import Given, Visit, act, come_to
from policies.vocabulary import StepName
from schools.files.filenames import attachment_headers
from schools.files.store import FileRefused, Received, discard, read_original, receive
from schools.handing_out import note_download
from schools.vocabulary import Permission

log = logging.getLogger(__name__)

Do = Callable[[Given, Received | None], object]


@require_http_methods(["GET", "POST"])
def linked(request: HttpRequest, slug: str, policy: str, number: int) -> HttpResponse:
    """Show what a version leads to; on a draft, add to it."""
    visit = come_to(request, slug, policy, number, Permission.KEEP_POLICY)
    form = AddLinkedForm(visit.posted, files=request.FILES if visit.posted is not None else None)

    def do(given: Given, received: Received | None) -> object:
        return add_linked(version=visit.version, leads=form.leads, received=received, by=visit.user, at=visit.at)

    rows = [(each, [StepName(step).label for step in each.steps]) for each in visit.version.linked.all()]
    return _with_file(visit, form, do, page="linked", said="It is linked.", rows=rows)


@require_http_methods(["GET", "POST"])
def linked_change(request: HttpRequest, slug: str, policy: str, number: int, key: UUID) -> HttpResponse:
    """Change a linked document of a draft, or take it off."""
    visit = come_to(request, slug, policy, number, Permission.KEEP_POLICY)
    row, edition = _linked_of(visit.version, key), visit.version.edition
    removing = request.POST.get("do") == "remove"
    change = _change_form(visit, row, None if removing else visit.posted)
    remove = RemoveForm(visit.posted if removing else None, edition=edition)

    def do(given: Given, received: Received | None) -> object:
        if removing:
            return remove_linked(linked=row, edition=given["edition"], by=visit.user, at=visit.at)
        said = {"edition": given["edition"], "leads": change.leads, "drop_file": change.drops_file}
        return change_linked(linked=row, received=received, by=visit.user, at=visit.at, **said)

    form = remove if removing else change
    said = "It is linked no more." if removing else "It is changed."
    return _with_file(visit, form, do, page="linked_change", said=said, linked=row, change=change, remove=remove)


def _change_form(visit: Visit, row: LinkedPolicy, posted: Any) -> ChangeLinkedForm:
    now = {name: getattr(row, name) for name in ("title", "address", "keeper", "steps")}
    files = visit.request.FILES if posted is not None else None
    return ChangeLinkedForm(posted, files=files, edition=visit.version.edition, has_file=bool(row.path), initial=now)


def _with_file(visit: Visit, form: forms.Form, do: Do, **page: Any) -> HttpResponse:
    """Do it with the file that came along, once it has passed the gate. A file that no row came to keep is thrown away.

    What the gate says stands beside the field.
    """
    barred = why_not(visit)
    upload = form.cleaned_data.get("file") if form.is_bound and not barred and form.is_valid() else None
    received = _take_in(visit, form, upload) if upload else None

    done: list[object] = []
    try:
        answer = act(
            visit, form, lambda given: done.append(do(given, received)), barred=barred,
            to=lambda: visit.url_of("version_linked"), **page,
        )  # fmt: skip
    finally:
        if received and not done:  # refused, or the same form kept it before
            discard(received.path)
    if answer.status_code == 200 and upload and upload.size and upload.size > settings.EVIDENCE_MAX_BYTES:
        answer.status_code = 413
    return answer


def _take_in(visit: Visit, form: forms.Form, upload: UploadedFile) -> Received | None:
    """The file, through the gate that every file passes; nothing of it remains where it is not a PDF."""
    try:
        received = receive(upload, folder=visit.school.slug)
        if received.media_type != PDF:
            discard(received.path)
            raise FileRefused(NOT_A_PDF)
    except FileRefused as refused:
        form.add_error("file", str(refused))
        return None
    return received


@require_safe
def linked_file(request: HttpRequest, slug: str, policy: str, number: int, key: UUID) -> HttpResponseBase:
    """Hand out the file of a linked document, byte for byte, to everybody who may see the version."""
    visit = come_to(request, slug, policy, number)
    found = _linked_of(visit.version, key)
    if not found.path:
        raise Http404
    note_download(visit.standing, f"linked:{found.key}", at=visit.at)
    try:
        original = read_original(found.path)
    except OSError:
        log.exception("The file of linked policy %s could not be read.", found.key)
        return render(request, "policies/linked_missing.html", {"visit": visit, "linked": found}, status=500)
    response = FileResponse(original)
    for name, value in attachment_headers(found.original_name, PDF).items():
        response[name] = value
    response["Content-Security-Policy"] = "sandbox"  # config.headers adds the rest of the policy
    return response


def _linked_of(version: PolicyVersion, key: UUID) -> LinkedPolicy:
    """The linked document of this key. Raises Http404 for another version's."""
    row = version.linked.filter(key=key).first()
    if row is None:
        raise Http404
    return row
