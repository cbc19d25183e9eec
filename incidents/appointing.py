"""The door for appointing a governor to own an incident. The administrator learns only that one is needed."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from incidents.access import not_excluded
from incidents.models import Incident
from schools.access import Standing
from schools.door import get_school
from schools.models import School
from schools.vocabulary import Permission, Role


def without_owner(school: School) -> QuerySet[Incident]:
    """The incidents of a school whose head and chair both have a conflict, and which nobody owns yet."""
    standing = Incident.objects.of(school).filter(disposed_at__isnull=True)
    return standing.filter(owner_role=Role.GOVERNOR, owner__isnull=True)


def get_without_owner(request: HttpRequest, slug: str, key: UUID) -> tuple[Standing, Incident]:
    """An incident that needs an owner, for whoever keeps the people of the school. Raises Http404 otherwise.

    It is not theirs to see: a page may show that an owner is needed, and nothing of the incident.
    """
    standing = get_school(request, slug, Permission.KEEP_PEOPLE)
    needed = without_owner(standing.school).filter(not_excluded(standing.user))
    found = needed.select_related("school").filter(key=key).first()
    if found is None:
        raise Http404
    return standing, found
