"""The facts recorded on an incident, as codes with plain-English labels (procedure, section 3).

Codes are stable and never shown; labels are what a person reads.
"""

from django.db import models

from policies.vocabulary import CategoryKind


class Channel(models.TextChoices):
    """Where the post is. SCHOOL_OWNED is what the school itself can moderate (S1-43)."""

    SOCIAL_NETWORK = "SOCIAL_NETWORK", "Social network"
    CLOSED_CHAT = "CLOSED_CHAT", "Private chat or message group"
    FORUM = "FORUM", "Forum"
    BLOG = "BLOG", "Blog"
    VIDEO = "VIDEO", "Video site"
    MICROBLOG = "MICROBLOG", "Short-post site"
    REVIEW = "REVIEW", "Review site"
    EMAIL_OR_TEXT = "EMAIL_OR_TEXT", "E-mail or text message"
    SCHOOL_OWNED = "SCHOOL_OWNED", "The school's own site, page or class app"
    OTHER = "OTHER", "Somewhere else"


class Audience(models.TextChoices):
    """Who could see the post."""

    PUBLIC = "PUBLIC", "Anybody"
    CLOSED_GROUP = "CLOSED_GROUP", "Members of a group"
    PRIVATE = "PRIVATE", "Only the people it was sent to"


class Part(models.TextChoices):
    """A person's part in an incident (S2-17: makes, shares or responds)."""

    AUTHOR = "AUTHOR", "Wrote it"
    SHARER = "SHARER", "Shared it"
    RESPONDER = "RESPONDER", "Answered or liked it"
    GROUP_ADMIN = "GROUP_ADMIN", "Runs the group or page"
    TARGET = "TARGET", "It is about them"
    ACCUSED = "ACCUSED", "Accused of something in it"
    NAMED = "NAMED", "Named in it"
    WITNESS = "WITNESS", "Saw it"
    REPORTER = "REPORTER", "Told the school"


RESPONSIBLE = (Part.AUTHOR, Part.SHARER, Part.RESPONDER)
"""Those a policy may address, and whose earlier breaches count."""

EXCLUDING = (Part.ACCUSED, *RESPONSIBLE, Part.GROUP_ADMIN)
"""Parts that keep somebody who can sign in from seeing the incident (procedure, section 6)."""

CONFLICTING = (*EXCLUDING, Part.TARGET)
"""Parts that keep somebody who can sign in from deciding."""


class Identity(models.TextChoices):
    """How sure it is that this is the person."""

    UNKNOWN = "UNKNOWN", "Not known"
    POSSIBLE = "POSSIBLE", "Possible"
    PROBABLE = "PROBABLE", "Probable"
    CONFIRMED = "CONFIRMED", "Confirmed"


SURE_ENOUGH = (Identity.PROBABLE, Identity.CONFIRMED)


class EvidenceKind(models.TextChoices):
    """What is kept."""

    CAPTURE = "CAPTURE", "Screenshot, PDF, saved page or e-mail"
    STATEMENT = "STATEMENT", "A witness's own words"


class ParentAnswer(models.TextChoices):
    """What the parent answered."""

    AGREED = "AGREED", "Agreed"
    REFUSED = "REFUSED", "Refused"
    NO_RESPONSE = "NO_RESPONSE", "Did not answer"
    UNAWARE = "UNAWARE", "Had not realised"
    APOLOGISED = "APOLOGISED", "Apologised"
    DISPUTED = "DISPUTED", "Sees it differently"


class PostState(models.TextChoices):
    """Is it still up?"""

    UP = "UP", "Still up"
    EDITED = "EDITED", "Edited"
    GONE = "GONE", "Gone"
    CANNOT_SEE = "CANNOT_SEE", "We cannot see it"
    UP_BY_AGREEMENT = "UP_BY_AGREEMENT", "Left up by agreement"


class SafeguardingAnswer(models.TextChoices):
    """What the safeguarding lead answered."""

    NOT_NEEDED = "NOT_NEEDED", "No safeguarding concern"
    CONTACT_MAY_GO_AHEAD = "CONTACT_MAY_GO_AHEAD", "Contact with the parent may go ahead"
    HOLD_CONTACT = "HOLD_CONTACT", "Hold all contact for now"
    TRANSFERRED = "TRANSFERRED", "Handled by safeguarding from here"


class HostAnswer(models.TextChoices):
    """What the host answered."""

    WAITING = "WAITING", "Waiting for an answer"
    REMOVED = "REMOVED", "Removed it"
    REFUSED = "REFUSED", "Refused"
    NO_ANSWER = "NO_ANSWER", "No answer"


class Outcome(models.TextChoices):
    """How an incident ended."""

    NOT_A_BREACH = "NOT_A_BREACH", "Not a breach of the policy"
    COMPLAINTS_PROCEDURE = "COMPLAINTS_PROCEDURE", "Sent to the complaints procedure"
    RESOLVED_BY_DISCUSSION = "RESOLVED_BY_DISCUSSION", "Resolved by talking"
    REMOVED_BY_PARENT = "REMOVED_BY_PARENT", "Removed by the parent"
    REMOVED_BY_GROUP_ADMIN = "REMOVED_BY_GROUP_ADMIN", "Removed by whoever runs the group"
    REMOVED_BY_HOST = "REMOVED_BY_HOST", "Removed by the host"
    RESTRICTED = "RESTRICTED", "Blocked or limited on a school channel"
    ADVICE_TAKEN = "ADVICE_TAKEN", "Legal advice taken"
    POLICE_MATTER = "POLICE_MATTER", "With the police"
    SAFEGUARDING_TRANSFER = "SAFEGUARDING_TRANSFER", "Passed to safeguarding"
    NOT_ESTABLISHED = "NOT_ESTABLISHED", "Could not be established"
    NO_FURTHER_ACTION = "NO_FURTHER_ACTION", "No further action"


NO_BREACH_OUTCOMES = (
    Outcome.NOT_A_BREACH,
    Outcome.COMPLAINTS_PROCEDURE,
    Outcome.NOT_ESTABLISHED,
    Outcome.SAFEGUARDING_TRANSFER,
    Outcome.NO_FURTHER_ACTION,
)
PAST_A_HOLD = (Outcome.SAFEGUARDING_TRANSFER, Outcome.POLICE_MATTER)
"""A hold does not stop closing with these (B8)."""

CRITICISM_KINDS = frozenset({CategoryKind.COMPLAINT, CategoryKind.LEADERSHIP_CRITICISM})
DANGER_KINDS = frozenset(
    {CategoryKind.CONTACT_CHILD, CategoryKind.RISK_OF_HARM, CategoryKind.THREAT, CategoryKind.RACIST}
)
SAFEGUARDING_KINDS = frozenset({CategoryKind.CONTACT_CHILD, CategoryKind.RISK_OF_HARM})


class FindingKind(models.TextChoices):
    """The dated answers and observations on an incident."""

    PARENT = "PARENT", "The parent's answer"
    CHECK = "CHECK", "Is it still up?"
    SAFEGUARDING = "SAFEGUARDING", "The safeguarding answer"
    HOST = "HOST", "The host's answer"
    OFFENCE = "OFFENCE", "A suspected offence"
    IMAGE_REFUSED = "IMAGE_REFUSED", "An intimate image was refused"
    FACE_TO_FACE = "FACE_TO_FACE", "As if said face to face"  # S2-28
    CONCERN = "CONCERN", "The parent's own concern"  # S1-37
    PERMISSION = "PERMISSION", "Permission for a picture"  # S1-31
    RACIST_LOG = "RACIST_LOG", "The log of racist incidents"  # S1-28
    NOT_ADVISED = "NOT_ADVISED", "Legal advice considered and not taken"  # S1-42


class LetterKind(models.TextChoices):
    """Letters, and the step each belongs to is in `letters.py`."""

    INVITATION = "INVITATION", "Invitation to talk"
    REMOVAL_REQUEST = "REMOVAL_REQUEST", "Request to take the post down"
    WARNING = "WARNING", "Written warning"
    RESTRICTION = "RESTRICTION", "Notice of a block or limit"
    CLOSING = "CLOSING", "Closing letter"
    NO_BREACH = "NO_BREACH", "No-breach letter"


class LetterState(models.TextChoices):
    """Where a letter stands."""

    DRAFT = "DRAFT", "Draft"
    APPROVED = "APPROVED", "Approved"
    SENT = "SENT", "Sent"
    VOID = "VOID", "Void"


class SentHow(models.TextChoices):
    """How a letter went out."""

    POST = "post", "By post"
    EMAIL = "email", "By e-mail"
    HAND = "hand", "By hand"


class Rule(models.TextChoices):
    """Which rule of the school's schedule an incident falls under, once it is closed (domain 6.4)."""

    CONTACT = "CONTACT", "Ended by talking, by removal or without more"
    NO_BREACH = "NO_BREACH", "Not a breach, or sent to the complaints procedure"
    LEGAL = "LEGAL", "Led to legal advice or the police"
    SAFEGUARDING = "SAFEGUARDING", "Passed to safeguarding"
    LOOKS = "LOOKS", "Who looked at an incident that was disposed of"
    LEAVERS = "LEAVERS", "The names of people who left"


class Erases(models.TextChoices):
    """What is erased, and how."""

    DISPOSE = "DISPOSE", "Dispose of the incident"
    ANONYMISE = "ANONYMISE", "Take every name and word out of the incident"
    PERSON = "PERSON", "Erase somebody wrongly linked"
    LOOKS = "LOOKS", "Dispose of who looked at an incident"
    NAME = "NAME", "Let go of the name of somebody who left"
