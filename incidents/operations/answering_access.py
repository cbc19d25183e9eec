"""Answering a request for what is kept about somebody: who it is, looking it over, and letting it out (S14.09).

Everybody answers for what they may open alone, and is told nothing of what others answer (S8.13). Nothing leaves that
somebody did not look at as it is now.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from incidents.exporting.archive import Archive
from incidents.models import (
    Incident,
    Person,
    SubjectAccessPart,
    SubjectAccessPerson,
    SubjectAccessRequest,
    SubjectAccessReview,
)
from incidents.operations.entry import lock, tell, tell_of_asking
from incidents.operations.subject_access import Asked, enter_request
from incidents.subject_access.gathering import gather, linked_to
from incidents.subject_access.items import Kept
from incidents.subject_access.pack import Pack
from incidents.subject_access.reviewing import OFFERED, reviewed
from incidents.timeline import EventKind
from schools.models import User
from schools.operation import NotFound, Refused, operation

ABOUT_YOU = "This is you. Somebody else has to answer what is kept about you: ask the chair of governors."
CHANGED = "What is kept has changed since you looked. Look at it again before you send this."
LOOK_AGAIN = (
    "Not every incident was looked at as it is now. Look at each that is marked, then come back. Nothing has been made."
)
WHO_FIRST = "Write down first how you made sure who they are."
SOMETHING_HELD = "Something is held: look it over and make an answer instead."
NOTHING_HELD = "There is nothing to be given out. Write down that nothing is held instead."
A_REASON = "Say of every item that is kept back why."
IN_ITS_WORDS = "Say of every picture or file that goes out that you looked, and that nobody else is in it."

Outcome = SubjectAccessPart.Outcome


@operation
def choose_people(
    *, request: SubjectAccessRequest, people: Collection[str], by: User, at: datetime
) -> SubjectAccessPart:
    """Say who of those known to the school is the person that asks, by their keys. Several may be one person."""
    asked = enter_request(request, by=by, at=at)
    links = [each for each in linked_to(request, asked.standing, at) if str(each.person.key) in people]
    if {str(each.person.key) for each in links} != set(people):
        raise NotFound()
    if any(each.user_id == by.pk for each in links):
        raise Refused(ABOUT_YOU)
    part = _part(asked, by, at)
    wanted = {each.person_id: each.person for each in links}
    _set(part, wanted)
    _open_again(part)
    tell_of_asking(asked.request, "subject-access-person", by=by, at=at, people=str(len(wanted)))
    return part


def _part(asked: Asked, by: User, at: datetime) -> SubjectAccessPart:
    return asked.part or SubjectAccessPart.objects.create(request=asked.request, by=by, begun_at=at)


def _set(part: SubjectAccessPart, wanted: Mapping[int, Person]) -> None:
    chosen = {each.person_id: each for each in SubjectAccessPerson.objects.of(part)}
    for number in chosen.keys() - wanted.keys():
        chosen[number].delete()
    for number in wanted.keys() - chosen.keys():
        SubjectAccessPerson.objects.create(part=part, person=wanted[number])


def _open_again(part: SubjectAccessPart) -> None:
    """Whoever changes what is answered has to close it again."""
    if part.closed_at:
        part.closed_at, part.outcome, part.sha256 = None, "", ""
        part.save()


@operation
def look_over(
    *,
    request: SubjectAccessRequest,
    incident: Incident,
    digest: str,
    decisions: Mapping[str, Mapping[str, Any]],
    by: User,
    at: datetime,
) -> SubjectAccessReview:
    """Write down that every item of one incident was looked at, and what goes out. Raises NotFound and Refused.

    `digest` is of what the person saw: had anything changed since, their decision would be about something else.
    """
    asked, kept = _enter_incident(request, incident, by, at)
    if kept.digest != digest:
        raise Refused(CHANGED)
    said = _checked(kept, decisions)
    part = _part(asked, by, at)
    given = {"digest": digest, "decisions": said, "reviewed_at": at}
    made, _ = SubjectAccessReview.objects.of(part).update_or_create(
        part=part, incident=kept.facts.incident, defaults=given
    )
    _open_again(part)
    tell_of_asking(asked.request, "subject-access-looked-over", by=by, at=at, items=str(len(said)))
    return made


def _enter_incident(request: SubjectAccessRequest, incident: Incident, by: User, at: datetime) -> tuple[Asked, Kept]:
    lock(incident)
    asked = enter_request(request, by=by, at=at)
    found = gather(asked.part, asked.standing, at, incident) if asked.part else []
    if not found:
        raise NotFound()
    return asked, found[0]


def _checked(kept: Kept, decisions: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for item in kept.items:
        said = decisions.get(item.key)
        if item.fixed:
            continue
        if said is None or (not said.get("out") and said.get("why") not in {each.value for each in OFFERED}):
            raise Refused(A_REASON)
        if item.file is not None and said.get("out") and not said.get("words", "").strip():
            raise Refused(IN_ITS_WORDS)
        found[item.key] = {name: said[name] for name in ("out", "why", "words", "further") if said.get(name)}
    return found


@operation
def release(
    *, request: SubjectAccessRequest, pack: Pack, archive: Archive, by: User, at: datetime
) -> SubjectAccessPart:
    """Write down that an answer leaves, with the hash of the file, before it is handed over (S14.08).

    Raises NotFound; Refused as long as nobody made sure who asks, an incident was not looked at as it is now, or the
    file is of something else.
    """
    incidents = [lock(each.kept.facts.incident) for each in sorted(pack.incidents, key=_number)]
    asked = enter_request(request, by=by, at=at)
    if asked.part is None or asked.part.pk != pack.part.pk:
        raise NotFound()
    if not asked.request.identity_at:
        raise Refused(WHO_FIRST)
    found = reviewed(asked.part, asked.standing, at)
    if not found:
        raise Refused(NOTHING_HELD)
    now = {each.kept.facts.incident.pk: each.kept.digest for each in found}
    if not all(each.done for each in found) or now != pack.digests or _decided(found) != _decided(pack.incidents):
        raise Refused(LOOK_AGAIN)
    links = {each.kept.facts.incident.pk: each.kept.links[0] for each in found}
    for incident in incidents:
        tell(incident, EventKind.DISCLOSED, by=by, at=at, to=str(links[incident.pk].key), sha256=archive.sha256)
    _close(asked, Outcome.RELEASED, by, at, archive.sha256)
    told = {"items": str(pack.items), "kept_back": str(pack.kept_back), "files": str(archive.files)}
    tell_of_asking(asked.request, "subject-access-released", by=by, at=at, sha256=archive.sha256, **told)
    return asked.part


def _number(each: Any) -> int:
    return int(each.kept.facts.incident.pk)


def _decided(found: Any) -> list[tuple[str, bool, str, str]]:
    return [(each.item.key, each.out, each.text, each.reason) for incident in found for each in incident.items]


@operation
def nothing_held(*, request: SubjectAccessRequest, by: User, at: datetime) -> SubjectAccessPart:
    """Write down that nothing is held of the person in what this person answers for. Raises NotFound and Refused."""
    asked = enter_request(request, by=by, at=at)
    if asked.part and gather(asked.part, asked.standing, at):
        raise Refused(SOMETHING_HELD)
    asked.part = part = _part(asked, by, at)
    _close(asked, Outcome.NOTHING, by, at)
    tell_of_asking(asked.request, "subject-access-nothing-held", by=by, at=at)
    return part


def _close(asked: Asked, outcome: str, by: User, at: datetime, sha256: str = "") -> None:
    part = asked.part
    assert part is not None
    part.closed_at, part.outcome, part.sha256 = at, outcome, sha256
    part.save()
