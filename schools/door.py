"""The door of a school: who may come to its pages, and with which offices. For others Http404, always the same."""

from datetime import date

from django.http import Http404, HttpRequest
from django.utils import timezone

from schools.access import Standing, schools_of, standing_at
from schools.models import School, User
from schools.vocabulary import Permission


def get_school(request: HttpRequest, slug: str, *permissions: Permission) -> Standing:
    """The school of the address and the person's standing there, with any one of these permissions."""
    today = timezone.localdate()
    user = request.user
    assert isinstance(user, User)
    standing = standing_at(user, _school_in_reach(user, slug, today), today)
    if not standing.roles or (permissions and not any(standing.may(each) for each in permissions)):
        raise Http404
    request.standing = standing  # type: ignore[attr-defined]
    return standing


def _school_in_reach(user: User, slug: str, on: date) -> School:
    for school in schools_of(user, on):
        if school.slug == slug:
            return school
    raise Http404
