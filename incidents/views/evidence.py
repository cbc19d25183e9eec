"""Pages of evidence: keeping a capture or a statement, and handing out an original. Nothing is ever shown in a page."""

import logging
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from incidents.access import get_evidence
from incidents.forms.evidence import CaptureForm, StatementForm
from incidents.forms.report import ImageQuestion
from incidents.operations.keeping import keep_capture, keep_statement, refuse_intimate_image
from incidents.views.acting import Visit, act, come_in
from incidents.vocabulary import EvidenceKind
from schools.files.filenames import attachment_headers
from schools.files.store import FileRefused, discard, read_original, receive
from schools.operation import NotFound, Refused
from schools.operations.sending import send_once
from schools.sent import Sending, sending_of

log = logging.getLogger(__name__)


@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Keep evidence: the question about the image first, then the files; or a witness's words.

    Somebody with a conflict of interest may.
    """
    visit = come_in(request, slug, reference)
    if visit.posted is not None and "words" in visit.posted:
        return _statement(visit)
    question = ImageQuestion(visit.posted)
    if not question.is_valid():
        return _page(visit, form=question, statement=StatementForm())
    if question.intimate:
        return _refuse_image(visit)
    if request.FILES or "source" in request.POST:
        return _files(visit)
    return _page(visit, form=CaptureForm(initial={"shows": "no"}))


def _page(visit: Visit, status: int = 200, **more: object) -> HttpResponse:
    context = {"incident": visit.incident, "visit": visit, **more}
    return render(visit.request, "incidents/keep.html", context, status=status)


def _statement(visit: Visit) -> HttpResponse:
    return act(
        visit,
        StatementForm(visit.posted),
        lambda given: keep_statement(incident=visit.incident, by=visit.user, at=visit.at, **given),
        page="statement",
        said="The statement is kept.",
        barred=(),
    )


def _refuse_image(visit: Visit) -> HttpResponse:
    """The one refusal that leaves an event. The page says what to do now (S5.20)."""
    try:
        sent = sending_of(visit.request)
        refuse_intimate_image(incident=visit.incident, sent=sent, by=visit.user, at=visit.at)
    except NotFound as error:
        raise Http404 from error
    except Refused as refused:
        context = {"incident": visit.incident, "visit": visit, "sentences": refused.sentences}
        return render(visit.request, "incidents/image_refused.html", context, status=409)
    raise AssertionError("An intimate image is always refused.")


def _files(visit: Visit) -> HttpResponse:
    form = CaptureForm(visit.posted, visit.request.FILES)
    if not form.is_valid():
        return _page(visit, form=form)
    chosen, about = form.cleaned_data["file"], {name: form.cleaned_data[name] for name in ("source", "legal")}
    refusals = list(_keep_each(visit, chosen, about))
    if len(refusals) < len(chosen):
        messages.success(visit.request, _said(len(chosen) - len(refusals)))
    if not refusals:
        return redirect(visit.url)
    for sentence in refusals:
        form.add_error("file", sentence)
    too_large = any(each.size > settings.EVIDENCE_MAX_BYTES for each in chosen)
    return _page(visit, form=form, status=413 if too_large else 200)


def _keep_each(visit: Visit, chosen: Iterable[UploadedFile], about: dict[str, Any]) -> Iterable[str]:
    """Keep every file that passes the gate, and give a sentence for each that does not."""
    sent = sending_of(visit.request)
    for number, upload in enumerate(chosen):
        if number >= settings.EVIDENCE_MAX_FILES:
            yield f"Choose at most {settings.EVIDENCE_MAX_FILES} files at a time. “{upload.name}” was not kept."
            continue
        try:
            _keep_one(visit, upload, about, sent and sent.part(f"{number}:{about}"))
        except FileRefused as refused:
            yield str(refused)
        except Refused as refused:
            yield from refused.sentences
        except NotFound as error:
            raise Http404 from error


def _keep_one(visit: Visit, upload: UploadedFile, about: dict[str, Any], sent: Sending | None) -> None:
    """Keep a file, unless the same form kept it before: then nothing of what came again remains (R.06)."""
    received, kept = receive(upload, folder=visit.school.slug), []
    who = {"by": visit.user, "at": timezone.now()}
    keep = lambda: kept.append(keep_capture(incident=visit.incident, received=received, **about, **who))  # noqa: E731
    try:
        if sent is None:
            keep()
        else:
            once = sent.part(received.sha256)
            send_once(sent=once, school=visit.school, do=keep, to=lambda: visit.url, **who)
    finally:
        if not kept:
            discard(received.path)


def _said(kept: int) -> str:
    return "The file is kept." if kept == 1 else f"{kept} files are kept."


@require_safe
def download(request: HttpRequest, slug: str, reference: str, key: UUID) -> HttpResponseBase:
    """Hand out an original, byte for byte, to be saved and never shown."""
    found = get_evidence(request, slug, reference, key, timezone.now())
    if found.kind != EvidenceKind.CAPTURE:
        raise Http404
    try:
        original = read_original(found.path)
    except OSError:
        log.exception("Evidence %s could not be read.", found.key)
        return render(request, "incidents/evidence_missing.html", {"incident": found.incident}, status=500)
    response = FileResponse(original)
    for name, value in attachment_headers(found.original_name, found.media_type).items():
        response[name] = value
    response["Content-Security-Policy"] = "sandbox"  # config.headers adds the rest of the policy
    return response
