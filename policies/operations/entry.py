"""What every operation on a policy asks first, and how it tells the record.

A policy is kept by one school: only who keeps that school's policy changes a draft of it. A draft alone is changed,
and only as the person last saw it.
"""

from datetime import datetime

from policies.life import status_of
from policies.models import PolicyVersion
from policies.vocabulary import Status
from schools import record
from schools.access import standing_at
from schools.history import Actor, SystemActor
from schools.models import School, User
from schools.operation import NotFound, Refused, Stale
from schools.vocabulary import Permission

NOT_A_DRAFT = "Only a draft is changed. This version is {status}: make a new version of it, and change that."
STALE = "Somebody else changed this draft since you opened it. Look at what it says now, then save yours again."


def require(by: Actor, school: School, permission: Permission, at: datetime, refusal: str) -> None:
    """Refuse whoever's office at the school does not open this. The system acts for whoever sets a school up."""
    if isinstance(by, SystemActor):
        return
    assert isinstance(by, User)
    if not standing_at(by, school, at.date()).may(permission):
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
    """The draft, locked and counted up, for a change by somebody who keeps it and saw it as it is.

    :param edition: as the person saw it; None for what overwrites nothing, such as adding a row.
    :raises Refused: not their school's, or no draft any more. Stale: somebody else changed it meanwhile.
    """
    may_keep(by, keeper_of(version), at)
    draft = PolicyVersion.objects.select_for_update(of=("self",)).select_related("policy__school").get(pk=version.pk)
    status = status_of(draft, at.date())
    if status != Status.DRAFT:
        raise Refused(NOT_A_DRAFT.format(status=status.label.lower()))
    if edition is not None and edition != draft.edition:
        raise Stale(STALE)
    draft.edition += 1
    draft.save()
    version.edition = draft.edition
    return draft


def tell(school: School, kind: str, by: Actor, at: datetime, **details: str) -> None:
    """Write the event of a change to the school's record, in the same transaction."""
    record.write(school=school, kind=kind, about="policy", actor=by, at=at, details={"actor_name": by.name, **details})
