"""Who answers a request, and for which incidents (S14.09). THE DOORS of its pages. Writes nothing.

A page of one person never tells what another holds: somebody who is kept from an incident finds here what a stranger
finds (S8.13). So each answers for what they may open. Whoever logged the request answers for all that they may open and
decide; everybody else, for what they may open and whoever logged it may not. Every request stands on the page of each
head, chair and trust lead, whether or not there is anything for them to answer; and on that of somebody to whom an
incident was handed. Where the head asks about themselves, the leaders who see the incidents answer.
"""

from datetime import date
from uuid import UUID

from django.db.models import Exists, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from incidents.access import incidents_for
from incidents.letting_in import free_of_conflict
from incidents.models import Incident, SubjectAccessRequest
from schools.access import Standing, holders, standing_at
from schools.door import get_school
from schools.models import School
from schools.vocabulary import Permission, Role

OPENS = (Permission.ANSWER_SUBJECT_ACCESS, Permission.WORK_ON_INCIDENTS, Permission.BE_HANDED_INCIDENTS)


def answerable(standing: Standing) -> QuerySet[Incident]:
    """The incidents for which this person could answer: those that they see whole, and in which they have no part."""
    return incidents_for(standing).filter(free_of_conflict(standing.user))


def _handed(standing: Standing) -> Q:
    return Q(owner=standing.user)


def deputises(standing: Standing, on: date) -> list[int]:
    """The heads in whose place this leader answers where one of them asks about themselves."""
    works = standing.may(Permission.WORK_ON_INCIDENTS)
    return [user.pk for user in holders(standing.school, Role.HEAD, on)] if works else []


def requests_for(standing: Standing, on: date) -> QuerySet[SubjectAccessRequest]:
    """The requests of the school that this person answers, or looks whether they do. Never one of their own."""
    requests = SubjectAccessRequest.objects.of(standing.school).exclude(requester=standing.user)
    if standing.may(Permission.ANSWER_SUBJECT_ACCESS):
        return requests
    handed = Exists(answerable(standing).filter(_handed(standing)))
    return requests.filter(Q(handed) | Q(requester__in=deputises(standing, on)))


def incidents_in(request: SubjectAccessRequest, standing: Standing, on: date) -> QuerySet[Incident]:
    """The incidents of the school for which this person answers in this request."""
    mine = answerable(standing)
    if request.logged_by_id == standing.user.pk:
        return mine
    leads = standing.may(Permission.ANSWER_SUBJECT_ACCESS) or request.requester_id in deputises(standing, on)
    mine = mine if leads else mine.filter(_handed(standing))
    logger = standing_at(request.logged_by, standing.school, on)
    if not logger.may(Permission.ANSWER_SUBJECT_ACCESS):
        return mine
    return mine.exclude(pk__in=answerable(logger).values("pk"))


def may_log(standing: Standing) -> bool:
    """Whether this person logs requests."""
    return standing.may(Permission.ANSWER_SUBJECT_ACCESS)


def get_answering(request: HttpRequest, slug: str) -> Standing:
    """The door of the list: whoever answers requests, and whoever has one to answer."""
    standing = get_school(request, slug, *OPENS)
    if not may_log(standing) and not requests_for(standing, timezone.localdate()).exists():
        raise Http404
    return standing


def get_logging(request: HttpRequest, slug: str) -> Standing:
    """The door of the page on which a request is logged."""
    return get_school(request, slug, Permission.ANSWER_SUBJECT_ACCESS)


def get_asked(request: HttpRequest, slug: str, key: UUID) -> tuple[Standing, SubjectAccessRequest]:
    """One request, for whoever answers it. Raises Http404, always the same, for everybody else."""
    standing = get_school(request, slug, *OPENS)
    return standing, the_request(standing, key)


def the_request(standing: Standing, key: UUID) -> SubjectAccessRequest:
    """The same, for somebody who is in the school already."""
    rows = requests_for(standing, timezone.localdate()).select_related("logged_by", "requester", "school__trust")
    found = rows.prefetch_related("pauses").filter(key=key).first()
    if found is None:
        raise Http404
    return found


def others_who_look(school: School) -> str:
    """The offices that look for themselves, in words: the same for everybody, whatever anybody holds."""
    trust = ", the trust lead" if school.trust_id else ""
    return f"the head, the chair of governors{trust} and anybody to whom an incident was handed"
