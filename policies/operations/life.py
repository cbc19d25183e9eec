"""The life of a version: sent to governors, sent back, approved, withdrawn, adopted; and its review date.

Governors approve at a meeting, and one of them or the chair records it. Each school adopts for itself, from a day.
"""

from datetime import date, datetime

from django.utils import timezone

from policies.in_force import adoption_in_force
from policies.models import Adoption, Milestone, PolicyVersion
from policies.operations.entry import keeper_of, may_keep, refuse_unreadable, require, tell
from policies.readiness import Doing, reasons_against, review_before_publication, wrong_moment
from policies.vocabulary import MilestoneKind
from schools import record
from schools.dates import calendar_of
from schools.history import Actor
from schools.models import School, User
from schools.operation import NotFound, Refused, Stale, operation
from schools.vocabulary import Permission

GOVERNORS_APPROVE = "A governor or the chair of governors records that a policy was approved."
NOT_AS_READ = "This version was changed since you opened this page. Read what it says now, then record the approval."
ALREADY = "This school already adopted a version on that day."
IN_FORCE = "This version is in force here already, since {since}."
EARLIER = (
    "Version {number} has been in force since {since}. Give a later day: what was in force on a day that has passed is "
    "not changed afterwards."
)


@operation
def send_to_governors(*, version: PolicyVersion, note: str, by: Actor, at: datetime) -> Milestone:
    """Send a draft to the governors. From then on it is not changed unless they send it back."""
    may_keep(by, keeper_of(version), at)
    _ready(_at_its_moment(version, Doing.SEND, at))
    return _pass(version, MilestoneKind.SENT, by, at, note=note)


@operation
def send_back(*, version: PolicyVersion, note: str, by: Actor, at: datetime) -> Milestone:
    """Send a version back to be changed. An approval that was given is void: what changes is approved anew."""
    may = Permission.KEEP_POLICY if _keeps(by, version, at) else Permission.APPROVE_POLICY
    require(by, keeper_of(version), may, at, "Your office does not send a policy back.")
    _at_its_moment(version, Doing.SEND_BACK, at)
    return _pass(version, MilestoneKind.RETURNED, by, at, note=note)


@operation
def approve(
    *, version: PolicyVersion, body: str, meeting: str, note: str, by: Actor, at: datetime, edition: int | None = None
) -> Milestone:
    """Record that the governors approved a version, at the meeting of a day (as precisely as it is known).

    :param edition: as the person read it: what was sent back, changed and sent anew since then is to be read first.
    """
    require(by, keeper_of(version), Permission.APPROVE_POLICY, at, GOVERNORS_APPROVE)
    refuse_unreadable(meeting)
    found = _at_its_moment(version, Doing.APPROVE, at)
    if edition is not None and edition != found.edition:
        raise Stale(NOT_AS_READ)
    _ready(found)
    return _pass(version, MilestoneKind.APPROVED, by, at, note=note, body=body, on=meeting)


@operation
def withdraw(*, version: PolicyVersion, note: str, by: Actor, at: datetime) -> Milestone:
    """Give up a version that was never adopted. It stays to be read, and is never changed again."""
    may_keep(by, keeper_of(version), at)
    _at_its_moment(version, Doing.WITHDRAW, at)
    return _pass(version, MilestoneKind.WITHDRAWN, by, at, note=note)


@operation
def adopt(
    *, school: School, version: PolicyVersion, adopted_on: date, review_due: str, by: Actor, at: datetime
) -> Adoption:
    """Put an approved version in force at a school from a day. Raises Refused when that day already has one."""
    may_keep(by, school, at)
    if not reaches(version, school):
        raise NotFound()
    _ready(_at_its_moment(version, Doing.ADOPT, at))
    record.lock_head(school)  # whoever adopts another version here waits: each sees the days of the others
    _on_a_day_that_is_free(school, version, adopted_on, timezone.localdate(at))
    _due_after_publication(version, review_due)
    adoption = Adoption.objects.create(school=school, version=version, adopted_on=adopted_on, review_due=review_due)
    tell(school, "policy-adopted", by, at, version=str(version), adopted_on=adopted_on.isoformat())
    return adoption


@operation
def set_review_due(*, adoption: Adoption, review_due: str, by: Actor, at: datetime) -> None:
    """Record when the governors mean to review the policy next, as precisely as they said it."""
    may_keep(by, adoption.school, at)
    _due_after_publication(adoption.version, review_due)
    if adoption.review_due == review_due:
        return
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


def _at_its_moment(version: PolicyVersion, doing: Doing, at: datetime) -> PolicyVersion:
    """The version as it is now, locked: what a page has loaded of it may be old. Refuses what does not follow."""
    locked = PolicyVersion.objects.select_for_update(of=("self",)).select_related("policy__school")
    found = locked.get(pk=version.pk)
    if sentence := wrong_moment(found, doing, timezone.localdate(at)):
        raise Refused(sentence)
    return found


def _ready(version: PolicyVersion) -> None:
    """Refuse what an incident could not be brought to an end under, with every reason."""
    if reasons := reasons_against(version, calendar_of(keeper_of(version))):
        raise Refused(*(each.sentence for each in reasons))


def _on_a_day_that_is_free(school: School, version: PolicyVersion, day: date, today: date) -> None:
    """Refuse a day that has a version, or that would change which version was in force before today's."""
    if Adoption.objects.filter(school=school, adopted_on=day).exists():
        raise Refused(ALREADY)
    now = adoption_in_force(school, today)
    if now is None or now.adopted_on > today:
        return
    since = f"{now.adopted_on:%-d %B %Y}"
    if now.version_id == version.pk:
        raise Refused(IN_FORCE.format(since=since))
    if day < now.adopted_on:
        raise Refused(EARLIER.format(number=now.version.number, since=since))


def _due_after_publication(version: PolicyVersion, review_due: str) -> None:
    refuse_unreadable(review_due)
    if sentence := review_before_publication(version, review_due, calendar_of(keeper_of(version))):
        raise Refused(sentence)


def _pass(
    version: PolicyVersion, kind: MilestoneKind, by: Actor, at: datetime, *, note: str, body: str = "", on: str = ""
) -> Milestone:
    who = by if isinstance(by, User) else None
    milestone = Milestone.objects.create(version=version, kind=kind, note=note, body=body, on=on, at=at, by=who)
    tell(keeper_of(version), f"policy-{kind.lower()}", by, at, version=str(version), note=note)
    return milestone
