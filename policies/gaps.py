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

PROCEDURE, DOCUMENT_CONTROL = "the procedure", "document control"

BEYOND = "Whoever owns the incident or the head may {do}, and says why the school goes beyond its policy."
DEFAULTS = {
    Topic.WHO_DECIDES: "The head decides every step that the procedure does not give to another office, and so does "
    "whoever owns the incident. When a post is about the head, the chair of governors owns it; when it is about both, "
    "the trust lead, or, at a school without a trust, a governor whom the administrator appoints.",
    Topic.TIME_LIMITS: "No step has a set number of days. Whoever talks with the parent, meets them or asks for a post "
    "to come down may set a date; once it has passed it shows as overdue.",
    Topic.RIGHT_OF_REPLY: "Every letter asks the parent to say so if they see it differently, and names the complaints "
    "procedure. What the parent answers is kept with the incident. A closed incident can be reopened with a reason.",
    Topic.POLICE: f"{BEYOND.format(do='tell the police')} No such reason is asked where the post threatens violence, "
    "has a racist element or puts somebody at risk, and an emergency is never held up.",
    Topic.REMOVAL: f"{BEYOND.format(do='ask for a post to come down')} A capture of the post has to be kept first.",
    Topic.HOST: f"{BEYOND.format(do='report a post to the host')} A capture of the post has to be kept first.",
    Topic.RESTRICT: f"Only on a channel of the school's own. {BEYOND.format(do='do it')}",
    Topic.LEGAL_ADVICE: BEYOND.format(do="take legal advice"),
    Topic.REPEATED: "Earlier breaches by the same people are shown beside a new incident. They open no step by "
    "themselves, and a complaint is never counted as one.",
    Topic.RECORD: "Everything done leaves a sentence with a name and a time. Nobody can change or remove it without "
    "its being found out.",
    Topic.RETENTION: "Nothing deletes an incident by itself: how long the school needs it is the school's to decide. A "
    "report that was begun and never sent is deleted seven days after it was last saved.",
    Topic.TELLING_PARENTS: "The school notes each time it tells parents. Leaders see a warning when parents have not "
    "been told this school year; the policy still applies.",
    Topic.REVIEW: "The school enters when it means to review the policy. After that leaders see a warning; the policy "
    "still applies.",
}


@dataclass(frozen=True)
class Gap:
    """A topic: where the policy speaks of it, or what happens by default.

    `shown_by` is what shows it without anybody's saying so: the procedure, or document control.
    """

    topic: Topic
    paragraph: str
    covered: bool
    default: str
    shown_by: str = ""

    @property
    def cited(self) -> str:
        """Where it is, in words; empty where a row shows it without a paragraph."""
        return citation(self.paragraph)


def checklist(version: PolicyVersion, steps: Collection[ProcedureStep]) -> list[Gap]:
    """Every topic in order: covered or not, and what happens by default."""
    return [_gap(topic, version, steps) for topic in Topic]


def _gap(topic: Topic, version: PolicyVersion, steps: Collection[ProcedureStep]) -> Gap:
    shown_by, paragraph = _shown(topic, version, steps)
    said = version.said.get(topic, "")
    return Gap(topic, said or paragraph, bool(shown_by or said), DEFAULTS[topic], shown_by)


def _shown(topic: Topic, version: PolicyVersion, steps: Collection[ProcedureStep]) -> tuple[str, str]:
    """Which part of the version shows that it speaks of this, if one does, and in which paragraph."""
    if topic == Topic.REVIEW:
        return (DOCUMENT_CONTROL if version.review_due else "", "")
    if topic == Topic.TIME_LIMITS:
        rows = [each for each in steps if each.days]
    else:
        rows = [each for each in steps if each.step == SHOWN_BY_A_STEP.get(topic)]
    return PROCEDURE if rows else "", next((each.paragraph for each in rows), "")
