"""What a school decides about its policy: the only writers of this app.

Loading a starter, adopting a version, moving a review date, recording that parents were told. Editing a draft
comes with the policy editor.
"""

from datetime import date, datetime

from policies.models import Adoption, Category, Notice, Policy, PolicyVersion, ProcedureStep
from policies.starters import Starter
from schools import record
from schools.access import standing_at
from schools.history import Actor, SystemActor
from schools.models import School, User
from schools.operation import Refused, operation
from schools.vocabulary import Permission


def _may_keep_policy(by: Actor, school: School, at: datetime) -> None:
    if isinstance(by, SystemActor):
        return
    assert isinstance(by, User)
    if not standing_at(by, school, at.date()).may(Permission.KEEP_POLICY):
        raise Refused("Your office does not keep this school's policy.")


@operation
def load_starter(*, starter: Starter, by: Actor) -> PolicyVersion:
    """Make a policy and its first version from a starter file. An existing one is returned as it is."""
    policy, _ = Policy.objects.get_or_create(slug=starter.name, defaults={"title": starter.title})
    version = policy.versions.first()
    if version is None:
        version = PolicyVersion.objects.create(
            policy=policy, number=1, control=starter.control, sections=starter.sections, silent=starter.silent
        )
        _fill(version, starter)
    return version


def _fill(version: PolicyVersion, starter: Starter) -> None:
    for order, category in enumerate(starter.categories):
        Category.objects.create(version=version, order=order, **category)
    for step in starter.steps:
        ProcedureStep.objects.create(version=version, **step)


@operation
def revise(*, version: PolicyVersion, by: Actor) -> PolicyVersion:
    """Make the next version as a copy of this one, to be changed before it is adopted."""
    latest = version.policy.versions.order_by("-number").first()
    number = (latest.number if latest else version.number) + 1
    copy = PolicyVersion.objects.create(
        policy=version.policy, number=number, control=version.control, sections=version.sections, silent=version.silent
    )
    for row in [*version.categories.all(), *version.steps.all()]:
        row.pk, row._state.adding, row.version = None, True, copy
        row.save()
    return copy


@operation
def adopt(
    *, school: School, version: PolicyVersion, adopted_on: date, review_due: str, by: Actor, at: datetime
) -> Adoption:
    """Put a version in force at a school from a day. Raises Refused when that day already has one."""
    _may_keep_policy(by, school, at)
    if Adoption.objects.filter(school=school, adopted_on=adopted_on).exists():
        raise Refused("This school already adopted a version on that day.")
    adoption = Adoption.objects.create(school=school, version=version, adopted_on=adopted_on, review_due=review_due)
    _write(school, "policy-adopted", by, at, version=str(version), adopted_on=adopted_on.isoformat())
    return adoption


@operation
def set_review_due(*, adoption: Adoption, review_due: str, by: Actor, at: datetime) -> None:
    """Record when the governors mean to review the policy next, as precisely as they said it."""
    _may_keep_policy(by, adoption.school, at)
    adoption.review_due = review_due
    adoption.save()
    _write(adoption.school, "policy-review-date-set", by, at, review_due=review_due)


@operation
def record_notice(*, school: School, told_on: date, way: str, details: str, by: Actor, at: datetime) -> Notice:
    """Record that parents were told of the policy on a day (S2-14 to S2-16)."""
    _may_keep_policy(by, school, at)
    notice = Notice.objects.create(school=school, told_on=told_on, way=way, details=details)
    _write(school, "parents-told-of-the-policy", by, at, told_on=told_on.isoformat(), way=way)
    return notice


@operation
def withdraw_notice(*, notice: Notice, reason: str, by: Actor, at: datetime) -> None:
    """Withdraw a notice that was entered by mistake. It stays in the record."""
    _may_keep_policy(by, notice.school, at)
    notice.withdrawn_on = at.date()
    notice.save()
    _write(notice.school, "notice-to-parents-withdrawn", by, at, told_on=notice.told_on.isoformat(), reason=reason)


def _write(school: School, kind: str, by: Actor, at: datetime, **details: str) -> None:
    record.write(school=school, kind=kind, about="policy", actor=by, at=at, details={"actor_name": by.name, **details})
