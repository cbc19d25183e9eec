"""Schools, people, offices and the sealed record."""

from schools.models.anchor import Anchor
from schools.models.erasure import DoomedFile, ErasurePermit
from schools.models.event import Event, EventPayload, Look, RecordHead
from schools.models.factor import AcceptedStep, FactorReset, RecoveryCode
from schools.models.invitation import Invitation
from schools.models.outbox import Outgoing
from schools.models.record_check import RecordCheck
from schools.models.safekeeping import Safekeeping
from schools.models.school import ClosureDay, School, Term, Trust
from schools.models.sent import SentForm
from schools.models.sign_in import SignIn
from schools.models.taken_out import TakenOut
from schools.models.user import LastSignIn, Membership, User

__all__ = [
    "AcceptedStep",
    "Anchor",
    "ClosureDay",
    "DoomedFile",
    "ErasurePermit",
    "Event",
    "EventPayload",
    "Invitation",
    "LastSignIn",
    "FactorReset",
    "Look",
    "Membership",
    "Outgoing",
    "RecordCheck",
    "RecordHead",
    "RecoveryCode",
    "Safekeeping",
    "School",
    "SentForm",
    "SignIn",
    "TakenOut",
    "Term",
    "Trust",
    "User",
]
