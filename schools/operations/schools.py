"""Making trusts and schools. For whoever runs the service: no page does it."""

from datetime import datetime

from schools.history import Actor
from schools.models import School, Trust
from schools.operation import Refused, operation
from schools.operations.entry import tell
from schools.vocabulary import Nation

RESERVED = frozenset({"accounts", "confirm", "health", "hidden", "hosts", "invitations", "sessions", "static"})
"""First parts of addresses that are not schools."""


@operation
def create_trust(*, slug: str, name: str, by: Actor) -> Trust:
    """Make a trust, or find it."""
    return Trust.objects.get_or_create(slug=slug, defaults={"name": name})[0]


@operation
def create_school(
    *,
    slug: str,
    name: str,
    by: Actor,
    at: datetime,
    trust: Trust | None = None,
    nation: Nation = Nation.ENGLAND,
    demonstration: bool = False,
) -> School:
    """Make a school. Its record begins with this event."""
    if slug in RESERVED or School.objects.filter(slug=slug).exists():
        raise Refused("There is a school with this address already. Choose another.")
    school = School.objects.create(slug=slug, name=name, trust=trust, nation=nation, demonstration=demonstration)
    tell(school, "school-made", by, at, name=name)
    return school
