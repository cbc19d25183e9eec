"""The invitations of the route walk: one that is open, and one that waits for a second person."""

from django.utils import timezone

from schools.models import Invitation, School, User
from schools.operations import Office, invite
from schools.vocabulary import Role

ROUTES = (("invitation", Role.STAFF), ("invitation_confirm", Role.HEAD))


def make_invitations(school: School, admin: User | None) -> dict[str, Invitation]:
    """By the page at which each is met: somebody invited to the staff, and somebody who is to be head."""
    now, found = timezone.now(), {}
    for route, role in ROUTES:
        office = Office(role, timezone.localdate(now))
        email = f"{role}@new.example".lower()
        found[route] = invite(school=school, email=email, name="Nell New", office=office, by=admin, at=now)
    return found
