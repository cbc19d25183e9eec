"""What waits to be erased, and receipts, as pages show them. Reads, and never writes.

Nobody finds here an incident that they are kept from. Whoever does not see incidents, as the chair, reads of one its
reference, how it ended and why it is due: enough to agree, and no more.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.formats import date_format

from incidents.access import incidents_for, not_excluded
from incidents.leavers import waiting_in
from incidents.models import Disposal, Incident, Involvement, LegalHold
from incidents.retention import HELD, periods_of
from incidents.vocabulary import Erases, Rule
from schools.access import Standing
from schools.door import get_school
from schools.erasure import Ground, Receipt, receipts_of
from schools.vocabulary import Permission

MOST = 100
"""Rows of one page. More than a hundred things that wait are decided a page at a time: what is done makes room."""


@dataclass(frozen=True)
class Waiting:
    """Something that waits for one person or for two, as somebody may read it."""

    disposal: Disposal
    sees: bool
    held: bool
    years: int

    @property
    def incident(self) -> Incident:
        """The incident that it is about."""
        return self.disposal.incident

    @property
    def what(self) -> str:
        """What would be erased."""
        return Erases(self.disposal.erases).label

    @property
    def ground(self) -> Ground:
        """On which ground."""
        return Ground(self.disposal.ground)

    @property
    def why(self) -> str:
        """Why it is due and since when, in a sentence or two."""
        given, incident = self.disposal, self.incident
        if given.erases == Erases.PERSON:
            return "Somebody was linked to this incident who had nothing to do with it."
        years, were = ("year", "was") if self.years == 1 else ("years", "were")
        due = f"The school keeps this for {self.years} {years}, which {were} over on {_day(given.due_on)}."
        if given.erases == Erases.LOOKS:
            return f"The incident was disposed of on {_day(incident.disposed_at)}. {due}"
        return f"Closed on {_day(incident.closed_at)}: {incident.get_outcome_display().lower()}. {due}"

    @property
    def stands(self) -> str:
        """How far it has come."""
        first = self.disposal.agreed_by
        if first is None:
            return "Two people are needed"
        return f"{first.name} agreed on {_day(self.disposal.agreed_at)}. A second person is needed"


def _day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def waiting_for(standing: Standing) -> QuerySet[Disposal]:
    """What waits at the school and this person may decide. About somebody wrongly linked: whoever sees the incident."""
    sees = incidents_for(standing).filter(pk=OuterRef("incident"))
    free = Incident.objects.of(standing.school).filter(not_excluded(standing.user), pk=OuterRef("incident"))
    rows = Disposal.objects.of(standing.school).filter(Exists(free), outcome="").annotate(sees=Exists(sees))
    over = Q(incident__disposed_at__isnull=False) & ~Q(erases=Erases.LOOKS)
    return rows.exclude(over).exclude(Q(erases=Erases.PERSON) & ~Exists(sees))


def listed(standing: Standing) -> Sequence[Waiting]:
    """What waits, what is due longest first: two questions to the database."""
    rows = waiting_for(standing).select_related("incident", "agreed_by").order_by("due_on", "pk")
    held = set(Incident.objects.of(standing.school).filter(HELD).values_list("pk", flat=True))
    years = periods_of(standing.school)
    return [_shown(each, held, years) for each in rows[:MOST]]


def _shown(each: Disposal, held: Collection[int], years: Mapping[Rule, int]) -> Waiting:
    given = years[Rule(each.rule)] if each.rule else 0
    return Waiting(each, each.sees, each.incident_id in held and each.erases != Erases.PERSON, given)  # type: ignore[attr-defined]


def get_waiting(request: HttpRequest, slug: str, key: UUID) -> tuple[Standing, Waiting]:
    """One thing that waits. Raises Http404, always the same, for whoever may not decide it, and once it is decided."""
    standing = get_school(request, slug, Permission.DISPOSE)
    found = waiting_for(standing).select_related("incident__school", "agreed_by").filter(key=key).first()
    if found is None:
        raise Http404
    held = {found.incident_id} if found.incident.legal_holds.filter(lifted_at__isnull=True).exists() else set()
    return standing, _shown(found, held, periods_of(standing.school))


def person_of(waiting: Waiting) -> Involvement | None:
    """Who would be erased, for whoever sees the incident."""
    if waiting.disposal.erases != Erases.PERSON or not waiting.sees:
        return None
    key = waiting.disposal.subject.partition(":")[2]
    return Involvement.objects.of(waiting.incident).select_related("person").filter(key=key).first()


def get_receipt(request: HttpRequest, slug: str, key: UUID) -> tuple[Standing, Receipt]:
    """The receipt of an erasure, for whoever decides them or keeps the schedule. Raises Http404."""
    standing = get_school(request, slug, Permission.DISPOSE, Permission.KEEP_SCHEDULE)
    found = [each for each in receipts_of(standing.school, key=key) if may_read(standing, each)]
    if not found:
        raise Http404
    return standing, found[0]


def receipts_for(standing: Standing) -> list[Receipt]:
    """The latest receipts of a school that this person may read, the newest first."""
    hidden = kept_from(standing)
    return [each for each in receipts_of(standing.school, most=MOST) if each.about not in hidden]


def may_read(standing: Standing, receipt: Receipt) -> bool:
    """Whether a receipt is about nothing that this person is kept from."""
    return receipt.about not in kept_from(standing)


def kept_from(standing: Standing) -> set[str]:
    """How the record names the incidents that this person is kept from."""
    out = Incident.objects.of(standing.school).filter(~not_excluded(standing.user))
    return {each.about for each in out}


def count_for(standing: Standing) -> int:
    """How many things wait for this person's word: those not agreed to by them, nor held."""
    held = Exists(LegalHold.objects.of(OuterRef("incident")).filter(lifted_at__isnull=True))
    theirs = waiting_for(standing).exclude(agreed_by=standing.user).exclude(held & ~Q(erases=Erases.PERSON))
    names = waiting_in(standing).exclude(agreed_by=standing.user).order_by()
    return theirs.order_by().values("pk").union(names.values("pk"), all=True).count()  # one question, for the home page
