"""What comes next for a version, for one person at one school; and what waits for them. Writes nothing.

Whoever keeps the policy writes, sends and adopts; the governors approve or send back; each school adopts for itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from policies.access import keeps, versions_seen
from policies.in_force import in_force_among
from policies.life import latest, status_of
from policies.models import PolicyVersion
from policies.vocabulary import MilestoneKind, Status
from schools.access import Standing
from schools.models import School
from schools.vocabulary import Permission

WRITTEN = "The school is writing it. It comes to the governors when it is sent."
FILL_IN = "Fill in what is missing, then send it to the governors."
CHANGE_IT = "It was sent back. Change what was asked for, then send it again."
DECIDE = "Read it, then record what the governors decided."
WITH_THEM = "The governors have it. It is not changed unless they send it back."
ADOPT_IT = "The governors approved it. It governs nothing here until the school adopts it."
OTHERS_ADOPT = "The governors approved it. Whoever keeps the policy adopts it, from a day."
REVISE_IT = "It stays as it is. To change anything, make a new version."
OF_ANOTHER = "{keeper} keeps this policy, and makes new versions of it."
OVER = "It was given up, and is never changed."
READ_ONLY = "It stays as it is, to be read."


@dataclass(frozen=True)
class Act:
    """Something one may do with a version: the words of its button or link, and the name of its page."""

    label: str
    page: str


@dataclass(frozen=True)
class Next:
    """What comes next: a sentence, the one act that it asks for, if it is this person's, and what else they may do."""

    sentence: str
    act: Act | None = None
    besides: Sequence[Act] = ()


@dataclass(frozen=True)
class Stand:
    """Where a version stands at one school, in words, with the tone of its tag."""

    words: str
    tone: str = ""


TONES = {Status.DRAFT: "hold", Status.IN_REVIEW: "waiting", Status.APPROVED: "open"}

SEND = Act("Send it to the governors", "version_send")
APPROVE = Act("Record the approval", "version_approve")
SEND_BACK = Act("Send it back to be changed", "version_send_back")
TAKE_BACK = Act("Take it back to change it", "version_send_back")
WITHDRAW = Act("Withdraw this version", "version_withdraw")
ADOPT = Act("Adopt it", "version_adopt")
REVISE = Act("Make a new version", "version_revise")


def stand_of(version: PolicyVersion, school: School, on: date) -> Stand:
    """Where a version stands at a school: in force there, from a day to come, superseded there, or on its way."""
    here = [each for each in version.adoptions.all() if each.school_id == school.pk]
    if not here:
        status = status_of(version, on)
        return Stand(str(status.label), TONES.get(status, ""))
    now = in_force_among(here[0].school.adoptions.all(), on)
    if now is not None and now.version_id == version.pk:
        return Stand(f"In force since {now.adopted_on:%-d %B %Y}", "open")
    if ahead := [each.adopted_on for each in here if each.adopted_on > on]:
        return Stand(f"In force from {min(ahead):%-d %B %Y}", "waiting")
    return Stand(str(Status.SUPERSEDED.label))


def next_of(version: PolicyVersion, standing: Standing, on: date) -> Next:
    """What comes next for this version, for this person."""
    keeper = standing.may(Permission.KEEP_POLICY)
    approves = standing.may(Permission.APPROVE_POLICY) and keeps(standing, version)
    ours = keeper and keeps(standing, version)
    if any(each.school_id == standing.school.pk for each in version.adoptions.all()):
        return _adopted(version, keeper, ours)
    status = status_of(version, on)
    if status == Status.DRAFT:
        return _draft(version, ours)
    if status == Status.IN_REVIEW:
        return _with_governors(approves, ours)
    if status == Status.WITHDRAWN:
        return Next(OVER, None, (REVISE,) if ours else ())
    return _approved(version, keeper, ours)


def _draft(version: PolicyVersion, ours: bool) -> Next:
    if not ours:
        return Next(WRITTEN)
    return Next(CHANGE_IT if was_sent_back(version) else FILL_IN, SEND, (WITHDRAW,))


def _with_governors(approves: bool, ours: bool) -> Next:
    if approves:
        return Next(DECIDE, APPROVE, (SEND_BACK, *((WITHDRAW,) if ours else ())))
    return Next(WITH_THEM, None, (TAKE_BACK, WITHDRAW) if ours else ())


def _approved(version: PolicyVersion, keeper: bool, ours: bool) -> Next:
    if not keeper:
        return Next(OTHERS_ADOPT)
    free = ours and not version.adoptions.all()
    return Next(ADOPT_IT, ADOPT, (SEND_BACK, WITHDRAW) if free else ())


def _adopted(version: PolicyVersion, keeper: bool, ours: bool) -> Next:
    if ours:
        return Next(REVISE_IT, REVISE)
    if keeper:
        return Next(OF_ANOTHER.format(keeper=version.policy.school))
    return Next(READ_ONLY)


def was_sent_back(version: PolicyVersion) -> bool:
    """Whether the governors sent it back, and nothing has happened since."""
    last = latest(version)
    return last is not None and last.kind == MilestoneKind.RETURNED


def others_on_the_way(version: PolicyVersion, standing: Standing, on: date) -> list[PolicyVersion]:
    """Other versions of the same policy that are being written or wait for the governors."""
    going = (Status.DRAFT, Status.IN_REVIEW)
    seen = versions_seen(standing, on)
    return [each for each in seen if each.policy_id == version.policy_id and status_of(each, on) in going]


@dataclass(frozen=True)
class Wait:
    """A version that waits for somebody, with the words of the link; without one it waits for somebody else."""

    version: PolicyVersion
    sentence: str
    act: Act | None


READ_AND_DECIDE = Act("Read it and decide", "version")
LOOK = Act("Look at it", "version")


def waits_at(standing: Standing, on: date) -> list[Wait]:
    """The versions of a school that are on their way, for whoever keeps or approves its policies."""
    if not (standing.may(Permission.KEEP_POLICY) or standing.may(Permission.APPROVE_POLICY)):
        return []
    seen = versions_seen(standing, on)
    adopted = _latest_adopted(seen, standing.school)
    newer = [each for each in seen if each.number > adopted.get(each.policy_id, 0)]
    return [wait for each in seen for wait in _waits(each, standing, on, newer=each in newer)]


def _latest_adopted(versions: Sequence[PolicyVersion], school: School) -> dict[int, int]:
    """The highest number of each policy that the school has adopted: an approved version before it waits no longer."""
    found: dict[int, int] = {}
    for version in versions:
        if any(each.school_id == school.pk for each in version.adoptions.all()):
            found[version.policy_id] = max(version.number, found.get(version.policy_id, 0))
    return found


def _waits(version: PolicyVersion, standing: Standing, on: date, *, newer: bool) -> Iterator[Wait]:
    keeper, ours = standing.may(Permission.KEEP_POLICY), keeps(standing, version)
    named, status = f"Version {version.number} of “{version.title or version.policy.title}”", status_of(version, on)
    if status == Status.IN_REVIEW and standing.may(Permission.APPROVE_POLICY) and ours:
        yield Wait(version, f"{named} waits for the governors’ approval.", READ_AND_DECIDE)
    elif status == Status.IN_REVIEW and ours:
        yield Wait(version, f"{named} waits for the governors.", None)
    elif status == Status.APPROVED and keeper and newer:
        yield Wait(version, f"{named} was approved. It governs nothing here until the school adopts it.", ADOPT)
    elif status == Status.DRAFT and keeper and ours and was_sent_back(version):
        yield Wait(version, f"{named} was sent back to be changed.", LOOK)
