"""The version history from before the policy was kept here, entered by hand (S1-11).

It is of the policy, not of a version: whoever keeps the policy puts it right at any time.
"""

from datetime import datetime

from policies.models import PastVersion, Policy
from policies.operations.entry import may_keep, refuse_unreadable, tell
from schools.history import Actor
from schools.models import School
from schools.operation import NotFound, Refused, operation

EMPTY = "Fill in at least one of these."


@operation
def add_past(
    *, policy: Policy, label: str, on: str, amended_by: str, comments: str, by: Actor, at: datetime
) -> PastVersion:
    """Add a line to the version history. Raises Refused when nothing is in it."""
    school = _allow(policy, by, at)
    _check(on, label, amended_by, comments)
    said = {"label": label, "on": on, "amended_by": amended_by, "comments": comments}
    made = PastVersion.objects.create(policy=policy, **said)
    tell(school, "past-version-added", by, at, policy=policy.title, label=label)
    return made


@operation
def change_past(
    *, past: PastVersion, label: str, on: str, amended_by: str, comments: str, by: Actor, at: datetime
) -> PastVersion:
    """Put a line of the version history right. Raises Refused when nothing would be left in it."""
    school = _allow(past.policy, by, at)
    _check(on, label, amended_by, comments)
    row = _open(past)
    row.label, row.on, row.amended_by, row.comments = label, on, amended_by, comments
    row.save()
    tell(school, "past-version-changed", by, at, policy=past.policy.title, label=label)
    return row


@operation
def remove_past(*, past: PastVersion, by: Actor, at: datetime) -> None:
    """Take a line off the version history."""
    school = _allow(past.policy, by, at)
    row = _open(past)
    row.delete()
    tell(school, "past-version-removed", by, at, policy=past.policy.title, label=row.label)


def _allow(policy: Policy, by: Actor, at: datetime) -> School:
    """The school that keeps the policy, for somebody who keeps it there. Raises Refused."""
    if policy.school is None:
        raise NotFound()
    may_keep(by, policy.school, at)
    return policy.school


def _open(past: PastVersion) -> PastVersion:
    """The line as it is now, locked. Raises NotFound when somebody took it off meanwhile."""
    row = PastVersion.objects.select_for_update().filter(pk=past.pk).first()
    if row is None:
        raise NotFound()
    return row


def _check(on: str, *words: str) -> None:
    if not on and not any(each.strip() for each in words):
        raise Refused(EMPTY)
    refuse_unreadable(on)
