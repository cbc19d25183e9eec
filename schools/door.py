"""The door of a school: who may come to its pages, and with which offices. For others Http404, always the same."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest
from django.utils import timezone

from schools.access import Standing, schools_of, standing_at
from schools.models import School, User
from schools.reach import come_within
from schools.vocabulary import Permission
from schools.working_for import remember


def get_school(request: HttpRequest, slug: str, *permissions: Permission) -> Standing:
    """The school of the address and the person's standing there, with any one of these permissions."""
    today = timezone.localdate()
    user = request.user
    assert isinstance(user, User)
    schools = schools_of(user, today)
    standing = standing_at(user, _school_in_reach(schools, slug), today)
    if not standing.roles or (permissions and not any(standing.may(each) for each in permissions)):
        raise Http404
    request.standing = standing  # type: ignore[attr-defined]
    request.schools = schools  # type: ignore[attr-defined]
    remember(request, standing.school, schools)
    come_within(standing.school)
    return standing


def _school_in_reach(schools: Sequence[School], slug: str) -> School:
    for school in schools:
        if school.slug == slug:
            return school
    raise Http404
