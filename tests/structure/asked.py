"""Somebody who asked what is kept about them, for the route walk: chosen, looked over, and ready to be answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from incidents.forms.subject_access_review import OUT
from incidents.models import Incident, SubjectAccessRequest
from incidents.operations.answering_access import choose_people, look_over
from incidents.operations.subject_access import confirm_identity, log_request
from incidents.subject_access.finding import one_incident
from incidents.subject_access.reviewing import Reviewed, part_of, reviewed
from schools.access import Standing, standing_at
from tests.builders import the_author


def make_request(incident: Incident, people: Mapping[str, Any], at: datetime) -> SubjectAccessRequest:
    """The request of whoever wrote the post, which the head logged and looked over."""
    head, link = people["head"], the_author(incident)
    day = timezone.localdate(at)
    given: dict[str, Any] = {"by": head, "at": at}
    made = log_request(school=incident.school, name=link.called, received_on=day, came="A letter", **given)
    confirm_identity(request=made, how="They came by.", **given)
    choose_people(request=made, people={str(link.person.key)}, **given)
    part = part_of(made, _standing(made, head, at))
    assert part is not None
    for each in reviewed(part, _standing(made, head, at), at):
        decisions = {item.item.key: {"out": item.out, "why": item.why} for item in each.items}
        look_over(
            request=made, incident=each.kept.facts.incident, digest=each.kept.digest, decisions=decisions, **given
        )
    return made


def _standing(asked: SubjectAccessRequest, user: Any, at: datetime) -> Standing:
    return standing_at(user, asked.school, timezone.localdate(at))


def as_it_stands(asked: SubjectAccessRequest, incident: Incident, head: Any) -> dict[str, str]:
    """The form on one incident, as whoever looked it over would send it once more."""
    at = timezone.now()
    found = one_incident(asked, _standing(asked, head, at), at, incident.reference)
    return {"digest": found.kept.digest, "looked": "on", **_decided(found)} if found else {}


def _decided(found: Reviewed) -> dict[str, str]:
    return {f"{each.item.key}-do": OUT if each.out else each.why for each in found.items if not each.item.fixed}
