"""THE DOOR. Every person reaches every incident, piece of evidence and letter through here, and lists use the
same rule as pages, so the two cannot disagree. Not yours, another school's, excluded, or not there: the same answer.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from incidents.facts import Facts
from incidents.models import Evidence, Exclusion, Incident, Letter, ReportDraft
from incidents.vocabulary import CONFLICTING
from schools import record
from schools.access import Standing, roles_at
from schools.door import get_school
from schools.models import User
from schools.vocabulary import Permission, Role


class Sight(Enum):
    """How much of an incident somebody sees."""

    ALL = "all"
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
    mine = owns(user, incident, roles)
    return Viewer(user, _sight(user, incident, roles, excluded, mine), roles, mine, is_conflicted(user, facts))


def _sight(user: User, incident: Incident, roles: frozenset[Role], excluded: bool, mine: bool) -> Sight:
    if excluded or not roles:
        return Sight.NOTHING
    permissions = Standing(user, incident.school, roles).permissions
    if Permission.WORK_ON_INCIDENTS in permissions:
        return Sight.ALL
    if mine and Permission.BE_HANDED_INCIDENTS in permissions:
        return Sight.ALL
    follows = incident.reported_by_id == user.pk and Permission.REPORT in permissions
    return Sight.PROGRESS if follows else Sight.NOTHING


def not_excluded(user: User) -> Q:
    """The rule of exclusion as a filter: nobody finds an incident that they are kept from."""
    return ~Exists(Exclusion.objects.filter(incident=OuterRef("pk"), user=user, ended_at__isnull=True))


def incidents_for(standing: Standing) -> QuerySet[Incident]:
    """The incidents of the school that this person sees whole: the rule of the door, as a list."""
    mine = Incident.objects.filter(not_excluded(standing.user), school=standing.school)
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
    return Incident.objects.filter(not_excluded(standing.user), school=standing.school, reported_by=standing.user)


def sight_of(user: User, incident: Incident, on: date) -> Sight:
    """How much of the incident this person sees on that day."""
    roles = roles_at(user, incident.school, on)
    excluded = Exclusion.objects.filter(incident=incident, user=user, ended_at__isnull=True).exists()
    return _sight(user, incident, roles, excluded, owns(user, incident, roles))


# The doors of the pages. Each raises Http404, always the same, for whoever may not come in.


def get_incident(request: HttpRequest, slug: str, reference: str, at: datetime) -> tuple[Standing, Incident]:
    """An incident that this person sees whole. The look is on record before the page is made (S16.07)."""
    standing = get_school(request, slug, Permission.WORK_ON_INCIDENTS, Permission.BE_HANDED_INCIDENTS)
    query = incidents_for(standing).select_related(
        "school__trust", "adoption__version__policy", "owner", "reported_by", "closed_by"
    )
    incident = query.filter(reference=reference).first()
    if incident is None:
        raise Http404
    record.look(school=standing.school, viewer=standing.user, kind="incident", about=incident.about, at=at)
    return standing, incident


def get_progress(request: HttpRequest, slug: str, reference: str, at: datetime) -> tuple[Standing, Incident]:
    """An incident this person reported, of which they may follow the progress."""
    standing = get_school(request, slug, Permission.REPORT)
    incident = reports_of(standing).filter(reference=reference).first()
    if incident is None:
        raise Http404
    record.look(school=standing.school, viewer=standing.user, kind="progress", about=incident.about, at=at)
    return standing, incident


def get_evidence(request: HttpRequest, slug: str, reference: str, key: UUID, at: datetime) -> Evidence:
    """A piece of evidence of an incident that this person sees whole."""
    standing, incident = get_incident(request, slug, reference, at)
    found = incident.evidence.filter(key=key).first()
    if found is None:
        raise Http404
    record.look(school=standing.school, viewer=standing.user, kind="evidence", about=f"evidence:{found.key}", at=at)
    return found


def get_letter(
    request: HttpRequest, slug: str, reference: str, key: UUID, at: datetime
) -> tuple[Standing, Incident, Letter]:
    """A letter of an incident that this person sees whole."""
    standing, incident = get_incident(request, slug, reference, at)
    found = incident.letters.select_related("to__person").filter(key=key, to__unlinked_at__isnull=True).first()
    if found is None:
        raise Http404
    record.look(school=standing.school, viewer=standing.user, kind="letter", about=f"letter:{found.key}", at=at)
    return standing, incident, found


def drafts_of(standing: Standing) -> QuerySet[ReportDraft]:
    """This person's reports in progress at the school, the latest first, with how many files each holds."""
    mine = ReportDraft.objects.filter(author=standing.user, school=standing.school)
    return mine.annotate(held=Count("files")).order_by("-saved_at", "-pk")


def get_draft(request: HttpRequest, slug: str, key: UUID) -> tuple[Standing, ReportDraft]:
    """A report in progress: its author's alone."""
    standing = get_school(request, slug, Permission.REPORT)
    draft = ReportDraft.objects.filter(key=key, author=standing.user, school=standing.school).first()
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
