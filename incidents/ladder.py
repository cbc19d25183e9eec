"""THE TABLE. What every step is, what blocks it, what it asks for, and the one question: `answer()`. Writes nothing.

What a step is, is the same for every school, because law and safety are: `STEPS`. What this school's policy says of
it is data: the `ProcedureStep` rows of the version that governs the incident. They meet in `answer_from`, which
gives `open`, `reason` or `shut`, always with every sentence that explains it (procedure, section 5).
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from incidents import guards as g
from incidents.access import Sight, Viewer, viewer_of
from incidents.facts import Facts, facts_of
from incidents.guards import Asked, Closing, Guard
from incidents.models import Incident
from policies.vocabulary import LADDER, StepName
from schools.models import User


class Status(Enum):
    """The three answers."""

    OPEN = "open"
    REASON = "reason"
    SHUT = "shut"


class Towards(Enum):
    """Whom a step is taken towards."""

    PARENT = "parent"
    OFFICE = "office"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Step:
    """What a step is: its own blocks and reasons, whom it is towards, and what taking it brings about.

    A serious step asks why it is necessary and proportionate, and shows `brings` on a page of its own first.
    """

    blocks: tuple[Guard, ...] = ()
    reasons: tuple[Guard, ...] = ()
    towards: Towards = Towards.NOBODY
    serious: bool = False
    dated: bool = False
    brings: tuple[str, ...] = field(default=())


_CONTACT = (g.SAFEGUARDING, g.HOLD)
_POLICY = (g.NOT_IN_POLICY, g.CONDITIONS_UNMET)
_SERIOUS = (*_POLICY, g.PROPORTION)
_S = StepName

# fmt: off
STEPS: dict[StepName, Step] = {
    _S.DISCUSS: Step(_CONTACT, (*_POLICY, g.NO_EVIDENCE), Towards.PARENT, dated=True),
    _S.MEETING: Step((g.NOBODY_SURE, *_CONTACT), (*_POLICY, g.NO_EVIDENCE), Towards.PARENT, dated=True),
    _S.ASK_FOR_REMOVAL: Step((g.NO_CAPTURE, g.NOBODY_SURE, *_CONTACT), _SERIOUS, Towards.PARENT, dated=True, brings=(
        "The post has to be checked again before the incident can be closed.",)),
    _S.WRITTEN_WARNING: Step((g.NO_CAPTURE, g.NOBODY_SURE, *_CONTACT), _SERIOUS, Towards.PARENT, serious=True, brings=(
        "The step and your reasons stand in the incident's history for good.",
        "A warning letter can then be drafted. Nothing is sent until it has been approved.",
        "The parent may show the letter to anybody, a newspaper included.")),
    _S.LEGAL_ADVICE: Step((), _SERIOUS, serious=True, brings=(
        "The step and your reasons stand in the incident's history for good.",
        "Fairpost sends nothing: you ask the adviser yourself.",
        "Asking for advice commits the school to nothing. Deciding not to act on it is a proper result.")),
    _S.POLICE: Step((), _SERIOUS, serious=True, brings=(
        "The step and your reasons stand in the incident's history for good.",
        "Fairpost does not contact the police: you ring 101, or 999 in an emergency.",
        "The police may ask the school to put contact with the parent on hold.",
        "Parents have been arrested over messages that were no offence. Be sure that this is needed.")),
    _S.RESTRICT: Step((g.NOT_OURS, *_CONTACT), _SERIOUS, Towards.PARENT, serious=True, brings=(
        "The step and your reasons stand in the incident's history for good.",
        "Fairpost does not block anybody: you set it on the school's own site, page or app.",
        "The parent must still be able to reach the school, and essential news must still reach them.",
        "A notice of the limit can then be drafted, with the day on which it will be reviewed.")),
    _S.REPORT_TO_HOST: Step((g.NO_CAPTURE,), (*_SERIOUS, g.NO_LINK, g.HOLD_EVIDENCE), brings=(
        "Fairpost does not contact the host: you use the host's own report.",
        "Without an answer for a week, the incident shows as ready for Report Harmful Content.")),
    _S.SAFEGUARD: Step(),
    _S.COMPLAINTS: Step(towards=Towards.PARENT),
    _S.SUPPORT: Step(dated=True),
    _S.HAND_OVER: Step(towards=Towards.OFFICE),
    _S.HOLD: Step(brings=("Nobody speaks or writes to the parent until the hold is lifted.",)),
    _S.LIFT_HOLD: Step(),
    _S.CLOSE: Step((g.NO_OUTCOME, g.NO_REASONS, g.UNCHECKED, g.OVERDUE, g.HOLD_AT_CLOSING)),
    _S.REOPEN: Step((g.STILL_OPEN,)),
}
# fmt: on


WEIGHT = (
    _S.DISCUSS, _S.MEETING, _S.ASK_FOR_REMOVAL, _S.REPORT_TO_HOST, _S.WRITTEN_WARNING, _S.RESTRICT, _S.LEGAL_ADVICE,
    _S.POLICE,
)  # fmt: skip
"""The steps of the ladder from the lightest to the heaviest, for the figures. Conditions alone gate."""


def higher(so_far: str, step: StepName) -> StepName:
    """The heavier of the heaviest step so far (or none) and this one."""
    return max((StepName(so_far), step), key=WEIGHT.index) if so_far else step


@dataclass(frozen=True)
class Answer:
    """`open`, `reason` or `shut`, with every sentence that explains it."""

    step: StepName
    status: Status
    sentences: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the step may be taken as it stands."""
        return self.status is Status.OPEN

    @property
    def needs_reason(self) -> bool:
        """Whether the person may go beyond the policy and must say why."""
        return self.status is Status.REASON

    @property
    def is_shut(self) -> bool:
        """Whether the step may not be taken."""
        return self.status is Status.SHUT


def never_blocked(asked: Asked) -> bool:
    """Telling the safeguarding lead, and the police in an emergency, wait for nothing."""
    return asked.step == StepName.SAFEGUARD or (asked.step == StepName.POLICE and asked.emergency)


def blocks_of(step: StepName) -> tuple[Guard, ...]:
    """Everything that can shut a step, in the order of the procedure."""
    always = (g.CONFLICT, g.OFFICE) if step == StepName.REOPEN else (g.CONFLICT, g.OFFICE, g.CLOSED)
    return (*always, *STEPS[step].blocks)


def answer_from(asked: Asked) -> Answer:
    """May this person take this step on this incident now? Pure: the facts are loaded already."""
    if asked.viewer.sight is not Sight.ALL:
        return Answer(asked.step, Status.SHUT)
    if never_blocked(asked):
        return Answer(asked.step, Status.OPEN)
    for status, table in ((Status.SHUT, blocks_of(asked.step)), (Status.REASON, STEPS[asked.step].reasons)):
        held = [guard for guard in table if guard.holds(asked)]
        if held:
            said = tuple(guard.says(asked) for guard in held)
            return Answer(asked.step, status, said, tuple(guard.code for guard in held))
    return Answer(asked.step, Status.OPEN)


def answer(
    step: StepName,
    *,
    incident: Incident,
    user: User,
    at: datetime,
    emergency: bool = False,
    closing: Closing | None = None,
) -> Answer:
    """The one question, asked of the database: `open`, `reason` or `shut`, and why."""
    facts = facts_of(incident, at)
    return answer_from(Asked(step, facts, viewer_of(user, facts), emergency, closing))


def offers(facts: Facts, viewer: Viewer) -> list[Answer]:
    """The answer for every step, ladder first, as the incident page shows them."""
    order = [*LADDER, *(step for step in StepName if step not in LADDER)]
    return [answer_from(Asked(step, facts, viewer)) for step in order]
