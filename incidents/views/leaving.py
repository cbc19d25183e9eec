"""The page on which two people let the name of somebody who left go."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.access import look_at
from incidents.forms.retention import AGREE, NameForm
from incidents.leavers import get_leaving
from incidents.operations import letting_go as operations
from incidents.views.answering import attempt
from schools.access import Standing
from schools.confirming import confirm_first
from schools.erasure import receipt_key
from schools.operations.erasing import backup_days
from schools.views.taking import Taking

GONE = "The name is let go. This receipt stays."


@require_http_methods(["GET", "POST"])
def leaving(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Agree that a name goes, or keep it. The second person's word does it."""
    at = timezone.now()
    standing, waiting = get_leaving(request, slug, key)
    look_at(standing, "leaving", f"leaving:{key}", at)
    if asked := confirm_first(request):
        return asked
    form, status = NameForm(request.POST if request.method == "POST" else None), 200
    if form.is_bound and form.is_valid():
        taking, status = _decide(request, standing, form, {"leaving": waiting, "by": standing.user, "at": at})
        if status == 200:
            return taking.answer()
    shown = {"waiting": waiting, "form": form, "backup_days": backup_days()}
    return render(request, "incidents/leaving.html", shown, status=status)


def _decide(request: HttpRequest, standing: Standing, form: NameForm, who: dict[str, Any]) -> tuple[Taking, int]:
    """Do what was decided once: 200, and on to the receipt where the name went; 409 where it was refused."""
    agrees, done, slug = form.cleaned_data["do"] == AGREE, [], standing.school.slug

    def do() -> None:
        stone = (operations.agree_to_let_go if agrees else operations.keep_name_instead)(**who)
        if stone is not None:
            done.append(stone)
            taking.said = GONE

    def to() -> str:
        return reverse("receipt", args=[slug, receipt_key(done[0].hash)]) if done else reverse("disposals", args=[slug])

    said = "You agreed. A second person has to agree too." if agrees else "It is kept."
    taking = Taking(request, standing, who["at"], to, said)
    return taking, attempt(form, lambda: taking.take(do))
