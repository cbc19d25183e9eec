"""Which incidents belong together, as far as one person may know. Neither school sees the other's people."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from incidents.access import incidents_for, not_excluded
from incidents.models import Incident, Link
from incidents.references import PATTERN
from schools.access import Standing
from schools.models import School
from schools.reach import across_schools, within


@dataclass(frozen=True)
class Linked:
    """An incident linked to this one; `incident` is None where only that there is one may be known."""

    incident: Incident | None
    reason: str
    key: str = ""


def linked_to(incident: Incident, standing: Standing) -> list[Linked]:
    """The incidents linked to this one, either way round: one question. One kept from the person is left out.

    That holds for one at another school too, of which this person would learn no more than that there is one (S8.13).
    """
    why = "A link joins incidents of two schools of a trust; who sees which is asked."
    seen = incidents_for(standing)
    free = Incident.objects.across_schools(why).filter(not_excluded(standing.user))
    links = Link.objects.across_schools(why)
    links = links.filter(Q(incident=incident) | Q(to=incident)).select_related("incident", "to").order_by("pk")
    links = links.filter(Exists(free.filter(pk=OuterRef("incident"))), Exists(free.filter(pk=OuterRef("to"))))
    links = links.annotate(
        sees_from=Exists(seen.filter(pk=OuterRef("incident"))), sees_to=Exists(seen.filter(pk=OuterRef("to")))
    )
    with across_schools("A link joins incidents of two schools of a trust; who sees which is asked."):
        return list(_known(incident, links))


def _known(incident: Incident, links: Iterator[Link]) -> Iterator[Linked]:
    for link in links:
        ours = link.incident_id == incident.pk
        other, sees = (link.to, link.sees_to) if ours else (link.incident, link.sees_from)  # type: ignore[attr-defined]
        if sees:
            yield Linked(other, link.reason, str(other.key))
        elif other.school_id != incident.school_id:
            yield Linked(None, link.reason if ours else "", str(other.key))


def find_linkable(reference: str, standing: Standing) -> Incident | None:
    """The incident of that reference, if the person could link it: theirs to see, or of another school of the trust."""
    if not re.fullmatch(PATTERN, reference, re.ASCII):
        return None
    school = standing.school
    found = incidents_for(standing).select_related("school").filter(reference=reference).first()
    if found or not school.trust_id:
        return found
    others = School.objects.filter(trust=school.trust_id).exclude(pk=school.pk)
    with within(*others):
        theirs = Incident.objects.of(others).select_related("school").filter(disposed_at__isnull=True)
        return theirs.filter(not_excluded(standing.user), reference=reference).first()
