"""The only writers of schools, people, offices and dates, one file a family. What they share is in `entry.py`."""

from schools.operations.invitations import (
    Office,
    accept,
    accept_as_new,
    confirm_invitation,
    give_office,
    invite,
    invite_again,
    withdraw_invitation,
)
from schools.operations.leaving import deactivate, pseudonymise, reactivate, see_off_leaver
from schools.operations.people import appoint, create_user, end_membership, send_reset
from schools.operations.schools import RESERVED, create_school, create_trust
from schools.operations.terms import add_closure, set_terms

__all__ = [
    "RESERVED",
    "Office",
    "accept",
    "accept_as_new",
    "add_closure",
    "appoint",
    "confirm_invitation",
    "create_school",
    "create_trust",
    "create_user",
    "deactivate",
    "end_membership",
    "give_office",
    "invite",
    "invite_again",
    "pseudonymise",
    "reactivate",
    "see_off_leaver",
    "send_reset",
    "set_terms",
    "withdraw_invitation",
]
