"""Pages of what waits to be erased: the list, one decision, and receipts on a page and as a PDF."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from incidents.access import is_conflicted, look_at
from incidents.disposals import MOST, get_receipt, get_waiting, listed, person_of, receipts_for
from incidents.facts import facts_of
from incidents.forms.retention import AGREE, DecideForm
from incidents.leavers import waiting_in
from incidents.operations import disposing as operations
from incidents.receipts import print_receipt
from incidents.views.answering import attempt
from schools.access import Standing
from schools.confirming import confirm_first
from schools.door import get_school
from schools.erasure import receipt_key
from schools.files.filenames import attachment_headers
from schools.handing_out import mark_of, note_download
from schools.models import Event
from schools.operations.erasing import backup_days
from schools.views.taking import Taking
from schools.vocabulary import Permission


@require_safe
def disposals(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what waits for two people to agree, and what was erased."""
    at = timezone.now()
    standing = get_school(request, slug, Permission.DISPOSE)
    look_at(standing, "list", "disposals", at)
    shown = {"waiting": listed(standing), "receipts": receipts_for(standing), "user": standing.user}
    shown |= {"names": waiting_in(standing)[:MOST]}
    return render(request, "incidents/disposals.html", shown)


@require_http_methods(["GET", "POST"])
def disposal(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Agree to one erasure, or keep what would go. The second person's word does it."""
    at = timezone.now()
    standing, waiting = get_waiting(request, slug, key)
    look_at(standing, "disposal", f"disposal:{key}", at)
    if asked := confirm_first(request):
        return asked
    form, status = DecideForm(request.POST if request.method == "POST" else None), 200
    if form.is_bound and form.is_valid():
        taking, status = _decide(request, standing, form, {"disposal": waiting.disposal, "by": standing.user, "at": at})
        if status == 200:
            return taking.answer()
    shown = {"waiting": waiting, "form": form, "link": person_of(waiting), "backup_days": backup_days()}
    barred = operations.HAS_A_PART if is_conflicted(standing.user, facts_of(waiting.incident, at)) else ""
    return render(request, "incidents/disposal.html", {**shown, "barred": barred}, status=status)


def _decide(request: HttpRequest, standing: Standing, form: DecideForm, who: dict[str, Any]) -> tuple[Taking, int]:
    """Do what was decided once: 200, and on to the receipt where something was erased; 409 where it was refused."""
    given, done = form.cleaned_data, []

    def do() -> None:
        if given["do"] == AGREE:
            stone = operations.agree(**who)
            done.append(stone)
            taking.said = ERASED if stone else "You agreed. A second person has to agree too."
        else:
            operations.keep_instead(reason=given["reason"], **who)

    taking = Taking(request, standing, who["at"], lambda: _where_next(standing.school.slug, *done), "It is kept.")
    return taking, attempt(form, lambda: taking.take(do))


ERASED = "It is erased. This receipt stays."


def _where_next(slug: str, stone: Event | None = None) -> str:
    """On to the receipt where it is done, else back to the list."""
    return reverse("receipt", args=[slug, receipt_key(stone.hash)]) if stone else reverse("disposals", args=[slug])


@require_safe
def receipt(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Show the receipt of an erasure: what kinds, how many, on which ground, who and when."""
    standing, found = get_receipt(request, slug, key)
    shown = {"receipt": found, "decides": standing.may(Permission.DISPOSE)}
    return render(request, "incidents/receipt.html", shown)


@require_safe
def receipt_pdf(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """The same as a PDF, to be filed."""
    standing, found = get_receipt(request, slug, key)
    school, at = standing.school, timezone.now()
    note_download(standing, f"receipt:{key}", rows=len(found.kinds), at=at)
    headers = attachment_headers(f"{school.name}, erasure {str(key)[:8]}.pdf", "application/pdf")
    return HttpResponse(print_receipt(school, found, mark_of(standing, at)).content, headers=headers)
