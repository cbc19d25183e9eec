"""Pages that add to an incident: a further post, categories, a note, a link, and the details left out at first."""

from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from incidents.forms.adding import CategoriesForm, DetailsForm, FurtherPostForm, LinkForm, NoteForm
from incidents.linking import find_linkable
from incidents.offered import offered_beside
from incidents.operations import details as operations
from incidents.views.acting import Given, act, come_in


@require_http_methods(["GET", "POST"])
def further_post(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Add a further post."""
    visit = come_in(request, slug, reference)
    people = visit.facts.involvements
    return act(
        visit,
        FurtherPostForm(visit.posted, version=visit.incident.version, people=people, at=visit.at),
        lambda given: operations.add_further_post(incident=visit.incident, by=visit.user, at=visit.at, **given),
        page="further_post",
        said="The further post is in the story.",
    )


@require_http_methods(["GET", "POST"])
def categories(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Change the categories, with a reason."""
    visit = come_in(request, slug, reference)
    form = CategoriesForm(
        visit.posted,
        version=visit.incident.version,
        categories=offered_beside(visit.incident.adoption.version_id, visit.facts.categories),
        initial={"categories": [str(each.pk) for each in visit.facts.categories]},
    )
    return act(
        visit,
        form,
        lambda given: operations.categorise(incident=visit.incident, by=visit.user, at=visit.at, **given),
        page="categories",
        said="The categories are changed.",
    )


@require_http_methods(["GET", "POST"])
def note(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Write a note. Somebody with a conflict of interest may."""
    visit = come_in(request, slug, reference)
    return act(
        visit,
        NoteForm(visit.posted),
        lambda given: operations.add_note(incident=visit.incident, by=visit.user, at=visit.at, **given),
        page="note",
        said="Your note is in the story.",
        barred=(),
    )


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Link another incident to this one."""
    visit = come_in(request, slug, reference)

    def do(given: Given) -> object:
        other = given.pop("reference")
        return operations.link_incidents(incident=visit.incident, to=other, by=visit.user, at=visit.at, **given)

    form = LinkForm(
        visit.posted, version=visit.incident.version, find=lambda typed: find_linkable(typed, visit.standing)
    )
    return act(visit, form, do, page="link", said="The two incidents are linked.")


@require_http_methods(["GET", "POST"])
def details(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Add the details that were left out, or put them right."""
    visit = come_in(request, slug, reference)

    def do(given: Given) -> object:
        version = given.pop("version")
        return operations.enrich(incident=visit.incident, changes=given, by=visit.user, at=visit.at, version=version)

    now = model_to_dict(visit.incident, fields=operations.MAY_ENRICH)
    form = DetailsForm(visit.posted, version=visit.incident.version, initial=now)
    return act(visit, form, do, page="details", said="The details are changed.")
