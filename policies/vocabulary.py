"""The words a policy version is made of: kinds of category, steps, conditions, and the groups governors see.

Codes are stable and never shown; labels are what a person reads. Which facts meet a condition, and what else bars a
step, belongs to the incidents' ladder. S1 is the joint academy policy, S2 the primary school's (procedure, 2 and 4).
"""

from django.db import models


class CategoryKind(models.TextChoices):
    """What a category is about, whatever the school calls it. The kind gives a category its behaviour."""

    # Named by the joint academy policy, S1-22 to S1-32.
    PUPIL_NAMED = "PUPIL_NAMED", "Names or comments on a pupil"
    ALLEGATION = "ALLEGATION", "Makes an allegation about a person"
    CYBERBULLYING = "CYBERBULLYING", "Could be online bullying"
    COMPLAINT = "COMPLAINT", "Complains about the school or its staff"
    DEFAMATORY = "DEFAMATORY", "Is said to be defamatory"
    OFFENSIVE = "OFFENSIVE", "Is negative or offensive about a person"
    RACIST = "RACIST", "Has a racist element"
    THREAT = "THREAT", "Threatens or encourages violence"
    CONTACT_CHILD = "CONTACT_CHILD", "Is in touch online with somebody else's child"
    IMAGE_CHILD = "IMAGE_CHILD", "Shows somebody else's child without permission"
    STAFF_CONTACT = "STAFF_CONTACT", "Seeks out staff through their own accounts"
    # Named by the primary school's policy, S2-19 to S2-27.
    DISREPUTE = "DISREPUTE", "Could bring the school into disrepute"
    RISK_OF_HARM = "RISK_OF_HARM", "Puts a child or an adult at risk of harm"
    UNTRUE = "UNTRUE", "Is untrue or inaccurate"
    ABUSIVE = "ABUSIVE", "Is abusive towards a person"
    LEADERSHIP_CRITICISM = "LEADERSHIP_CRITICISM", "Criticises how the school is led"
    # Added by schools (domain 2.1). OTHER needs a sentence.
    HATE_OTHER = "HATE_OTHER", "Shows hate of another protected group"
    IMPERSONATION = "IMPERSONATION", "Pretends to be the school or a person"
    PRIVACY = "PRIVACY", "Shares what is private or confidential"
    CHILD_MISUSE = "CHILD_MISUSE", "A child's own misuse, known to a parent"
    OTHER = "OTHER", "Something else"


class StepName(models.TextChoices):
    """What a school may do about a post: the eight steps of the ladder, then those open under every policy."""

    DISCUSS = "DISCUSS", "Talk with the parent"
    MEETING = "MEETING", "Meet the parent"
    ASK_FOR_REMOVAL = "ASK_FOR_REMOVAL", "Ask for the post to come down"
    WRITTEN_WARNING = "WRITTEN_WARNING", "Send a written warning"
    LEGAL_ADVICE = "LEGAL_ADVICE", "Take legal advice"
    POLICE = "POLICE", "Tell the police"
    RESTRICT = "RESTRICT", "Block or limit on a school channel"
    REPORT_TO_HOST = "REPORT_TO_HOST", "Report it to the host"
    SAFEGUARD = "SAFEGUARD", "Tell the safeguarding lead"
    COMPLAINTS = "COMPLAINTS", "Send to the complaints procedure"
    SUPPORT = "SUPPORT", "Support the person targeted"
    HAND_OVER = "HAND_OVER", "Hand over"
    HOLD = "HOLD", "Put contact on hold"
    LIFT_HOLD = "LIFT_HOLD", "Lift the hold"
    CLOSE = "CLOSE", "Close"
    REOPEN = "REOPEN", "Reopen"


LADDER: tuple[StepName, ...] = (
    *(StepName.DISCUSS, StepName.MEETING, StepName.ASK_FOR_REMOVAL, StepName.WRITTEN_WARNING),
    *(StepName.LEGAL_ADVICE, StepName.POLICE, StepName.RESTRICT, StepName.REPORT_TO_HOST),
)
"""The only steps that a policy describes. A step a policy leaves out is not in it (R1)."""


class Condition(models.TextChoices):
    """What a policy's own words ask for before a step. The labels are sentences a head can check against the facts."""

    REFUSED = "REFUSED", "The parent was asked and refused."  # S1-41
    CONTINUED = "CONTINUED", "The same person posted again after the school spoke to them."  # S1-41
    NO_RESPONSE = "NO_RESPONSE", "The parent has not answered, or the date set for an answer has passed."
    HATE = "HATE", "The post has a racist element or shows hate of another protected group."  # S2-30
    VIOLENCE = "VIOLENCE", "The post threatens or encourages violence."  # S2-31
    OTHER_OFFENCE = "OTHER_OFFENCE", "Somebody recorded which other offence they suspect, and why."  # S2-32
    CRITICISM = "CRITICISM", "The post criticises how the school is led."  # S2-27


class ConditionMode(models.TextChoices):
    """Whether a step asks for all of its conditions (S1-41: refuses and continues) or any of them (S2-30, S2-31)."""

    ALL = "ALL", "All of these"
    ANY = "ANY", "Any of these"


class MilestoneKind(models.TextChoices):
    """What happens to a version between its first draft and its adoption."""

    SENT = "SENT", "Sent to governors"
    RETURNED = "RETURNED", "Sent back to be changed"
    APPROVED = "APPROVED", "Approved"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class Status(models.TextChoices):
    """Where a version is in its life (S1-06)."""

    DRAFT = "DRAFT", "Draft"
    IN_REVIEW = "IN_REVIEW", "With the governors"
    APPROVED = "APPROVED", "Approved"
    SUPERSEDED = "SUPERSEDED", "Superseded"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class Topic(models.TextChoices):
    """What many policies do not say (S1-46, S2-34). What happens then by default is in `gaps.py`."""

    WHO_DECIDES = "WHO_DECIDES", "Who decides"
    TIME_LIMITS = "TIME_LIMITS", "Time limits"
    RIGHT_OF_REPLY = "RIGHT_OF_REPLY", "Right of reply and appeal"
    POLICE = "POLICE", "The police"
    REMOVAL = "REMOVAL", "Asking for a post to come down"
    HOST = "HOST", "Reporting to the host"
    RESTRICT = "RESTRICT", "Blocking or limiting somebody"
    LEGAL_ADVICE = "LEGAL_ADVICE", "Legal advice"
    REPEATED = "REPEATED", "When it happens again"
    RECORD = "RECORD", "Keeping a record"
    RETENTION = "RETENTION", "How long records are kept"
    TELLING_PARENTS = "TELLING_PARENTS", "How parents are told"
    REVIEW = "REVIEW", "Review date"


_K = CategoryKind
GROUPS: dict[str, tuple[CategoryKind, ...]] = {
    "about staff": (_K.ALLEGATION, _K.DEFAMATORY, _K.OFFENSIVE, _K.UNTRUE, _K.ABUSIVE, _K.IMPERSONATION),
    "about pupils": (_K.PUPIL_NAMED,),
    "criticism and complaint": (_K.COMPLAINT, _K.LEADERSHIP_CRITICISM),
    "hate": (_K.RACIST, _K.HATE_OTHER),
    "threats and harm": (_K.THREAT, _K.RISK_OF_HARM, _K.CYBERBULLYING),
    "images and privacy": (_K.IMAGE_CHILD, _K.PRIVACY),
    "contact": (_K.CONTACT_CHILD, _K.STAFF_CONTACT),
    "other": (_K.DISREPUTE, _K.CHILD_MISUSE, _K.OTHER),
}
"""The kinds as governors see them (domain 6.1). Every kind is in exactly one group."""


def group_of(kind: str) -> str:
    """The group in which governors see a kind of category. Raises ValueError for a code that is none."""
    return next(group for group, kinds in GROUPS.items() if CategoryKind(kind) in kinds)


def citation(paragraph: str) -> str:
    """A paragraph as people say it: "paragraphs 41 and 42" for "S1-41, S1-42". What is no number stays as it is."""
    numbers = [each.rpartition("-")[2] for each in paragraph.split(", ") if "-" in each]
    if not numbers:
        return paragraph
    *first, last = numbers
    return f"paragraphs {', '.join(first)} and {last}" if first else f"paragraph {last}"
