"""The page that says where proof of the school's record is kept, and the mailbox to which it is sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from schools.anchors.made import latest
from schools.confirming import confirm_first
from schools.door import get_school
from schools.forms.proof import MailboxForm
from schools.operation import Refused
from schools.operations.anchoring import MAY_NAME_MAILBOX, name_mailbox


@require_http_methods(["GET", "POST"])
def proof(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the last statement, and name the mailbox. Moving it asks first whether it is still you (S7.03, S16.20)."""
    standing = get_school(request, slug, *MAY_NAME_MAILBOX)
    if request.method == "POST" and (asked := confirm_first(request)):
        return asked
    school, at = standing.school, timezone.now()
    form = MailboxForm(request.POST if request.method == "POST" else None, initial={"address": school.anchor_mailbox})
    status = 200
    if form.is_valid():
        try:
            name_mailbox(school=school, address=form.cleaned_data["address"], by=standing.user, at=at)
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409
        else:
            messages.success(request, _said(form.cleaned_data["address"]))
            return redirect("proof", slug)
    return render(request, "schools/proof.html", {"form": form, "last": latest()}, status=status)


def _said(address: str) -> str:
    return "From the next night on, proof is sent to this mailbox." if address else "Proof is sent to no mailbox now."
