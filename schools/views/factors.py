"""The page where a lost second factor of somebody at the school is reset (S6.15)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from schools.access import Standing
from schools.confirming import confirm_first
from schools.door import get_school
from schools.factor_mail import tell_of_reset
from schools.factor_page import FactorPage, factor_page_of
from schools.forms.factors import ResetForm
from schools.operation import Refused
from schools.operations.factors import approve_reset, start_reset, withdraw_reset


@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Ask for a reset, agree to one, or take it back."""
    standing = get_school(request, slug)
    page = factor_page_of(standing, key, timezone.now())
    if page is None:
        raise Http404
    if asked := confirm_first(request):
        return asked
    form = ResetForm(request.POST if request.POST.get("do") == "ask" else None)
    if request.method == "POST":
        try:
            said = _do(request, standing, page, form)
        except Refused as refused:
            found = {"page": page, "form": form, "refused": refused.sentences}
            return render(request, "schools/second_factor.html", found, status=409)
        if said:
            messages.success(request, said)
            return redirect("second_factor", slug, page.user.key)
    return render(request, "schools/second_factor.html", {"page": page, "form": form})


def _do(request: HttpRequest, standing: Standing, page: FactorPage, form: ResetForm) -> str:
    """Do what was asked, and say it; nothing where the form is not filled in. Raises Refused."""
    do, by, at = request.POST.get("do"), standing.user, timezone.now()
    if do == "ask" and form.is_valid():
        reset = start_reset(user=page.user, school=standing.school, by=by, at=at, **form.cleaned_data)
        tell_of_reset(request, reset)
        return "Reset." if reset.done_at else "Asked. Somebody else has to agree before anything changes."
    if do in ("agree", "withdraw") and page.waiting is None:
        raise Refused("No reset waits here any more.")
    if do == "agree":
        approve_reset(reset=page.waiting, by=by, at=at)
        page.waiting.refresh_from_db()
        tell_of_reset(request, page.waiting)
        return "Reset."
    if do == "withdraw":
        withdraw_reset(reset=page.waiting, by=by, at=at)
        return "Taken back. Nothing has changed."
    return ""
