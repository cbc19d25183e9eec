"""Linking people to an incident, changing what is known of them, unlinking, and telling namesakes apart.

Whoever can sign in and has a part that keeps them out is excluded in the same moment, and an owner in conflict is
replaced (procedure, section 6).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from incidents.facts import facts_of
from incidents.models import Exclusion, Incident, Involvement, Letter, Person
from incidents.need_to_know import Reading, reading_of
from incidents.operations.break_glass import end_readings_of
from incidents.operations.entry import Entry, enter_to_act, refresh_search, save_changed, tell
from incidents.ownership import (
    conflicted_users,
    left_alone_by_keeping_out,
    office_in_turn,
    owner_in_words,
    owner_is_conflicted,
)
from incidents.text import fold
from incidents.timeline import EventKind
from incidents.vocabulary import EXCLUDING, Identity, LetterState, Part
from schools.models import School, User
from schools.operation import Refused, operation

NOT_ALONE = (
    "You would be the last at the school to see this incident. "
    "Hand it over first to somebody who owns it by their office, such as the chair of governors."
)


@dataclass(frozen=True)
class Named:
    """A person as somebody names them: their part, how sure that is, whether they can sign in here or are a child."""

    name: str
    part: Part
    identity: Identity = Identity.UNKNOWN
    relation: str = ""
    user: User | None = None
    child: bool = False


def known_people(school: School, names: Iterable[str]) -> dict[str, Person]:
    """People of these names already known to the school: one question for all. The first of namesakes.

    Never one told apart later: that may have been done in an incident from which somebody is kept, who would then
    miss an earlier breach among those they see (S8.15).
    """
    folded = {fold(name) for name in names}
    found = Person.objects.of(school).filter(folded__in=folded).order_by("-pk")
    return {person.folded: person for person in found}


def add_person(incident: Incident, named: Named, known: Mapping[str, Person], *, by: User, at: datetime) -> Involvement:
    """Link a person, and exclude them at once where their part asks for it. Called inside an operation."""
    person = known.get(fold(named.name)) or Person.objects.create(
        school=incident.school, name=named.name, folded=fold(named.name)
    )
    link = Involvement.objects.create(
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
    exclude_by_part(link, by=by, at=at)
    return link


def exclude_by_part(link: Involvement, *, by: User, at: datetime) -> None:
    """Keep somebody out whose part asks for it, unless they already are, or were readmitted."""
    if link.user is None or link.part not in EXCLUDING:
        return
    if not Exclusion.objects.of(link.incident).filter(user=link.user, ended_how__in=("", "READMITTED")).exists():
        Exclusion.objects.create(incident=link.incident, user=link.user, involvement=link, since=at, by=by)


def refuse_to_leave_alone(entry: Entry, who: User | None, *, by: User, at: datetime) -> None:
    """Refuse a senior leader who would keep an incident from everybody else (S8.17). Before anything is written."""
    if who and left_alone_by_keeping_out(entry.facts, by, who, timezone.localdate(at)):
        raise Refused(NOT_ALONE)


def settle_conflicts(incident: Incident, *, by: User, at: datetime) -> None:
    """In the moment in which a conflict is recorded, pass the incident on and end what they were let in to read."""
    facts, on = facts_of(incident, at), timezone.localdate(at)
    conflicted = conflicted_users(facts)
    end_readings_of(incident, conflicted, by=by, at=at)
    if not owner_is_conflicted(facts, on):
        return
    incident.owner, incident.owner_role = None, office_in_turn(incident.school, conflicted, on)
    tell(incident, EventKind.OWNER_MOVED, by=by, at=at, owner=owner_in_words(incident))


@operation
def link_person(
    *,
    incident: Incident,
    named: Named,
    link: Involvement | None = None,
    by: User,
    at: datetime,
    version: int | None = None,
) -> Involvement:
    """Link a person to an incident, or change what is known of `link`, or of whoever of that name is linked already.

    Of somebody whose name is kept from whoever asks, a namesake is linked: nothing tells that the name was there.
    """
    entry = enter_to_act(incident, by=by, at=at, version=version)
    reading = reading_of(entry.facts, entry.viewer)
    link = link or find_link(entry, named.name, reading)
    if named.part in EXCLUDING:
        refuse_to_leave_alone(entry, named.user or (link.user if link else None), by=by, at=at)
    kind = EventKind.PERSON_CHANGED if link else EventKind.PERSON_LINKED
    if link is None:
        link = add_person(entry.incident, named, _known_elsewhere(entry, named.name), by=by, at=at)
    else:
        _change(entry, link, named, by=by, at=at)
    details = {"part": Part(link.part).label.lower(), "identity": Identity(link.identity).label.lower()}
    tell(entry.incident, kind, by=by, at=at, to=str(link.key), **details)
    _settle(entry.incident, by=by, at=at)
    return link


def _known_elsewhere(entry: Entry, name: str) -> dict[str, Person]:
    """Whoever of that name the school knows, but for somebody linked here already under a name that is kept back."""
    here = {each.person_id for each in entry.facts.involvements}
    known = known_people(entry.incident.school, [name])
    return {folded: person for folded, person in known.items() if person.pk not in here}


def find_link(entry: Entry, name: str, reading: Reading) -> Involvement | None:
    """The person of that name linked to this incident, as far as whoever asks reads names."""
    shown = [each for each in entry.facts.involvements if not reading.hides(each)]
    return next((each for each in shown if each.person.folded == fold(name)), None)


def _change(entry: Entry, link: Involvement, named: Named, *, by: User, at: datetime) -> None:
    if link.user_id and named.part not in EXCLUDING:
        _only_the_owner_lets_back(entry, link)
    link.part, link.identity, link.is_child = named.part, named.identity, named.child
    link.relation, link.user = named.relation or link.relation, named.user or link.user
    link.save()
    exclude_by_part(link, by=by, at=at)


def _only_the_owner_lets_back(entry: Entry, link: Involvement) -> None:
    kept_out = any(each.in_force and each.involvement_id == link.pk for each in entry.facts.exclusions)
    if kept_out and not entry.viewer.owns:
        raise Refused("Only the owner of this incident may decide to let back somebody who is kept from seeing it.")


@operation
def unlink_person(
    *, incident: Incident, link: Involvement, reason: str, by: User, at: datetime, version: int | None = None
) -> None:
    """Take somebody wrongly linked off an incident, with a reason. Letters drafted to them become void."""
    entry = enter_to_act(incident, by=by, at=at, version=version)
    if not reason.strip():
        raise Refused("Give the reason why this person was wrongly linked.")
    if not link.linked or link.incident_id != incident.pk:
        raise Refused("This person is not linked to the incident.")
    _only_the_owner_lets_back(entry, link)
    link.unlinked_at, link.unlinked_by, link.unlinked_reason = at, by, reason
    link.save()
    _end_exclusions(link, by=by, at=at)
    tell(entry.incident, EventKind.PERSON_UNLINKED, by=by, at=at, to=str(link.key), reason=reason)
    _void_letters(entry.incident, link, by=by, at=at)
    _settle(entry.incident, by=by, at=at)


def _end_exclusions(link: Involvement, *, by: User, at: datetime) -> None:
    for exclusion in link.exclusions.filter(ended_at__isnull=True):
        exclusion.ended_at, exclusion.ended_by, exclusion.ended_how = at, by, Exclusion.Ended.UNLINKED
        exclusion.save()


def _void_letters(incident: Incident, link: Involvement, *, by: User, at: datetime) -> None:
    for letter in Letter.objects.of(incident).filter(to=link, state__in=(LetterState.DRAFT, LetterState.APPROVED)):
        letter.state = LetterState.VOID
        letter.save()
        tell(incident, EventKind.LETTER_VOID, by=by, at=at, letter=letter.kind)


def _settle(incident: Incident, *, by: User, at: datetime) -> None:
    settle_conflicts(incident, by=by, at=at)
    refresh_search(incident)
    save_changed(incident)


@operation
def separate_person(
    *, incident: Incident, link: Involvement, by: User, at: datetime, version: int | None = None
) -> None:
    """Record that this is not the person of the same name in other incidents: a namesake is not held to them."""
    entry = enter_to_act(incident, by=by, at=at, version=version)
    if not link.linked or link.incident_id != incident.pk:
        raise Refused("This person is not linked to the incident.")
    link.person = Person.objects.create(school=incident.school, name=link.called, folded=link.person.folded)
    link.save()
    tell(entry.incident, EventKind.PERSON_SEPARATED, by=by, at=at, to=str(link.key))
    save_changed(entry.incident)
