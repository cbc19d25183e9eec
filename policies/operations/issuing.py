"""To whom a version is issued (S1-10): a school of the same trust, which may then adopt it, or a name on paper."""

from datetime import datetime

from policies.models import Issue, PolicyVersion
from policies.operations.entry import keeper_of, may_keep, tell
from schools.history import Actor
from schools.models import School
from schools.operation import NotFound, Refused, operation


@operation
def issue(*, version: PolicyVersion, school: School, issued_on: str, by: Actor, at: datetime) -> Issue:
    """Issue a version to a school of the same trust. Both schools' records tell of it."""
    keeper = keeper_of(version)
    may_keep(by, keeper, at)
    if school.pk == keeper.pk or not school.trust_id or school.trust_id != keeper.trust_id:
        raise NotFound()
    if version.issues.filter(school=school).exists():
        raise Refused(f"This version was issued to {school.name} already.")
    made = Issue.objects.create(version=version, school=school, name=school.name, issued_on=issued_on)
    for each in (keeper, school):
        tell(each, "policy-issued", by, at, version=str(version), to=school.name)
    return made


@operation
def issue_by_name(*, version: PolicyVersion, name: str, issued_on: str, by: Actor, at: datetime) -> Issue:
    """Note that a version was issued to somebody who is not a school here, as the document prints it."""
    keeper = keeper_of(version)
    may_keep(by, keeper, at)
    made = Issue.objects.create(version=version, name=name, issued_on=issued_on)
    tell(keeper, "policy-issued", by, at, version=str(version), to=name)
    return made
