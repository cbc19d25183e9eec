"""Erasing once more what a restored backup brought back (S14.16). `schools.erasure.reapply` calls it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from incidents.models import Incident, Involvement
from incidents.operations.erasing import erase_incident, erase_looks
from incidents.operations.erasing_person import erase_person
from incidents.retention import looks_at
from schools.erasure import RESTORING, register
from schools.history import SystemActor
from schools.models import Event, School
from schools.operation import operation

TAKEN_OVER = ("act", "ground", "rule", "due", "proposed_by", "proposed_at", "agreed_by", "confirmed_by")


def _told(receipt: Mapping[str, Any]) -> dict[str, Any]:
    """What the new receipt says: as the first, that it was done again, and after which."""
    return {name: receipt[name] for name in TAKEN_OVER if name in receipt} | {"again_of": receipt["event"]}


def _incident(school: School, receipt: Mapping[str, Any]) -> Incident | None:
    key = receipt["subject"].partition(":")[2]
    return Incident.objects.of(school).filter(key=key).select_related("school").first()


@operation
def _incident_again(*, school: School, receipt: Mapping[str, Any], by: SystemActor, at: datetime) -> Event | None:
    incident = _incident(school, receipt)
    if incident is None or incident.disposed_at is not None:
        return None
    return erase_incident(incident, told=_told(receipt), by=by, at=at)


@operation
def _person_again(*, school: School, receipt: Mapping[str, Any], by: SystemActor, at: datetime) -> Event | None:
    key = receipt["subject"].partition(":")[2]
    rows = Involvement.objects.of(school).select_related("person", "incident__school")
    link = rows.filter(key=key).first()
    return erase_person(link, told=_told(receipt), by=by, at=at) if link else None


@operation
def _looks_again(*, school: School, receipt: Mapping[str, Any], by: SystemActor, at: datetime) -> Event | None:
    incident = _incident(school, receipt)
    if incident is None or not looks_at(incident).exists():
        return None
    return erase_looks(incident, told=_told(receipt), by=by, at=at)


def ready() -> None:
    """Tell `schools.erasure` how things of this app are erased again."""
    ways = {"incident": _incident_again, "involvement": _person_again, "looks": _looks_again}
    for thing, way in ways.items():
        register(thing, lambda school, receipt, at, way=way: way(school=school, receipt=receipt, by=RESTORING, at=at))
