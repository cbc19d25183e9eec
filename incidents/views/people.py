"""Pages about the people of an incident: adding, changing, undoing a wrong link, telling namesakes apart."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from incidents.access import look_at
from incidents.forms.base import Versioned
from incidents.forms.people import AddPersonForm, PartForm, UnlinkForm
from incidents.models import Involvement
from incidents.operations import people as operations
from incidents.operations.people import Named
from incidents.views.acting import Given, Visit, act, come_in, where_next
from schools.access import people_of
from schools.models import User
from schools.vocabulary import Role


def _staff(visit: Visit) -> list[tuple[User, frozenset[Role]]]:
    return people_of(visit.school, timezone.localdate(visit.at))


def _linked(visit: Visit, key: UUID) -> Involvement:
    """The person of the address; the look is on record (S16.07). Raises Http404 for one not linked, or no longer."""
    for each in visit.facts.involvements:
        if each.key == key:
            look_at(visit.standing, "person", f"involvement:{each.key}", visit.at)
            return each
    raise Http404


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Link somebody to the incident."""
    visit = come_in(request, slug, reference)

    def do(given: Given) -> object:
        version = given.pop("version")
        return operations.link_person(
            incident=visit.incident, named=Named(**given), by=visit.user, at=visit.at, version=version
        )

    people = [each for each in visit.facts.involvements if not visit.reading.hides(each)]
    form = AddPersonForm(visit.posted, version=visit.incident.version, people=people, staff=_staff(visit))
    return act(
        visit, form, do, page="add_person", said="This person is linked to the incident.", to=lambda: where_next(visit)
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, slug: str, reference: str, key: UUID) -> HttpResponse:
    """Change what is known of somebody."""
    visit = come_in(request, slug, reference)
    link = _linked(visit, key)

    def do(given: Given) -> object:
        version = given.pop("version")
        named = Named(name=link.called, **given)
        return operations.link_person(
            incident=visit.incident, named=named, link=link, by=visit.user, at=visit.at, version=version
        )

    now = {"part": link.part, "identity": link.identity, "relation": link.shown_relation, "child": link.is_child}
    user = str(link.user.key) if link.user and not visit.reading.hides(link) else ""
    form = PartForm(visit.posted, version=visit.incident.version, staff=_staff(visit), initial={**now, "user": user})
    said = "What is known of this person is changed."
    return act(visit, form, do, page="change_person", said=said, to=lambda: where_next(visit), link=link)


@require_http_methods(["GET", "POST"])
def unlink(request: HttpRequest, slug: str, reference: str, key: UUID) -> HttpResponse:
    """Take somebody wrongly linked off the incident, with a reason."""
    visit = come_in(request, slug, reference)
    link = _linked(visit, key)
    return act(
        visit,
        UnlinkForm(visit.posted, version=visit.incident.version),
        lambda given: operations.unlink_person(incident=visit.incident, link=link, by=visit.user, at=visit.at, **given),
        page="unlink_person",
        said="This person is no longer linked, and their name is gone from the incident.",
        link=link,
    )


@require_http_methods(["GET", "POST"])
def separate(request: HttpRequest, slug: str, reference: str, key: UUID) -> HttpResponse:
    """Record that this is not the person of the same name in other incidents."""
    visit = come_in(request, slug, reference)
    link = _linked(visit, key)
    return act(
        visit,
        Versioned(visit.posted, version=visit.incident.version),
        lambda given: operations.separate_person(
            incident=visit.incident, link=link, by=visit.user, at=visit.at, **given
        ),
        page="separate_person",
        said="This person is told apart from the one of the same name.",
        link=link,
    )
