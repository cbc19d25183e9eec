"""Reporting a post: starting, the question about intimate images, the one page of the report, and throwing it away.

Files are in `report_files.py`. Whatever button is pressed, what was typed is kept on the draft first.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.access import Sight, drafts_of, get_draft, get_reported, sight_of
from incidents.forms.report import HOSTS, ImageQuestion
from incidents.forms.report_whole import Choices, WholeReport
from incidents.models import Incident, ReportDraft
from incidents.offered import offered_in
from incidents.operations import drafts
from incidents.operations.reporting import NoSuchCategory, report_draft
from incidents.views import report_files
from policies.in_force import adoption_in_force
from schools.access import Standing, people_of
from schools.door import get_school
from schools.models import User
from schools.operation import NotFound, Refused
from schools.vocabulary import Permission

PLACES = {"add_person": "#more-people", "drop_person": "#more-people", "add_files": "#files", "remove": "#files"}
View = Callable[[HttpRequest, str, UUID], HttpResponse]
add_file, remove_file = report_files.add_file, report_files.remove_file


def leads_to_its_incident(view: View) -> View:
    """Once a report was sent, its page leads its author to the incident: a second click, a reload, Back (R.06)."""

    @wraps(view)
    def run(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
        try:
            return view(request, slug, key)
        except (Http404, NotFound):
            if report_files.by_script(request):
                raise Http404 from None
            standing, incident = get_reported(request, slug, key)
            return redirect(_place_of(incident, standing))

    return run


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """What reporting means, in three lines; one's own reports in progress; a button."""
    standing = get_school(request, slug, Permission.REPORT)
    if request.method == "POST":
        draft = drafts.start_draft(school=standing.school, by=standing.user, at=timezone.now())
        return redirect("report_image", slug, draft.key)
    going = [(draft, draft.saved_at + drafts.KEPT_FOR) for draft in drafts_of(standing)]
    return render(request, "incidents/report_start.html", {"drafts": going})


@require_http_methods(["GET", "POST"])
@leads_to_its_incident
def image_question(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """The question that is answered before a file field is ever shown (S5.20)."""
    standing, draft = get_draft(request, slug, key)
    known = {None: {}, False: {"shows": "no"}, True: {"shows": "yes"}}[draft.intimate_image]
    given = request.POST if request.method == "POST" else None
    form = ImageQuestion(given, initial=known, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        drafts.answer_image_question(draft=draft, intimate=form.intimate, by=standing.user, at=timezone.now())
        return redirect("report_form", slug, key)
    return render(request, "incidents/report_image.html", {"form": form, "draft": draft})


@require_http_methods(["GET", "POST"])
@leads_to_its_incident
def form(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """The one page of a report. Every POST keeps what was typed, then does what its button says."""
    standing, draft = get_draft(request, slug, key)
    if draft.intimate_image is None:
        return redirect("report_image", slug, key)
    at = timezone.now()
    choices = Choices(_categories(standing, at), people_of(standing.school, timezone.localdate(at)))
    if request.method == "GET":
        return _page(request, draft, WholeReport(draft, choices))
    whole = WholeReport(draft, choices, request.POST)
    drafts.save_draft(draft=draft, answers=_answers(whole, request), by=standing.user, at=at)
    if report_files.by_script(request):
        return JsonResponse({"saved": f"{timezone.localtime(at):%H:%M}"})
    if status := report_files.take_all(request, draft, whole):
        return _page(request, draft, whole, status)
    if "report" in request.POST:
        return _report(request, standing, draft, whole, at)
    return _elsewhere(request, slug, draft, standing.user)


@require_http_methods(["GET", "POST"])
def throw_away(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Asks once, then throws the report away with its files."""
    standing, draft = get_draft(request, slug, key)
    if request.method == "POST":
        drafts.throw_away(draft=draft, by=standing.user)
        messages.success(request, "The report was thrown away. Nothing of it is left.")
        return redirect("report_start", slug)
    return render(request, "incidents/report_throw_away.html", {"draft": draft})


def _categories(standing: Standing, at: datetime) -> list[Any]:
    adoption = adoption_in_force(standing.school, timezone.localdate(at))
    return offered_in(adoption.version_id) if adoption else []


def _answers(whole: WholeReport, request: HttpRequest) -> dict[str, Any]:
    """What was typed, with one row of people more or less where that was asked for."""
    answers = whole.answers()
    if "add_person" in request.POST:
        answers["people"].append({})
    dropped = request.POST.get("drop_person", "")
    if dropped.isdecimal() and 2 <= int(dropped) < len(answers["people"]):
        del answers["people"][int(dropped)]
    return answers


def _report(
    request: HttpRequest, standing: Standing, draft: ReportDraft, whole: WholeReport, at: datetime
) -> HttpResponse:
    if not whole.is_valid():
        return _page(request, draft, whole)
    try:
        incident = report_draft(draft=draft, reported=whole.reported(), source=whole.source, by=standing.user, at=at)
    except NoSuchCategory as missing:
        whole.add_error("categories", str(missing))
        return _page(request, draft, whole)
    except NotFound:
        raise
    except Refused as refused:
        whole.add_error(None, list(refused.sentences))
        return _page(request, draft, whole, 409)
    messages.success(request, f"Thank you. The report is {incident.reference} now, and is being looked after.")
    return redirect(_place_of(incident, standing))


def _place_of(incident: Incident, standing: Standing) -> str:
    """Where its author may follow it: the whole, its progress, or nowhere when they have a part in it."""
    sight = sight_of(standing.user, incident, timezone.localdate())
    route = {Sight.ALL: "incident", Sight.PROGRESS: "progress"}.get(sight)
    slug = standing.school.slug
    return reverse(route, args=[slug, incident.reference]) if route else reverse("home", args=[slug])


def _elsewhere(request: HttpRequest, slug: str, draft: ReportDraft, user: User) -> HttpResponse:
    """What the other buttons do. Without one (Enter in a field) the page comes back, saved."""
    if "throw_away" in request.POST:
        return redirect("report_throw_away", slug, draft.key)
    if "save" in request.POST:
        messages.success(request, "Saved. Only you can see it. Carry on whenever you like.")
        return redirect("report_start", slug)
    if "remove" in request.POST:
        report_files.remove(draft, request.POST["remove"], user)
    back = reverse("report_form", args=[slug, draft.key])
    place = next((to for button, to in PLACES.items() if button in request.POST), "")
    if not place:
        messages.success(request, "Saved. Only you can see it.")
    return redirect(back + place)


def _page(request: HttpRequest, draft: ReportDraft, whole: WholeReport, status: int = 200) -> HttpResponse:
    kept = report_files.listed(draft)
    until = draft.saved_at + drafts.KEPT_FOR
    context = {"form": whole, "facts": whole.facts, "draft": draft, "kept": kept, "until": until, "hosts": HOSTS}
    return render(request, "incidents/report_form.html", context, status=status)
