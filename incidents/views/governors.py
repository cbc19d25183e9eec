"""The termly summaries: figures for governors, and never an incident. Their own way to the data, their own pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from incidents.given import published_of
from incidents.summary import terms_begun
from incidents.summary_page import RESULTS, figures_of
from schools.anchors.made import of_term
from schools.calendar import Calendar
from schools.door import get_school
from schools.vocabulary import Permission

COMPARED, LISTED = 4, 12
"""A term stands beside the three before it, so beside the same term last year too; the list goes back four years."""


@require_safe
def summaries(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every term's totals, the newest first."""
    today = timezone.localdate()
    standing = get_school(request, slug, Permission.SEE_SUMMARIES)
    terms = terms_begun(standing.school, today)
    listed = terms[:LISTED]
    shown = list(zip(listed, published_of(standing, listed, Calendar(terms)), strict=True))
    return render(request, "incidents/summaries.html", {"terms": shown, "results": RESULTS, "today": today})


@require_safe
def summary(request: HttpRequest, slug: str, term: str) -> HttpResponse:
    """Show one term's figures beside those of the three terms before it."""
    today = timezone.localdate()
    standing = get_school(request, slug, Permission.SEE_SUMMARIES)
    terms = terms_begun(standing.school, today)
    place = next((place for place, each in enumerate(terms) if slugify(each.name) == term), None)
    if place is None:
        raise Http404
    compared = terms[place : place + COMPARED]
    published = published_of(standing, compared, Calendar(terms))
    totals = list(zip(compared, published, strict=True))
    beside = [(each, figures) for each, figures in totals if figures.total.number]
    shown = {
        "term": compared[0],
        "total": published[0].total,
        "final": published[0].final,
        "totals": totals,
        "terms": [each for each, _ in beside],
        "tables": figures_of([figures for _, figures in beside]),
        "running": compared[0].ends >= today,
        "proof": of_term(compared[0].ends),
    }
    return render(request, "incidents/summary.html", shown)
