"""Which incidents belong together, as far as one person may know. Neither school sees the other's people."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from incidents.access import incidents_for
from incidents.models import Incident, Link
from incidents.references import PATTERN
from schools.access import Standing


@dataclass(frozen=True)
class Linked:
    """An incident linked to this one; `incident` is None where only that there is one may be known."""

    incident: Incident | None
    reason: str


def linked_to(incident: Incident, standing: Standing) -> list[Linked]:
    """The incidents linked to this one, either way round: one question. One kept from the person is left out."""
    seen = incidents_for(standing)
    links = Link.objects.filter(Q(incident=incident) | Q(to=incident)).select_related("incident", "to").order_by("pk")
    links = links.annotate(
        sees_from=Exists(seen.filter(pk=OuterRef("incident"))), sees_to=Exists(seen.filter(pk=OuterRef("to")))
    )
    return list(_known(incident, links))


def _known(incident: Incident, links: Iterator[Link]) -> Iterator[Linked]:
    for link in links:
        ours = link.incident_id == incident.pk
        other, sees = (link.to, link.sees_to) if ours else (link.incident, link.sees_from)  # type: ignore[attr-defined]
        if sees:
            yield Linked(other, link.reason)
        elif other.school_id != incident.school_id:
            yield Linked(None, link.reason if ours else "")


def find_linkable(reference: str, standing: Standing) -> Incident | None:
    """The incident of that reference, if the person could link it: theirs to see, or of another school of the trust."""
    if not re.fullmatch(PATTERN, reference, re.ASCII):
        return None
    school = standing.school
    reach = Q(pk__in=incidents_for(standing).values("pk"))
    if school.trust_id:
        reach |= Q(school__trust=school.trust_id) & ~Q(school=school)
    return Incident.objects.select_related("school").filter(reach, reference=reference).first()
