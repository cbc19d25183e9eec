"""The page that answers "Is the record sound?", and the button that checks it now, a piece at a time."""

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from schools.access import Standing
from schools.door import get_school
from schools.models import School
from schools.operations.checking import keep_check
from schools.record import Head
from schools.record_checks import earlier, events_now, state_of, who_is_told
from schools.verification import check_piece
from schools.views.taking import Taking
from schools.vocabulary import Permission

CHECKED = "The record was checked from its first event to its last."
SO_FAR, AN_HOUR = "record-check", 3600
"""How far a check came is kept in the address, signed: nobody can begin one past what they want left out."""


@require_http_methods(["GET", "POST"])
def school_record(request: HttpRequest, slug: str) -> HttpResponse:
    """Say whether the record is sound, or check the next piece of it. For the head and the chair."""
    standing = get_school(request, slug, Permission.CHECK_RECORD)
    if request.method == "POST":
        return _check(request, standing)
    at, school = timezone.now(), standing.school
    facts = {"state": state_of(school, at), "told": who_is_told(school, timezone.localdate(at))}
    return render(request, "schools/record.html", facts | {"earlier": earlier(school)} | _under_way(request, school))


def _under_way(request: HttpRequest, school: School) -> dict[str, Any]:
    so_far = request.GET.get("so-far", "")
    head = _so_far(school, so_far)
    if head is None:
        return {}
    of = max(events_now(school), head.number, 1)
    return {"so_far": so_far, "done": True, "percent": 10 * (10 * head.number // of)}


def _check(request: HttpRequest, standing: Standing) -> HttpResponse:
    school = standing.school
    verdict = check_piece(school, _so_far(school, request.POST.get("so-far", "")))
    page = reverse("school_record", args=[school.slug])
    if not verdict.ended:
        return redirect(f"{page}?so-far={_signed(school, verdict.head)}")
    given = {"school": school, "verdict": verdict, "by": standing.user, "at": timezone.now()}
    taking = Taking(request, standing, given["at"], lambda: page, CHECKED if verdict.sound else "")
    taking.take(lambda: keep_check(**given))
    return taking.answer()


def _signed(school: School, head: Head) -> str:
    return signing.dumps([school.pk, head.number, head.hash.hex()], salt=SO_FAR)


def _so_far(school: School, text: str) -> Head | None:
    """How far this check came. None where it begins: also for what we did not sign, or long ago, or for elsewhere."""
    try:
        pk, number, hash = signing.loads(text, salt=SO_FAR, max_age=AN_HOUR)
    except signing.BadSignature:
        return None
    return Head(number, bytes.fromhex(hash)) if pk == school.pk else None
