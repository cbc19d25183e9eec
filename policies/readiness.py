"""What keeps a version from going to the governors, and from being adopted, in plain sentences. Pure; writes nothing.

A policy may leave out nearly everything (S1-46, S2-34). What it may not lack is what an incident needs: words to go by,
a category to choose, and a procedure that can bring it to an end. Nor may it be due for review before it was published.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from policies.documents import before, in_words
from policies.life import status_of
from policies.models import PolicyVersion
from policies.unusual import problems
from policies.vocabulary import Status
from schools.calendar import Calendar, UnreadableDate

NO_TITLE = "It has no title."
NO_TEXT = "It has no text yet: not one paragraph."
NO_CATEGORY = "It has no category, so that nobody could say what a post is about."
REVIEW_FIRST = "It is due for review ({review_due}) before it is published ({published}). Put one of the dates right."


UNAPPROVED = "Only a version that the governors approved is adopted. Send it to them first."
UNSETTLED = (
    "This version is not settled yet. Change it while it is a draft, or wait for the governors, before a new one."
)
WRONG_MOMENT = "This version is {status}. It cannot be {done} as it stands."
ADOPTED = "A version that was adopted is not {done}. Make a new version, and change that."


class Doing(Enum):
    """What is done with a version in its life: in words, and from which status."""

    SEND = "sent to the governors", (Status.DRAFT,)
    SEND_BACK = "sent back", (Status.IN_REVIEW, Status.APPROVED)
    APPROVE = "approved", (Status.IN_REVIEW,)
    WITHDRAW = "withdrawn", (Status.DRAFT, Status.IN_REVIEW, Status.APPROVED)
    ADOPT = "adopted", (Status.APPROVED, Status.SUPERSEDED)
    REVISE = "copied", (Status.APPROVED, Status.SUPERSEDED, Status.WITHDRAWN)


SAID_OTHERWISE = {Doing.ADOPT: UNAPPROVED, Doing.REVISE: UNSETTLED}


def wrong_moment(version: PolicyVersion, doing: Doing, on: date) -> str:
    """Why this cannot be done with a version from where it is; empty where it can."""
    done, expected = doing.value
    status = status_of(version, on)
    if doing in (Doing.SEND_BACK, Doing.WITHDRAW) and version.adoptions.all():
        return ADOPTED.format(done=done)
    if status in expected:
        return ""
    return SAID_OTHERWISE.get(doing) or WRONG_MOMENT.format(status=status.label.lower(), done=done)


@dataclass(frozen=True)
class Reason:
    """Why a version cannot go on, and the name of the page on which that is put right."""

    sentence: str
    page: str


def reasons_against(version: PolicyVersion, calendar: Calendar) -> list[Reason]:
    """Everything that keeps a version from the governors, in the order of the document."""
    return list(_reasons(version, calendar))


def _reasons(version: PolicyVersion, calendar: Calendar) -> Iterator[Reason]:
    if not version.title.strip():
        yield Reason(NO_TITLE, "version_control")
    if sentence := review_before_publication(version, version.review_due, calendar):
        yield Reason(sentence, "version_control")
    if not any(each["text"].strip() for section in version.sections for each in section["paragraphs"]):
        yield Reason(NO_TEXT, "version_text")
    if all(each.retired for each in version.categories.all()):
        yield Reason(NO_CATEGORY, "version_categories")
    for sentence in problems(version.steps.all()):
        yield Reason(sentence, "version_procedure")


def review_before_publication(version: PolicyVersion, review_due: str, calendar: Calendar) -> str:
    """Why a review date cannot be: the document was not published yet. Empty where it can, or where a date is none."""
    try:
        wrong = before(review_due, version.published, calendar)
    except UnreadableDate:
        return ""
    dates = {"review_due": in_words(review_due), "published": in_words(version.published)}
    return REVIEW_FIRST.format(**dates) if wrong else ""
