"""The door of the operator's own pages: nobody else learns that they are there. Always the same 404.

The operator runs the installation and holds no office for it; these pages belong to no school.
"""

from uuid import UUID

from django.http import Http404, HttpRequest

from policies.models import Host
from schools.models import User


def get_operator(request: HttpRequest) -> User:
    """The operator who asks. Raises Http404 for everybody else."""
    user = request.user
    if not (isinstance(user, User) and user.is_active and user.is_superuser):
        raise Http404
    return user


def get_host(request: HttpRequest, key: UUID) -> tuple[User, Host]:
    """The operator, and an entry, retired or not. Raises Http404."""
    user = get_operator(request)
    host = Host.objects.filter(key=key).first()
    if host is None:
        raise Http404
    return user, host
