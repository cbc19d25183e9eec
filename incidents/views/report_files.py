"""Files of a report in progress: kept at once, listed, taken off. With script one at a time, without it as they come.

Nothing is taken in before the question about intimate images is answered with no (S5.20).
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from incidents.access import get_draft
from incidents.forms.report_whole import WholeReport
from incidents.models import DraftFile, ReportDraft
from incidents.operations import drafts
from schools.files.filenames import clean_name
from schools.files.store import FileRefused, receive
from schools.models import User
from schools.operation import NotFound, Refused

NO_FILE = "Choose a file first."
IMAGE_FIRST = "Nothing was kept. First answer whether what you hold shows a child in an intimate way."


def by_script(request: HttpRequest) -> bool:
    """Whether a script of ours asks, which is answered in JSON."""
    return request.headers.get("X-Requested-With") == "fetch"


@require_POST
def add_file(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Keep one file on a report in progress: 200 with what was kept, or 400 or 413 with a sentence."""
    standing, draft = get_draft(request, slug, key)
    upload = request.FILES.get("file")
    if upload is None:
        return JsonResponse({"error": NO_FILE}, status=400)
    try:
        return JsonResponse(described(_take(draft, upload, standing.user)))
    except NotFound:
        return JsonResponse({"error": "This report was sent or thrown away meanwhile."}, status=404)
    except (FileRefused, Refused) as refused:
        return JsonResponse({"error": str(refused)}, status=400 if _fits(upload) else 413)


@require_POST
def remove_file(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Take a file off a report in progress. One that is gone already is no trouble."""
    standing, draft = get_draft(request, slug, key)
    remove(draft, request.POST.get("id", ""), standing.user)
    return HttpResponse(status=204)


def remove(draft: ReportDraft, key: str, by: User) -> None:
    """Take the file of this key off a report."""
    for file in draft.files.all():
        if str(file.key) == key:
            drafts.remove_file(draft=draft, file=file, by=by)


def take_all(request: HttpRequest, draft: ReportDraft, whole: WholeReport) -> int:
    """Keep the files that came with the form. 0 when all is well; else the status of the page that says what is not."""
    uploads, statuses = request.FILES.getlist("file"), []
    if "add_files" in request.POST and not uploads:
        return _say(whole, NO_FILE, 200)
    room = settings.EVIDENCE_MAX_FILES - draft.files.count() if uploads else 0
    for upload in uploads[:room]:
        try:
            _take(draft, upload, draft.author)
        except NotFound:
            raise
        except (FileRefused, Refused) as refused:
            statuses.append(_say(whole, f"{clean_name(upload.name or '')}: {refused}", 200 if _fits(upload) else 413))
    if uploads[room:]:
        statuses.append(_say(whole, _too_many(len(uploads[room:])), 200))
    return max(statuses, default=0)


def listed(draft: ReportDraft) -> list[dict[str, Any]]:
    """The files kept on a report, as the page lists them."""
    return [described(file) for file in draft.files.all()]


def described(file: DraftFile) -> dict[str, Any]:
    """A file that was kept, as the page and its script list it."""
    return {"id": str(file.key), "name": file.original_name, "size": file.size, "note": " ".join(file.notes)}


def _take(draft: ReportDraft, upload: UploadedFile, by: User) -> DraftFile:
    """Send a file through the gate and keep it. Raises FileRefused, Refused and NotFound; then nothing is kept."""
    if draft.intimate_image is not False:
        raise Refused(IMAGE_FIRST)
    received = receive(upload, folder=draft.school.slug)
    return drafts.add_file(draft=draft, received=received, most=settings.EVIDENCE_MAX_FILES, by=by)


def _fits(upload: UploadedFile) -> bool:
    return (upload.size or 0) <= settings.EVIDENCE_MAX_BYTES


def _say(whole: WholeReport, sentence: str, status: int) -> int:
    """Put a sentence beside the files; beside nothing, where a report has no place for any."""
    whole.add_error("file" if "file" in whole.facts.fields else None, sentence)
    return status


def _too_many(left: int) -> str:
    most, were = settings.EVIDENCE_MAX_FILES, "file was" if left == 1 else "files were"
    return f"A report holds at most {most} files. {left} {were} not kept; more can be added once it is sent."
