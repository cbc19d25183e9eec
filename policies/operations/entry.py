"""What every operation on a policy asks first, and how it tells the record.

A policy is kept by one school: only who keeps that school's policy changes a draft of it. A draft alone is changed,
and only as the person last saw it.
"""

from datetime import datetime

from django.utils import timezone

from policies.documents import precision_of
from policies.life import status_of
from policies.models import PolicyVersion
from policies.vocabulary import Status
from schools import record
from schools.access import standing_at
from schools.calendar import UnreadableDate
from schools.history import Actor, SystemActor
from schools.models import School, User
from schools.operation import NotFound, Refused, Stale
from schools.vocabulary import Permission

NOT_A_DRAFT = "Only a draft is changed. This version is {status}: its own page says what comes next."
STALE = "Somebody else changed this draft since you opened it. Look at what it says now, then save yours again."


def require(by: Actor, school: School, permission: Permission, at: datetime, refusal: str) -> None:
    """Refuse whoever's office at the school does not open this. The system acts for whoever sets a school up."""
    if isinstance(by, SystemActor):
        return
    assert isinstance(by, User)
    if not standing_at(by, school, timezone.localdate(at)).may(permission):
        raise Refused(refusal)


def may_keep(by: Actor, school: School, at: datetime) -> None:
    """Refuse whoever does not keep this school's policy. Raises Refused."""
    require(by, school, Permission.KEEP_POLICY, at, "Your office does not keep this school's policy.")


def keeper_of(version: PolicyVersion) -> School:
    """The school that keeps the policy. Raises NotFound for one that no school keeps."""
    if version.policy.school is None:
        raise NotFound()
    return version.policy.school


def open_draft(version: PolicyVersion, edition: int | None, by: Actor, at: datetime) -> PolicyVersion:
    """The draft, locked and counted up: `lock_draft` and `count_up` in one, for what surely changes something."""
    draft = lock_draft(version, edition, by, at)
    count_up(draft, version)
    return draft


def lock_draft(version: PolicyVersion, edition: int | None, by: Actor, at: datetime) -> PolicyVersion:
    """The draft, locked, for a change by somebody who keeps it and saw it as it is.

    :param edition: as the person saw it; None for what overwrites nothing, such as adding a row.
    :raises Refused: not their school's, or no draft any more. Stale: somebody else changed it meanwhile.
    """
    may_keep(by, keeper_of(version), at)
    draft = PolicyVersion.objects.select_for_update(of=("self",)).select_related("policy__school").get(pk=version.pk)
    status = status_of(draft, timezone.localdate(at))
    if status != Status.DRAFT:
        raise Refused(NOT_A_DRAFT.format(status=status.label.lower()))
    if edition is not None and edition != draft.edition:
        raise Stale(STALE)
    return draft


def count_up(draft: PolicyVersion, version: PolicyVersion) -> None:
    """Save a draft that changes, under its next edition, and tell whoever asked for it which one that is."""
    draft.edition += 1
    draft.save()
    version.edition = draft.edition


def refuse_unreadable(*dates: str) -> None:
    """What a form says beside a date is true for whoever comes without one. Raises Refused."""
    try:
        for each in dates:
            precision_of(each)
    except UnreadableDate as error:
        raise Refused(str(error)) from error


def tell(school: School, kind: str, by: Actor, at: datetime, **details: str) -> None:
    """Write the event of a change to the school's record, in the same transaction."""
    record.write(school=school, kind=kind, about="policy", actor=by, at=at, details={"actor_name": by.name, **details})
