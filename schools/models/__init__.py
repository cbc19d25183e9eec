"""Schools, people, offices and the sealed record."""

from schools.models.event import Event, EventPayload, Look, RecordHead
from schools.models.school import ClosureDay, School, Term, Trust
from schools.models.user import Membership, User

__all__ = [
    "ClosureDay",
    "Event",
    "EventPayload",
    "Look",
    "Membership",
    "RecordHead",
    "School",
    "Term",
    "Trust",
    "User",
]
