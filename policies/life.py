"""Where a version is in its life: draft, with the governors, approved, superseded, withdrawn (S1-06). Writes nothing.

A version is adopted school by school, so that it may be in force at one and superseded at another; as a document it is
superseded once every school that adopted it has gone on to a later one.
"""

from datetime import date

from policies.models import Adoption, Milestone, PolicyVersion
from policies.vocabulary import MilestoneKind, Status

AFTER = {
    MilestoneKind.SENT: Status.IN_REVIEW,
    MilestoneKind.RETURNED: Status.DRAFT,
    MilestoneKind.APPROVED: Status.APPROVED,
    MilestoneKind.WITHDRAWN: Status.WITHDRAWN,
}


def status_of(version: PolicyVersion, on: date) -> Status:
    """The status of a version on a day."""
    adoptions = list(version.adoptions.all())
    if adoptions:
        return Status.SUPERSEDED if all(superseded(each, on) for each in adoptions) else Status.APPROVED
    last = latest(version)
    return AFTER[MilestoneKind(last.kind)] if last else Status.DRAFT


def superseded(adoption: Adoption, on: date) -> bool:
    """Whether the school has gone on to a later version by that day."""
    return any(adoption.adopted_on < each.adopted_on <= on for each in adoption.school.adoptions.all())


def latest(version: PolicyVersion) -> Milestone | None:
    """The last thing that happened to a version, if anything did."""
    return max(version.milestones.all(), key=lambda each: each.pk, default=None)


def approval_of(version: PolicyVersion) -> Milestone | None:
    """The approval that stands: who approved it, and at which meeting."""
    approvals = [each for each in version.milestones.all() if each.kind == MilestoneKind.APPROVED]
    return max(approvals, key=lambda each: each.pk, default=None)
