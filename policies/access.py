"""THE DOOR of policies: which versions somebody may see, and which they may work on. For others always the same 404.

A version that was adopted is there for everybody at the schools that adopted it. One that is not yet in force is seen
by whoever keeps the policy and by the governors who approve it, at the school that keeps it; at a school to which it
was issued, once it is approved.
"""

from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from policies.life import status_of
from policies.models import Adoption, Milestone, PolicyVersion
from policies.vocabulary import Status
from schools.access import Standing
from schools.door import get_school
from schools.vocabulary import Permission

WORKS_ON_POLICY = (Permission.KEEP_POLICY, Permission.APPROVE_POLICY)


def get_version(
    request: HttpRequest, slug: str, policy: str, number: int, *permissions: Permission
) -> tuple[Standing, PolicyVersion]:
    """The version of the address, and the person's standing at the school of the address.

    :param permissions: any one of these is needed at the school that keeps the policy; without any, seeing is enough.
    """
    standing = get_school(request, slug, Permission.READ_POLICY)
    found = versions_for(standing).filter(policy__slug=policy, number=min(number, 2_000_000)).first()
    if found is None or not _sees(standing, found, timezone.localdate()):
        raise Http404
    if permissions and not (keeps(standing, found) and any(standing.may(each) for each in permissions)):
        raise Http404
    return standing, found


def versions_for(standing: Standing) -> QuerySet[PolicyVersion]:
    """Every version that a person at a school may come across: kept there, issued there or adopted there."""
    school = standing.school
    adopted = Q(adoptions__school=school)
    reach = Q(policy__school=school) | Q(issues__school=school) | adopted
    wanted = reach if any(standing.may(each) for each in WORKS_ON_POLICY) else adopted
    found = PolicyVersion.objects.filter(wanted).distinct().select_related("policy__school", "author")
    return found.prefetch_related(
        Prefetch("milestones", Milestone.objects.select_related("by")),
        Prefetch("adoptions", Adoption.objects.select_related("school")),
        "adoptions__school__adoptions",
    )


def versions_seen(standing: Standing, on: date) -> list[PolicyVersion]:
    """The versions whose pages the person may open, by the same rule as the door: a fixed number of questions."""
    found = versions_for(standing).order_by("policy__title", "policy", "-number")
    return [each for each in found if _sees(standing, each, on)]


def version_before(standing: Standing, version: PolicyVersion, on: date) -> PolicyVersion | None:
    """The version before this one, of those that the person may see."""
    earlier = versions_for(standing).filter(policy=version.policy_id, number__lt=version.number)
    return next((each for each in earlier.order_by("-number") if _sees(standing, each, on)), None)


def keeps(standing: Standing, version: PolicyVersion) -> bool:
    """Whether the school of the address is the one that keeps the policy."""
    return version.policy.school_id == standing.school.pk


def _sees(standing: Standing, version: PolicyVersion, on: date) -> bool:
    """A version issued to a school is seen there once it is approved; at its own school always."""
    if keeps(standing, version) or any(each.school_id == standing.school.pk for each in version.adoptions.all()):
        return True
    return status_of(version, on) in (Status.APPROVED, Status.SUPERSEDED)
