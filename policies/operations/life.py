"""The life of a version: sent to governors, sent back, approved, withdrawn, adopted; and its review date.

Governors approve at a meeting, and one of them or the chair records it. Each school adopts for itself, from a day.
"""

from datetime import date, datetime

from policies.life import status_of
from policies.models import Adoption, Milestone, PolicyVersion
from policies.operations.entry import keeper_of, may_keep, require, tell
from policies.vocabulary import MilestoneKind, Status
from schools.history import Actor
from schools.models import School, User
from schools.operation import NotFound, Refused, operation
from schools.vocabulary import Permission

GOVERNORS_APPROVE = "A governor or the chair of governors records that a policy was approved."
WRONG_MOMENT = "This version is {status}. It cannot be {done} from there."
ALREADY = "This school already adopted a version on that day."


@operation
def send_to_governors(*, version: PolicyVersion, note: str, by: Actor, at: datetime) -> Milestone:
    """Send a draft to the governors. From then on it is not changed unless they send it back."""
    may_keep(by, keeper_of(version), at)
    _from(version, at, "sent to the governors", Status.DRAFT)
    return _pass(version, MilestoneKind.SENT, by, at, note=note)


@operation
def send_back(*, version: PolicyVersion, note: str, by: Actor, at: datetime) -> Milestone:
    """Send a version back to be changed. An approval that was given is void: what changes is approved anew."""
    may = Permission.KEEP_POLICY if _keeps(by, version, at) else Permission.APPROVE_POLICY
    require(by, keeper_of(version), may, at, "Your office does not send a policy back.")
    if version.adopted:
        raise Refused("A version that was adopted is not sent back. Make a new version, and change that.")
    _from(version, at, "sent back", Status.IN_REVIEW, Status.APPROVED)
    return _pass(version, MilestoneKind.RETURNED, by, at, note=note)


@operation
def approve(*, version: PolicyVersion, body: str, meeting: str, note: str, by: Actor, at: datetime) -> Milestone:
    """Record that the governors approved a version, at the meeting of a day (as precisely as it is known)."""
    require(by, keeper_of(version), Permission.APPROVE_POLICY, at, GOVERNORS_APPROVE)
    _from(version, at, "approved", Status.IN_REVIEW)
    return _pass(version, MilestoneKind.APPROVED, by, at, note=note, body=body, on=meeting)


@operation
def withdraw(*, version: PolicyVersion, note: str, by: Actor, at: datetime) -> Milestone:
    """Give up a version that was never adopted. It stays to be read, and is never changed again."""
    may_keep(by, keeper_of(version), at)
    if version.adopted:
        raise Refused("A version that was adopted is not withdrawn. Adopt another in its place.")
    _from(version, at, "withdrawn", Status.DRAFT, Status.IN_REVIEW, Status.APPROVED)
    return _pass(version, MilestoneKind.WITHDRAWN, by, at, note=note)


@operation
def adopt(
    *, school: School, version: PolicyVersion, adopted_on: date, review_due: str, by: Actor, at: datetime
) -> Adoption:
    """Put an approved version in force at a school from a day. Raises Refused when that day already has one."""
    may_keep(by, school, at)
    if not reaches(version, school):
        raise NotFound()
    if status_of(version, at.date()) not in (Status.APPROVED, Status.SUPERSEDED):
        raise Refused("Only a version that the governors approved is adopted. Send it to them first.")
    if Adoption.objects.filter(school=school, adopted_on=adopted_on).exists():
        raise Refused(ALREADY)
    adoption = Adoption.objects.create(school=school, version=version, adopted_on=adopted_on, review_due=review_due)
    tell(school, "policy-adopted", by, at, version=str(version), adopted_on=adopted_on.isoformat())
    return adoption


@operation
def set_review_due(*, adoption: Adoption, review_due: str, by: Actor, at: datetime) -> None:
    """Record when the governors mean to review the policy next, as precisely as they said it."""
    may_keep(by, adoption.school, at)
    adoption.review_due = review_due
    adoption.save()
    tell(adoption.school, "policy-review-date-set", by, at, review_due=review_due)


def reaches(version: PolicyVersion, school: School) -> bool:
    """Whether a school may adopt a version: it keeps the policy, or the version was issued to it."""
    return version.policy.school_id == school.pk or version.issues.filter(school=school).exists()


def _keeps(by: Actor, version: PolicyVersion, at: datetime) -> bool:
    try:
        may_keep(by, keeper_of(version), at)
    except Refused:
        return False
    return True


def _from(version: PolicyVersion, at: datetime, done: str, *expected: Status) -> None:
    """Lock the version, and refuse what does not follow from where it is."""
    PolicyVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    status = status_of(version, at.date())
    if status not in expected:
        raise Refused(WRONG_MOMENT.format(status=status.label.lower(), done=done))


def _pass(
    version: PolicyVersion, kind: MilestoneKind, by: Actor, at: datetime, *, note: str, body: str = "", on: str = ""
) -> Milestone:
    who = by if isinstance(by, User) else None
    milestone = Milestone.objects.create(version=version, kind=kind, note=note, body=body, on=on, at=at, by=who)
    tell(keeper_of(version), f"policy-{kind.lower()}", by, at, version=str(version), note=note)
    return milestone
