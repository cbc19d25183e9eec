"""Linking everybody whom a report names, at once: the same few statements for one person and for twenty.

Whoever can sign in and has a part that keeps them out is excluded in the same moment (procedure, section 6). Linking
somebody to an incident that exists already is in `people.py`.
"""

from collections.abc import Sequence
from datetime import datetime

from incidents.models import Exclusion, Incident, Involvement, Person
from incidents.operations.people import Named, known_people
from incidents.text import fold
from incidents.vocabulary import EXCLUDING
from schools.history import create_all
from schools.models import School, User
from schools.operation import Refused


def link_named(incident: Incident, people: Sequence[Named], *, by: User, at: datetime) -> list[Involvement]:
    """Link the people of a new incident. Called inside the operation that reports it. Raises Refused."""
    known = _everybody(incident.school, people)
    links = [_link(incident, named, known[fold(named.name)], by, at) for named in people]
    create_all(links)
    kept_out = {link.user_id: link for link in reversed(links) if link.user_id and link.part in EXCLUDING}
    create_all(
        [
            Exclusion(incident=incident, user_id=user, involvement=link, since=at, by=by)
            for user, link in kept_out.items()
        ]
    )
    return links


def _everybody(school: School, people: Sequence[Named]) -> dict[str, Person]:
    """Each person by folded name; those whom the school did not know by that name are made."""
    names = {fold(named.name): named.name for named in people}
    if len(names) < len(people):
        raise Refused("The same person is named twice. Name each person once, with their main part.")
    known = known_people(school, names.values()) if names else {}
    new = [Person(school=school, name=name, folded=folded) for folded, name in names.items() if folded not in known]
    create_all(new)
    return known | {person.folded: person for person in new}


def _link(incident: Incident, named: Named, person: Person, by: User, at: datetime) -> Involvement:
    return Involvement(
        incident=incident,
        person=person,
        name=named.name,
        part=named.part,
        identity=named.identity,
        relation=named.relation,
        is_child=named.child,
        user=named.user,
        linked_at=at,
        linked_by=by,
    )
