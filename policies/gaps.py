"""What a policy is silent on (S1-46, S2-34), and what this product does there by default. Writes nothing.

A topic is spoken of where a row of the version shows it (a step of the ladder, days, a review date), or where whoever
keeps the policy says in which paragraph it stands. Everything else is a gap: it is filled by a default, and never
passed off as the policy's own.
"""

from collections.abc import Collection
from dataclasses import dataclass

from policies.models import PolicyVersion, ProcedureStep
from policies.vocabulary import StepName, Topic, citation

SHOWN_BY_A_STEP = {
    Topic.POLICE: StepName.POLICE,
    Topic.REMOVAL: StepName.ASK_FOR_REMOVAL,
    Topic.HOST: StepName.REPORT_TO_HOST,
    Topic.RESTRICT: StepName.RESTRICT,
    Topic.LEGAL_ADVICE: StepName.LEGAL_ADVICE,
}

BEYOND = "The owner, the head or the chair may {do}, and says why the school goes beyond its policy."
DEFAULTS = {
    Topic.WHO_DECIDES: "The head decides every step that the procedure does not give to somebody else. When a post is "
    "about the head, the chair of governors decides; when it is about both, the trust.",
    Topic.TIME_LIMITS: "No step has a set number of days. Whoever takes a step may set a date, counted in the school's "
    "own days.",
    Topic.RIGHT_OF_REPLY: "What the parent answers is kept with the incident. A closed incident can be reopened with a "
    "reason. Somebody who disagrees is shown the complaints procedure.",
    Topic.POLICE: f"{BEYOND.format(do='tell the police')} No reason is asked where somebody may be in danger, and an "
    "emergency is never held up.",
    Topic.REMOVAL: BEYOND.format(do="ask for a post to come down"),
    Topic.HOST: BEYOND.format(do="report a post to the host"),
    Topic.RESTRICT: f"Only on a channel of the school's own. {BEYOND.format(do='do it')}",
    Topic.LEGAL_ADVICE: BEYOND.format(do="take legal advice"),
    Topic.REPEATED: "Earlier breaches by the same people are shown beside a new incident. They open no step by "
    "themselves.",
    Topic.RECORD: "Everything done leaves a sentence with a name and a time, which nobody can change or remove.",
    Topic.RETENTION: "An incident is kept until the school has decided how long. A report that was begun and "
    "never sent is deleted after seven days.",
    Topic.TELLING_PARENTS: "The school notes each time it tells parents. Leaders see a warning when parents have not "
    "been told this school year; the policy still applies.",
    Topic.REVIEW: "The school enters when it means to review the policy. After that leaders see a warning; the policy "
    "still applies.",
}


@dataclass(frozen=True)
class Gap:
    """A topic: where the policy speaks of it, or what happens by default."""

    topic: Topic
    paragraph: str
    covered: bool
    default: str

    @property
    def cited(self) -> str:
        """Where it is, in words; empty where a row shows it without a paragraph."""
        return citation(self.paragraph)


def checklist(version: PolicyVersion, steps: Collection[ProcedureStep]) -> list[Gap]:
    """Every topic in order: covered or not, and what happens by default."""
    return [_gap(topic, version, steps) for topic in Topic]


def _gap(topic: Topic, version: PolicyVersion, steps: Collection[ProcedureStep]) -> Gap:
    shown, paragraph = _shown(topic, version, steps)
    said = version.said.get(topic, "")
    return Gap(topic, said or paragraph, shown or bool(said), DEFAULTS[topic])


def _shown(topic: Topic, version: PolicyVersion, steps: Collection[ProcedureStep]) -> tuple[bool, str]:
    """Whether a row of the version shows that it speaks of this, and in which paragraph."""
    if topic == Topic.REVIEW:
        return bool(version.review_due), ""
    if topic == Topic.TIME_LIMITS:
        rows = [each for each in steps if each.days]
    else:
        rows = [each for each in steps if each.step == SHOWN_BY_A_STEP.get(topic)]
    return bool(rows), next((each.paragraph for each in rows), "")
