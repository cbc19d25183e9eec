"""The list of a school's incidents."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.access import incidents_for, look_at
from incidents.forms.lists import ListForm
from incidents.lists import counted, narrowed, page_of, turning_at
from incidents.rows import rows_of
from incidents.summary import terms_begun
from schools.calendar import Calendar
from schools.door import get_school
from schools.vocabulary import Permission


@require_safe
def incident_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the incidents that this person sees whole: the open ones, unless something else is asked for."""
    at = timezone.now()
    standing = get_school(request, slug, Permission.WORK_ON_INCIDENTS, Permission.BE_HANDED_INCIDENTS)
    look_at(standing, "list", "incidents", at)
    terms = terms_begun(standing.school, timezone.localdate(at))
    form = ListForm(request.GET, terms=terms)
    wanted, theirs = form.wanted, incidents_for(standing)
    found = narrowed(theirs, wanted, at, Calendar(terms))
    turns = {way: turning_at(theirs, request.GET.get(way, "")) for way in ("after", "before")}
    page = page_of(found, wanted.sort, **turns)
    shown = {
        "form": form,
        "wanted": wanted,
        "sees_all": standing.may(Permission.WORK_ON_INCIDENTS),
        "may_report": standing.may(Permission.REPORT),
        "count": counted(found),
        "rows": rows_of(page.rows, standing, at),
        "before_url": _turn(request, "before", page.before),
        "after_url": _turn(request, "after", page.after),
    }
    return render(request, "incidents/list.html", shown)


def _turn(request: HttpRequest, way: str, reference: str) -> str:
    """The same list, before or after an incident."""
    query = request.GET.copy()
    for each in ("after", "before"):
        query.pop(each, None)
    query[way] = reference
    return f"?{query.urlencode()}" if reference else ""
