"""To whom a version is issued (S1-10): a school of the same trust, which may then adopt it, or a name on paper."""

from collections.abc import Sequence
from datetime import datetime

from policies.models import Issue, PolicyVersion
from policies.operations.entry import keeper_of, may_keep, refuse_unreadable, tell
from schools import record
from schools.history import Actor
from schools.models import School
from schools.operation import NotFound, Refused, operation
from schools.reach import within


@operation
def issue(*, version: PolicyVersion, school: School, issued_on: str, by: Actor, at: datetime) -> Issue:
    """Issue a version to a school of the same trust. Both schools' records tell of it."""
    keeper = keeper_of(version)
    may_keep(by, keeper, at)
    if school.pk == keeper.pk or not school.trust_id or school.trust_id != keeper.trust_id:
        raise NotFound()
    refuse_unreadable(issued_on)
    _lock(version, keeper, school)
    if version.issues.filter(school=school).exists():
        raise Refused(f"This version was issued to {school.name} already.")
    made = Issue.objects.create(version=version, school=school, name=school.name, issued_on=issued_on)
    for each in sorted((keeper, school), key=lambda each: each.pk):
        with within(each):
            tell(each, "policy-issued", by, at, version=str(version), to=school.name)
    return made


@operation
def issue_to_all(
    *, version: PolicyVersion, schools: Sequence[School], issued_on: str, by: Actor, at: datetime
) -> list[Issue]:
    """Issue a version to several schools of the trust at once: to all of them, or to none."""
    may_keep(by, keeper_of(version), at)
    if not schools:
        raise Refused("Choose at least one school.")
    _lock(version, keeper_of(version), *schools)
    return [issue(version=version, school=each, issued_on=issued_on, by=by, at=at) for each in schools]


@operation
def issue_by_name(*, version: PolicyVersion, name: str, issued_on: str, by: Actor, at: datetime) -> Issue:
    """Note that a version was issued to somebody who is not a school here, as the document prints it."""
    keeper = keeper_of(version)
    may_keep(by, keeper, at)
    if not name.strip():
        raise Refused("Say to whom it was issued.")
    refuse_unreadable(issued_on)
    _lock(version, keeper)
    if version.issues.filter(name__iexact=name).exists():
        raise Refused(f"This version was issued to {name} already.")
    made = Issue.objects.create(version=version, name=name, issued_on=issued_on)
    tell(keeper, "policy-issued", by, at, version=str(version), to=name)
    return made


def _lock(version: PolicyVersion, *schools: School) -> None:
    """Take the version, then the records that are written in the order of their ids: nobody issues the same meanwhile.

    Two schools that issue to one another at once would otherwise each hold what the other waits for.
    """
    PolicyVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    for each in sorted(schools, key=lambda each: each.pk):
        with within(each):
            record.lock_head(each)
