"""THE DOOR. Every person reaches every incident, piece of evidence and letter through here, and lists use the
same rule as pages, so the two cannot disagree. Not yours, another school's, excluded, or not there: the same answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from incidents.facts import Facts, facts_of
from incidents.letting_in import let_in, may_ask, running
from incidents.models import Access, Evidence, Exclusion, Incident, KeptName, LegalDocument, Letter, ReportDraft
from incidents.retention import HELD
from incidents.vocabulary import CONFLICTING
from schools import record
from schools.access import Standing, roles_at, standing_at
from schools.door import get_school
from schools.models import User
from schools.reach import across_schools, come_within
from schools.vocabulary import Permission, Role


class Sight(Enum):
    """How much of an incident somebody sees."""

    ALL = "all"
    READ = "read"
    """All of it, for a few hours, and nothing may be changed (S8.24)."""
    PROGRESS = "progress"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Viewer:
    """A person before one incident: how much they see, their offices, and whether they own it or are conflicted."""

    user: User
    sight: Sight
    roles: frozenset[Role]
    owns: bool
    conflicted: bool


def owns(user: User, incident: Incident, roles: frozenset[Role]) -> bool:
    """Whether the incident is this person's: handed to them, or to the office they hold."""
    if incident.owner_id:
        return incident.owner_id == user.pk
    return incident.owner_role != Role.GOVERNOR and incident.owner_role in roles


def is_conflicted(user: User, facts: Facts) -> bool:
    """Whether the person may not decide: they have a part in it, are excluded, or were readmitted."""
    if any(each.user_id == user.pk and each.part in CONFLICTING for each in facts.involvements):
        return True
    standing = {None, *(each.pk for each in facts.involvements)}
    mine = [each for each in facts.exclusions if each.user_id == user.pk]
    return any(each.in_force or each.involvement_id in standing for each in mine)


def viewer_of(user: User, facts: Facts) -> Viewer:
    """The person before this incident."""
    incident = facts.incident
    roles = roles_at(user, incident.school, timezone.localdate(facts.at))
    excluded = any(each.user_id == user.pk and each.in_force for each in facts.exclusions)
    mine, conflicted = owns(user, incident, roles), is_conflicted(user, facts)
    if excluded:  # before any other way in is looked at
        return Viewer(user, Sight.NOTHING, roles, mine, conflicted)
    sight = office_sight(user, incident, roles)
    if sight is not Sight.ALL and not conflicted and let_in(user, incident, facts.at):
        sight = Sight.READ
    return Viewer(user, sight, roles, mine, conflicted)


def reads_legal(viewer: Viewer, document: LegalDocument) -> bool:
    """Whether somebody who sees the incident reads a legal document of it: owner, head, or an adviser let in."""
    if viewer.conflicted or viewer.sight is not Sight.ALL:
        return False
    advises = any(each.user_id == viewer.user.pk and not each.ended_at for each in document.advisers.all())
    return viewer.owns or Role.HEAD in viewer.roles or advises


def office_sight(user: User, incident: Incident, roles: frozenset[Role]) -> Sight:
    """What somebody's offices at the school show to them, as long as they are not kept out."""
    if not roles or incident.disposed_at:
        return Sight.NOTHING
    permissions = Standing(user, incident.school, roles).permissions
    if Permission.WORK_ON_INCIDENTS in permissions:
        return Sight.ALL
    if owns(user, incident, roles) and Permission.BE_HANDED_INCIDENTS in permissions:
        return Sight.ALL
    follows = incident.reported_by_id == user.pk and Permission.REPORT in permissions
    return Sight.PROGRESS if follows else Sight.NOTHING


def not_excluded(user: User) -> Q:
    """The rule of exclusion as a filter: nobody finds an incident that they are kept from."""
    return ~Exists(Exclusion.objects.of(OuterRef("pk")).filter(user=user, ended_at__isnull=True))


def incidents_for(standing: Standing) -> QuerySet[Incident]:
    """The incidents of the school that this person sees whole: the rule of the door, as a list."""
    mine = Incident.objects.of(standing.school).filter(not_excluded(standing.user), disposed_at__isnull=True)
    if standing.may(Permission.WORK_ON_INCIDENTS):
        return mine
    if not standing.may(Permission.BE_HANDED_INCIDENTS):
        return mine.none()
    offices = [role for role in standing.roles if role != Role.GOVERNOR]
    return mine.filter(Q(owner=standing.user) | Q(owner__isnull=True, owner_role__in=offices))


def reports_of(standing: Standing) -> QuerySet[Incident]:
    """The incidents this person reported and may follow."""
    if not standing.may(Permission.REPORT):
        return Incident.objects.none()
    mine = Incident.objects.of(standing.school).filter(not_excluded(standing.user), disposed_at__isnull=True)
    return mine.filter(reported_by=standing.user)


def sight_of(user: User, incident: Incident, on: date) -> Sight:
    """How much of the incident this person sees on that day."""
    if Exclusion.objects.of(incident).filter(user=user, ended_at__isnull=True).exists():
        return Sight.NOTHING
    roles = roles_at(user, incident.school, on)
    return office_sight(user, incident, roles)


# The doors of the pages. Each raises Http404, always the same, for whoever may not come in.


def get_incident(request: HttpRequest, slug: str, reference: str, at: datetime) -> tuple[Standing, Incident]:
    """An incident that this person sees whole and may work on. The look is on record first (S16.07)."""
    standing, incident = seen_whole(request, slug, reference)
    look_at(standing, "incident", incident.about, at)
    return standing, incident


def seen_whole(request: HttpRequest, slug: str, reference: str) -> tuple[Standing, Incident]:
    """The same without a look, for doors that write down one of their own."""
    standing = get_school(request, slug, Permission.WORK_ON_INCIDENTS, Permission.BE_HANDED_INCIDENTS)
    return standing, _the_one(incidents_for(standing), reference)


def _the_one(incidents: QuerySet[Incident], reference: str) -> Incident:
    query = incidents.select_related("school__trust", "adoption__version__policy", "owner", "reported_by", "closed_by")
    names = Exists(KeptName.objects.of(OuterRef("pk")).filter(ended_at=None))
    documents = Exists(LegalDocument.objects.of(OuterRef("pk")).filter(ended_at=None))
    noted = query.annotate(keeps_back=Q(names) | Q(documents), held=HELD)
    incident = noted.filter(reference=reference).first()
    if incident is None:
        raise Http404
    return incident


@dataclass(frozen=True)
class WayIn:
    """Somebody before an incident that they may read: by their office, or by `access`, which they were given."""

    standing: Standing
    incident: Incident
    access: Access | None
    at: datetime

    def look(self, kind: str, about: str) -> None:
        """Write down what they see. What they see because they were let in is of a kind of its own (S8.24)."""
        look_at(self.standing, BREAK_GLASS if self.access else kind, about, self.at)


BREAK_GLASS = "break-glass"
"""The kind of a look by somebody who was let in for a few hours."""

REVEAL = "reveal"
"""The kind of a look of somebody who asked to see the names of children."""


def look_at(standing: Standing, kind: str, about: str, at: datetime) -> None:
    """Write down that this person sees something, before it is shown. Raises LookNotRecorded (S16.08)."""
    record.look(school=standing.school, viewer=standing.user, kind=kind, about=about, at=at)


def get_to_read(request: HttpRequest, slug: str, reference: str, at: datetime) -> WayIn:
    """An incident that this person sees whole, or was let in to read. The door of pages on which nothing is done."""
    way = _way_in(request, slug, reference, at)
    way.look("incident", way.incident.about)
    return way


def get_to_reveal(request: HttpRequest, slug: str, reference: str, at: datetime) -> WayIn:
    """The same for whoever asks to see the names of children: that they asked is on record first (S14.04).

    The one form that is also taken from somebody who was let in: it changes nothing of the incident.
    """
    way = _way_in(request, slug, reference, at, taken=("POST",))
    look_at(way.standing, REVEAL, way.incident.about, at)
    return way


LOOKING = ("GET", "HEAD")


def _way_in(request: HttpRequest, slug: str, reference: str, at: datetime, taken: Sequence[str] = LOOKING) -> WayIn:
    try:
        standing, incident = seen_whole(request, slug, reference)
    except Http404:
        if request.method not in taken:  # every other form is answered as if the incident were not there
            raise
        return _let_in(request, slug, reference, at)
    return WayIn(standing, incident, None, at)


def _let_in(request: HttpRequest, slug: str, reference: str, at: datetime) -> WayIn:
    """By what they were given, as long as nothing keeps them from it."""
    user = request.user
    assert isinstance(user, User)
    given = running(user, at).filter(school__slug=slug, incident__reference=reference)
    with across_schools("Somebody may be let in at a school where they hold no office."):
        access = given.select_related("school__trust").first()
    if access is None or not may_ask(user, access.school, timezone.localdate(at)):
        raise Http404
    come_within(access.school)
    standing = standing_at(user, access.school, timezone.localdate(at))
    request.standing = standing  # type: ignore[attr-defined]
    given = Incident.objects.of(access.school).filter(pk=access.incident_id)
    return WayIn(standing, _the_one(given, reference), access, at)


def get_progress(request: HttpRequest, slug: str, reference: str, at: datetime) -> tuple[Standing, Incident]:
    """An incident this person reported, of which they may follow the progress."""
    standing = get_school(request, slug, Permission.REPORT)
    incident = reports_of(standing).filter(reference=reference).first()
    if incident is None:
        raise Http404
    look_at(standing, "progress", incident.about, at)
    return standing, incident


def get_evidence(request: HttpRequest, slug: str, reference: str, key: UUID, at: datetime) -> Evidence:
    """A piece of evidence of an incident that this person may read; one that is legal advice, if they read that."""
    way = _way_in(request, slug, reference, at)
    found = way.incident.evidence.filter(key=key).first()
    if found is None or not _reads(way.standing.user, found, at):
        raise Http404
    way.look("evidence", f"evidence:{found.key}")
    return found


def _reads(user: User, evidence: Evidence, at: datetime) -> bool:
    marked = evidence.legal_documents.filter(ended_at__isnull=True).first()
    return marked is None or reads_legal(viewer_of(user, facts_of(evidence.incident, at)), marked)


def get_letter(request: HttpRequest, slug: str, reference: str, key: UUID, at: datetime) -> tuple[WayIn, Letter]:
    """A letter of an incident that this person may read."""
    way = _way_in(request, slug, reference, at)
    letters = way.incident.letters.select_related("to__person")
    found = letters.filter(key=key, to__unlinked_at__isnull=True).first()
    if found is None:
        raise Http404
    way.look("letter", f"letter:{found.key}")
    return way, found


def drafts_of(standing: Standing) -> QuerySet[ReportDraft]:
    """This person's reports in progress at the school, the latest first, with how many files each holds."""
    mine = ReportDraft.objects.of(standing.school).filter(author=standing.user)
    return mine.annotate(held=Count("files")).order_by("-saved_at", "-pk")


def get_draft(request: HttpRequest, slug: str, key: UUID) -> tuple[Standing, ReportDraft]:
    """A report in progress: its author's alone."""
    standing = get_school(request, slug, Permission.REPORT)
    draft = ReportDraft.objects.of(standing.school).filter(key=key, author=standing.user).first()
    if draft is None:
        raise Http404
    return standing, draft


def get_reported(request: HttpRequest, slug: str, key: UUID) -> tuple[Standing, Incident]:
    """The incident that a report became, for whoever sent it: a second click or the Back button leads there (R.06)."""
    standing = get_school(request, slug, Permission.REPORT)
    incident = reports_of(standing).filter(token=key).first()
    if incident is None:
        raise Http404
    return standing, incident
