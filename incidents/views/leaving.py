"""The page on which two people let the name of somebody who left go."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.access import look_at
from incidents.forms.retention import AGREE, NameForm
from incidents.leavers import get_leaving
from incidents.operations import letting_go as operations
from incidents.views.answering import attempt
from schools.confirming import confirm_first
from schools.models import Event
from schools.operations.erasing import backup_days


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
        agrees, who, done = form.cleaned_data["do"] == AGREE, {"leaving": waiting, "by": standing.user, "at": at}, []
        act = operations.agree_to_let_go if agrees else operations.keep_name_instead
        status = attempt(form, lambda: done.append(act(**who)))
        if status == 200:
            return _after(request, slug, agrees, done[0])
    shown = {"waiting": waiting, "form": form, "backup_days": backup_days()}
    return render(request, "incidents/leaving.html", shown, status=status)


def _after(request: HttpRequest, slug: str, agrees: bool, stone: Event | None) -> HttpResponse:
    """Go on to the receipt where it is done, else back to the list."""
    if stone is not None:
        messages.success(request, "The name is let go. This receipt stays.")
        return redirect("receipt", slug, stone.number)
    messages.success(request, "You agreed. A second person has to agree too." if agrees else "It is kept.")
    return redirect("disposals", slug)
