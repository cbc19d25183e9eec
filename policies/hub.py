"""The page of a version: its parts and how far each is, its story, and what keeps it from going on. Writes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone

from policies.access import WORKS_ON_POLICY, keeps, version_before
from policies.documents import in_words
from policies.gaps import checklist
from policies.life import status_of
from policies.models import Milestone, PolicyVersion
from policies.next_act import Next, Stand, next_of, stand_of
from policies.page import Reading, reading_of
from policies.readiness import Reason, reasons_against
from policies.vocabulary import MilestoneKind, Status
from schools.access import Standing
from schools.dates import calendar_of

CONTROL = ("title", "written_by", "reviewed_by", "subject", "approving_body", "published", "review_due")
"""What a school fills in of document control; what the policy follows is often nothing."""

LOADED = ("steps", "categories", "linked", "issues", "suggestions")
ON_THE_WAY = (Status.DRAFT, Status.IN_REVIEW, Status.APPROVED)


@dataclass(frozen=True)
class Task:
    """A part of a version: the name of its page, and how far it is; `done` where nothing of it is missing."""

    label: str
    page: str
    state: str
    done: bool = True


@dataclass(frozen=True)
class Moment:
    """Something that happened to a version: when, what, and in whose words."""

    when: str
    sentence: str
    words: str = ""


@dataclass(frozen=True)
class Hub:
    """Everything that the page of a version shows."""

    stand: Stand
    next: Next
    reasons: Sequence[Reason]
    tasks: Sequence[Task]
    story: Sequence[Moment]
    reading: Reading
    draft: bool
    adopted: bool
    before: PolicyVersion | None


def hub_of(version: PolicyVersion, standing: Standing, on: date) -> Hub:
    """Gather the page: a fixed number of questions to the database."""
    prefetch_related_objects([version], *LOADED)
    reading, status = reading_of(version, on), status_of(version, on)
    return Hub(
        stand=stand_of(version, standing.school, on),
        next=next_of(version, standing, on),
        reasons=reasons_of(version) if status in ON_THE_WAY and not version.adoptions.all() else (),
        tasks=tasks_of(version, reading),
        story=story_of(version, standing),
        reading=reading,
        draft=status == Status.DRAFT,
        adopted=any(each.school_id == standing.school.pk for each in version.adoptions.all()),
        before=version_before(standing, version, on),
    )


def reasons_of(version: PolicyVersion) -> list[Reason]:
    """What keeps a version from going on, by the days of the school that keeps it."""
    assert version.policy.school is not None
    return reasons_against(version, calendar_of(version.policy.school))


def tasks_of(version: PolicyVersion, reading: Reading) -> list[Task]:
    """The parts of a version in the order of the document, each with how far it is."""
    return [*_suggested(version), *_written(version, reading), *_beside(version, reading)]


def _written(version: PolicyVersion, reading: Reading) -> Iterator[Task]:
    filled = sum(bool(getattr(version, name)) for name in CONTROL)
    paragraphs = sum(len(each.paragraphs) for each in reading.sections)
    categories = [each for each in version.categories.all() if not each.retired]
    steps, silent = version.steps.all(), [each for each in checklist(version, version.steps.all()) if not each.covered]
    control = f"{filled} of {len(CONTROL)} filled in"
    yield Task("Document control", "version_control", control, filled == len(CONTROL))
    text = f"{counted(paragraphs, 'paragraph')} in {counted(len(reading.sections), 'section')}"
    yield Task("The text", "version_text", text if paragraphs else "No paragraphs yet", bool(paragraphs))
    yield Task("Categories", "version_categories", counted(len(categories), "category", "categories"), bool(categories))
    yield Task("The procedure", "version_procedure", counted(len(steps), "step"), bool(steps))
    left = f"{counted(len(silent), 'topic')} left open" if silent else "Nothing left open"
    yield Task("What it does not say", "version_gaps", left)


def _beside(version: PolicyVersion, reading: Reading) -> Iterator[Task]:
    linked, issued = len(version.linked.all()), len(version.issues.all())
    yield Task("Linked policies", "version_linked", f"{linked} linked" if linked else "None linked")
    yield Task("Version history", "version_past", counted(len(reading.history), "line"))
    yield Task("Issued to", "version_issue", f"{issued} so far" if issued else "Nobody else yet")


def _suggested(version: PolicyVersion) -> Iterator[Task]:
    if suggestions := list(version.suggestions.all()):
        open_ = sum(each.accepted is None for each in suggestions)
        state = f"{open_} of {len(suggestions)} to decide" if open_ else "All decided"
        yield Task("Suggestions from the text", "version_suggestions", state, not open_)


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its word: "No steps yet", "1 step", "5 steps"."""
    words = one if number == 1 else many or f"{one}s"
    return f"{number} {words}" if number else f"No {words} yet"


def story_of(version: PolicyVersion, standing: Standing) -> list[Moment]:
    """What happened to a version, the first first: who, when, at which meeting; then where it was adopted.

    What keepers and governors wrote to each other on the way is for them, at the school that keeps the policy.
    """
    found, theirs = [], keeps(standing, version) and any(standing.may(each) for each in WORKS_ON_POLICY)
    if version.begun_at:
        who = f"{version.begun_by.name} began this version." if version.begun_by else "This version was begun."
        found.append(Moment(_when(version.begun_at), who, version.comments))
    for each in version.milestones.all():
        found.append(Moment(_when(each.at), _happened(each), each.note if theirs else ""))
    adoptions = sorted(version.adoptions.all(), key=lambda each: each.adopted_on)
    return found + [Moment(f"From {each.adopted_on:%-d %B %Y}", f"{each.school} adopted it.") for each in adoptions]


def _when(at: datetime) -> str:
    return f"{timezone.localtime(at):%-d %B %Y at %H:%M}"


def _happened(milestone: Milestone) -> str:
    who = milestone.by.name if milestone.by else ""
    if milestone.kind == MilestoneKind.APPROVED:
        return _approved(milestone, who)
    done = {
        MilestoneKind.SENT: ("sent it to the governors", "It was sent to the governors"),
        MilestoneKind.RETURNED: ("sent it back to be changed", "It was sent back to be changed"),
        MilestoneKind.WITHDRAWN: ("withdrew it", "It was withdrawn"),
    }
    active, passive = done[MilestoneKind(milestone.kind)]
    return f"{who} {active}." if who else f"{passive}."


def _approved(milestone: Milestone, who: str) -> str:
    meeting = f", meeting on {in_words(milestone.on)}" if "-" in milestone.on else ""
    if milestone.on and not meeting:
        meeting = f", meeting in {milestone.on}"
    said = f"{milestone.body or 'The governors'} approved it{meeting}."
    return f"{said} {who} recorded it." if who else said
