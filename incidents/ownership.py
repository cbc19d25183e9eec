"""Who owns an incident: the head; if the head has a conflict of interest, the chair; if both do, the trust lead; and at
a school without one, a governor whom the administrator appoints (procedure, section 6). Writes nothing.
"""

from collections.abc import Collection
from datetime import date

from incidents.access import is_conflicted
from incidents.facts import Facts
from incidents.models import Incident
from schools.access import holders, people_of
from schools.models import School, User
from schools.vocabulary import Role

IN_TURN = (Role.HEAD, Role.CHAIR, Role.TRUST_LEAD)


def office_in_turn(school: School, conflicted: Collection[int], on: date) -> Role:
    """The first office in turn with somebody free of conflict; GOVERNOR when one has to be appointed.

    A school whose headship is vacant keeps its incidents with that office: nobody there is conflicted.
    """
    if not conflicted:
        return Role.HEAD
    here = people_of(school, on)
    for role in IN_TURN:
        people = [user for user, roles in here if role in roles]
        if any(user.pk not in conflicted for user in people) or (role == Role.HEAD and not people):
            return role
    return Role.GOVERNOR


def owner_is_conflicted(facts: Facts, on: date) -> bool:
    """Whether nobody who owns the incident now is free of conflict."""
    incident = facts.incident
    if incident.owner:
        return is_conflicted(incident.owner, facts)
    if incident.owner_role == Role.GOVERNOR:
        return False
    people = holders(incident.school, Role(incident.owner_role), on)
    return bool(people) and all(is_conflicted(user, facts) for user in people)


def conflicted_users(facts: Facts) -> set[int]:
    """Everybody who can sign in and may not decide, by number."""
    users = [each.user for each in [*facts.involvements, *facts.exclusions] if each.user]
    return {user.pk for user in users if is_conflicted(user, facts)}


def owner_in_words(incident: Incident) -> str:
    """The owner as a person reads it: a name, or an office."""
    if incident.owner:
        return incident.owner.name
    if incident.owner_role == Role.GOVERNOR:
        return "a governor still to be appointed"
    return f"the {Role(incident.owner_role).label.lower()}"


def may_be_handed(user: User, facts: Facts) -> bool:
    """Whether somebody may own this incident: free of conflict and not kept from seeing it."""
    return user.is_active and not is_conflicted(user, facts)
