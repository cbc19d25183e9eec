"""The blocks and the reasons of the ladder, each a question with two sentences: one for the printed procedure, one
for the person at the page (procedure, section 5). Pure: they read `Facts` and a `Viewer`, and write nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from incidents.access import Viewer
from incidents.conditions import conditions_in_words, conditions_met
from incidents.facts import Facts
from incidents.vocabulary import (
    CRITICISM_KINDS,
    DANGER_KINDS,
    PAST_A_HOLD,
    SAFEGUARDING_KINDS,
    SURE_ENOUGH,
    Channel,
    FindingKind,
    Part,
    SafeguardingAnswer,
)
from policies.models import ProcedureStep
from policies.vocabulary import LADDER, StepName
from schools.vocabulary import Role


@dataclass(frozen=True)
class Closing:
    """The outcome and reasons given at closing; absent when the question is asked beforehand."""

    outcome: str
    reasons: str


@dataclass(frozen=True)
class Asked:
    """The question: this step, on these facts, by this person; in an emergency or not."""

    step: StepName
    facts: Facts
    viewer: Viewer
    emergency: bool = False
    closing: Closing | None = None

    @property
    def row(self) -> ProcedureStep | None:
        """What the school's policy says of this step, if anything."""
        return self.facts.procedure.get(self.step)


@dataclass(frozen=True)
class Guard:
    """A block or a reason: its code, when it holds, what the person reads and what the printed procedure says."""

    code: str
    holds: Callable[[Asked], bool]
    sentence: str | Callable[[Asked], str]
    printed: str

    def says(self, asked: Asked) -> str:
        """The sentence for the person at the page."""
        return self.sentence if isinstance(self.sentence, str) else self.sentence(asked)


# Who decides


def deciders(asked: Asked) -> frozenset[Role]:
    """The offices that decide a step, besides the owner. Where the policy names senior leaders, the DSL counts too."""
    if asked.step == StepName.HAND_OVER:
        return frozenset({Role.HEAD})
    if asked.step not in LADDER:
        return frozenset({Role.HEAD, Role.SLT, Role.DSL})
    if asked.row is None:
        return frozenset({Role.HEAD})
    named = {Role(code) for code in asked.row.decided_by}
    return frozenset(named | ({Role.DSL} if Role.SLT in named else set())) - {Role.CHAIR, Role.GOVERNOR}


def _may_not_decide(asked: Asked) -> bool:
    return not asked.viewer.owns and not (asked.viewer.roles & deciders(asked))


def _who_decides(asked: Asked) -> str:
    offices = [role.label.lower() for role in Role if role in deciders(asked)]
    return f"Only whoever owns this incident or the {' or '.join(offices)} may decide this."


# Facts that blocks ask for


def _nobody_probable(asked: Asked) -> bool:
    wanted = {Part.AUTHOR, Part.SHARER, Part.RESPONDER}
    if asked.step == StepName.ASK_FOR_REMOVAL:
        wanted.add(Part.GROUP_ADMIN)
    return not any(each.part in wanted and each.identity in SURE_ENOUGH for each in asked.facts.involvements)


def safeguarding_holds_contact(facts: Facts) -> bool:
    """B6: the safeguarding question is open, or its latest answer says that nobody makes contact."""
    latest = facts.latest(FindingKind.SAFEGUARDING)
    if latest in (SafeguardingAnswer.HOLD_CONTACT, SafeguardingAnswer.TRANSFERRED):
        return True
    return not latest and bool(facts.kinds & SAFEGUARDING_KINDS)


def _safeguarding_sentence(asked: Asked) -> str:
    if asked.facts.latest(FindingKind.SAFEGUARDING):
        return "The safeguarding lead has asked that nobody makes contact about this."
    return "A child or adult may be at risk: wait for the safeguarding lead's answer before making contact."


def _only_criticism(asked: Asked) -> bool:
    return bool(asked.facts.kinds) and asked.facts.kinds <= CRITICISM_KINDS


def danger(facts: Facts) -> bool:
    """Danger comes first: telling the police needs no reason beyond the policy (procedure, section 5)."""
    return bool(facts.kinds & DANGER_KINDS) or bool(facts.of_kind(FindingKind.IMAGE_REFUSED))


def _danger_first(asked: Asked) -> bool:
    return asked.step == StepName.POLICE and danger(asked.facts)


def _nobody_could_report(asked: Asked) -> bool:
    members = (Part.WITNESS, Part.REPORTER, Part.GROUP_ADMIN)
    in_chat = asked.facts.incident.channel == Channel.CLOSED_CHAT
    return not asked.facts.has_link and not (in_chat and any(each.part in members for each in asked.facts.involvements))


def _hold_stops_closing(asked: Asked) -> bool:
    outcome = asked.closing.outcome if asked.closing else ""
    return asked.facts.in_hold and outcome not in PAST_A_HOLD


# Reasons


def _conditions_unmet(asked: Asked) -> bool:
    return asked.row is not None and not conditions_met(asked.row, asked.facts) and not _danger_first(asked)


def _conditions_sentence(asked: Asked) -> str:
    assert asked.row is not None
    return f"The policy keeps this for when {conditions_in_words(asked.row)}."


CONFLICT = Guard(
    "B1",
    lambda asked: asked.viewer.conflicted,
    "You have a conflict of interest in this incident, so somebody else decides.",
    "Shut to anybody with a conflict of interest.",
)
OFFICE = Guard("B2", _may_not_decide, _who_decides, "Shut to an office that does not decide it and does not own it.")
NOT_OURS = Guard(
    "B3",
    lambda asked: asked.facts.incident.channel != Channel.SCHOOL_OWNED,
    "The post is not on a channel that the school runs, so the school cannot block anybody there.",
    "Shut unless the post is on a channel the school itself runs.",
)
NO_CAPTURE = Guard(
    "B4",
    lambda asked: not asked.facts.has_capture,
    "Keep a capture of the post first: a screenshot, a PDF or the e-mail.",
    "Shut until a capture of the post is kept.",
)
NOBODY_SURE = Guard(
    "B5",
    _nobody_probable,
    "Nobody is yet known well enough: whoever posted it must be at least probable.",
    "Shut until somebody responsible is at least probable.",
)
SAFEGUARDING = Guard(
    "B6",
    lambda asked: safeguarding_holds_contact(asked.facts),
    _safeguarding_sentence,
    "Shut until the safeguarding lead has answered that contact may go ahead, where a child or adult may be at risk.",
)
HOLD = Guard(
    "B7",
    lambda asked: asked.facts.in_hold,
    "Contact is on hold. Lift the hold first.",
    "Shut while contact is on hold.",
)
NO_OUTCOME = Guard(
    "B8",
    lambda asked: asked.closing is not None and not asked.closing.outcome,
    "Choose an outcome.",
    "Shut without an outcome.",
)
NO_REASONS = Guard(
    "B8",
    lambda asked: asked.closing is not None and not asked.closing.reasons.strip(),
    "Give the reasons for closing.",
    "Shut without reasons.",
)
UNCHECKED = Guard(
    "B8",
    lambda asked: asked.facts.removal_unchecked,
    "Removal was asked for, and the post has not been checked since. Look whether it is still up.",
    "Shut when removal was asked for and the post was not checked since.",
)
OVERDUE = Guard(
    "B8",
    lambda asked: bool(asked.facts.overdue),
    "An action is overdue. Mark it as done first.",
    "Shut while an action is overdue.",
)
HOLD_AT_CLOSING = Guard(
    "B8",
    _hold_stops_closing,
    "Contact is on hold. Lift the hold first, unless this passes to safeguarding or the police.",
    "Shut while contact is on hold, save where it passes to safeguarding or the police.",
)
CLOSED = Guard(
    "B9",
    lambda asked: not asked.facts.incident.is_open,
    "This incident is closed. Reopen it first.",
    "Shut once the incident is closed.",
)
STILL_OPEN = Guard(
    "B9",
    lambda asked: asked.facts.incident.is_open,
    "This incident is open, so there is nothing to reopen.",
    "Shut while the incident is open.",
)

NOT_IN_POLICY = Guard(
    "R1",
    lambda asked: asked.row is None and not _danger_first(asked),
    "The school's policy does not have this step.",
    "Asks for a reason where the policy has no such step.",
)
CONDITIONS_UNMET = Guard(
    "R2", _conditions_unmet, _conditions_sentence, "Asks for a reason until the policy's conditions are met."
)
PROPORTION = Guard(
    "R3",
    lambda asked: _only_criticism(asked) and not _danger_first(asked),
    "The post is a complaint or criticism and nothing else: is this step in proportion?",
    "Asks for a reason where every category is a complaint or criticism.",
)
NO_EVIDENCE = Guard(
    "R4",
    lambda asked: not asked.facts.evidence,
    "No evidence is kept yet. What is the talk to be about, if the post disappears?",
    "Asks for a reason while no evidence of any kind is kept.",
)
NO_LINK = Guard(
    "R5",
    _nobody_could_report,
    "There is no link to the post, and nobody in the chat is known who could report it.",
    "Asks for a reason without a link to the post or a member of the chat who could report it.",
)
HOLD_EVIDENCE = Guard(
    "R6",
    lambda asked: asked.facts.in_hold,
    "Contact is on hold, and a post that the host removes may be evidence.",
    "Asks for a reason while contact is on hold.",
)
