"""Who owns an incident: the head; if the head has a conflict of interest, the chair; if both do, the trust lead; and at
a school without one, a governor whom the administrator appoints (procedure, section 6). Writes nothing.
"""

from collections.abc import Collection
from datetime import date

from incidents.access import Sight, is_conflicted, office_sight
from incidents.facts import Facts
from incidents.models import Incident
from schools.access import Standing, holders, people_of
from schools.models import School, User
from schools.vocabulary import Permission, Role

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


def owners_of(facts: Facts, on: date) -> list[User]:
    """Whoever owns the incident now: the person it was handed to, or who holds the office, free of conflict."""
    incident = facts.incident
    if incident.owner or incident.owner_role == Role.GOVERNOR:
        people = [incident.owner] if incident.owner else []
    else:
        people = holders(incident.school, Role(incident.owner_role), on)
    return [user for user in people if may_be_handed(user, facts)]


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


def free_to_read(facts: Facts, on: date) -> list[tuple[User, frozenset[Role]]]:
    """Everybody who sees the incident whole by office and is free of conflict, by name: one question however many."""
    incident = facts.incident
    here = [(user, roles) for user, roles in people_of(incident.school, on) if user.is_active]
    return [
        (user, roles)
        for user, roles in here
        if office_sight(user, incident, roles) is Sight.ALL and not is_conflicted(user, facts)
    ]


def left_alone_by_keeping_out(facts: Facts, by: User, who: User, on: date) -> bool:
    """Whether a senior leader who owns the incident would be the last at the school to see it, with `who` kept out.

    The head, and the offices that follow in turn, own an incident by their office; a senior leader only because it
    was handed to them, and never to keep it from everybody else (S8.17).
    """
    incident = facts.incident
    if incident.owner_id != by.pk or incident.owner_role not in (Role.SLT, Role.DSL):
        return False
    others = {
        user.pk
        for user, roles in people_of(incident.school, on)
        if Standing(user, incident.school, roles).may(Permission.WORK_ON_INCIDENTS)
        and user.pk != by.pk
        and not is_conflicted(user, facts)
    }
    return others == {who.pk}
