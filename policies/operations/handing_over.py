"""Policies that other schools go by, when the school that keeps them is taken out: another of those keeps them on."""

from datetime import datetime

from django.db.models import Q

from policies.models import Adoption, Issue, Policy
from policies.operations.entry import tell
from schools.history import SystemActor
from schools.models import School
from schools.operation import Refused, operation

OTHERS = (
    "{others} adopted or were issued a policy that {school} keeps. Say with --policies-to which of them keeps it on, "
    "by its part of the address."
)
NOT_OF_THEM = "{school} neither adopted nor was issued a policy that is to be handed over. Choose one of: {others}."


def who_goes_by_them(school: School) -> list[School]:
    """The other schools that adopted, or were issued, a version of a policy that this school keeps."""
    adopted = Adoption.objects.filter(version__policy__school=school).values("school")
    issued = Issue.objects.filter(version__policy__school=school, school__isnull=False).values("school")
    return list(School.objects.filter(Q(pk__in=adopted) | Q(pk__in=issued)).exclude(pk=school.pk).order_by("pk"))


@operation
def hand_over(*, school: School, to: School | None, by: SystemActor, at: datetime) -> None:
    """Let another school keep on what others go by. Its record tells of it. Raises Refused where nobody was named."""
    others = who_goes_by_them(school)
    if not others:
        return
    names = ", ".join(each.name for each in others)
    if to is None:
        raise Refused(OTHERS.format(others=names, school=school.name))
    if to not in others:
        raise Refused(NOT_OF_THEM.format(school=to.name, others=names))
    shared = Q(versions__adoptions__school__in=others) | Q(versions__issues__school__in=others)
    for policy in Policy.objects.filter(shared, school=school).distinct():
        policy.school = to
        policy.save()
        tell(to, "policy-handed-over", by, at, policy=policy.title)
