"""What is known of one incident, loaded once in a fixed number of questions to the database. Writes nothing.

`Facts` is what the ladder, the pages and the letters read; nothing on it asks the database again.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from django.utils import timezone

from incidents.models import Evidence, Exclusion, Finding, Incident, Involvement, Post, Taken
from incidents.vocabulary import RESPONSIBLE, EvidenceKind, FindingKind, PostState
from policies.models import Category, ProcedureStep
from policies.vocabulary import StepName

TALKS = (StepName.DISCUSS, StepName.MEETING)
NOBODY = 0
"""Stands for a further post whose author is not known, where people are told apart by number."""


@dataclass
class Facts:
    """One incident and its rows, as they are at the moment `at`."""

    incident: Incident
    at: datetime
    categories: list[Category] = field(default_factory=list)
    all_involvements: list[Involvement] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    exclusions: list[Exclusion] = field(default_factory=list)
    procedure: dict[str, ProcedureStep] = field(default_factory=dict)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of the categories."""
        return frozenset(category.kind for category in self.categories)

    @cached_property
    def involvements(self) -> list[Involvement]:
        """The people linked and not unlinked."""
        return [each for each in self.all_involvements if each.linked]

    @property
    def responsible(self) -> list[Involvement]:
        """Those who made, shared or answered the post (S2-17)."""
        return [each for each in self.involvements if each.part in RESPONSIBLE]

    @property
    def has_capture(self) -> bool:
        """Whether a capture of the post is kept."""
        return any(each.kind == EvidenceKind.CAPTURE for each in self.evidence)

    @property
    def has_link(self) -> bool:
        """Whether there is a link to a post."""
        return any(post.url for post in self.posts)

    def of_kind(self, kind: FindingKind) -> list[Finding]:
        """The answers or observations of one kind, oldest first."""
        return [each for each in self.findings if each.kind == kind]

    def latest(self, kind: FindingKind) -> str:
        """The latest answer of a kind, or nothing."""
        found = self.of_kind(kind)
        return found[-1].value if found else ""

    def steps(self, *names: StepName) -> list[Taken]:
        """The steps of these names that were taken, oldest first."""
        return [each for each in self.taken if each.step in names]

    @property
    def in_hold(self) -> bool:
        """Whether contact with the parent is on hold."""
        holds = self.steps(StepName.HOLD, StepName.LIFT_HOLD)
        return bool(holds) and holds[-1].step == StepName.HOLD

    @property
    def removal_unchecked(self) -> bool:
        """Whether removal was asked for and the post was not looked at since (B8)."""
        asked = self.steps(StepName.ASK_FOR_REMOVAL)
        checks = self.of_kind(FindingKind.CHECK)
        return bool(asked) and not any(check.at >= asked[-1].at for check in checks)

    @property
    def pending(self) -> list[Taken]:
        """Actions with a date that are not done."""
        return [each for each in self.taken if each.due_at and not each.done_at]

    @property
    def overdue(self) -> list[Taken]:
        """Actions whose date has passed."""
        return [each for each in self.pending if each.due_at and each.due_at < self.at]

    @property
    def removal(self) -> str:
        """The latest check of whether the post is still up, or nothing."""
        return self.latest(FindingKind.CHECK)

    @property
    def gone(self) -> bool:
        """Whether the latest check found the post gone."""
        return self.removal == PostState.GONE

    @property
    def first_talk(self) -> Taken | None:
        """The first talk or meeting with a parent."""
        return next(iter(self.steps(*TALKS)), None)

    def people_who_continued(self) -> set[int]:
        """Who posted on a day after the day of the first talk (procedure, section 4, CONTINUED)."""
        if self.first_talk is None:
            return set()
        day = timezone.localdate(self.first_talk.at)
        return {post.by_id or NOBODY for post in self.posts if post.posted_on and post.posted_on > day}

    def people_who_refused(self) -> set[int]:
        """Whose latest answer is a refusal."""
        return {person for person, answer in self._latest_answers().items() if answer.value == "REFUSED"}

    def people_without_response(self) -> set[int]:
        """Who did not respond: recorded so, or a date set for them has passed; until they answer."""
        latest = self._latest_answers()
        silent = {person for person, answer in latest.items() if answer.value == "NO_RESPONSE"}
        for asked in self.steps(*TALKS, StepName.ASK_FOR_REMOVAL):
            if asked.due_at and asked.due_at < self.at and not self._answered_since(asked):
                silent.add(asked.to_id or NOBODY)
        return silent

    def _latest_answers(self) -> dict[int, Finding]:
        return {each.of_id or NOBODY: each for each in self.of_kind(FindingKind.PARENT)}

    def _answered_since(self, asked: Taken) -> bool:
        answers = [each for each in self.of_kind(FindingKind.PARENT) if each.value != "NO_RESPONSE"]
        return any(each.at >= asked.at and asked.to_id in (None, each.of_id) for each in answers)


def facts_of(incident: Incident, at: datetime) -> Facts:
    """Load what is known of an incident: eight questions, however many rows."""
    return Facts(
        incident=incident,
        at=at,
        categories=list(Category.objects.filter(categorisations__incident=incident)),
        all_involvements=list(incident.involvements.select_related("person", "user")),
        evidence=list(incident.evidence.select_related("kept_by")),
        posts=list(incident.posts.all()),
        taken=list(incident.steps_taken.select_related("by")),
        findings=list(incident.findings.select_related("by")),
        exclusions=list(incident.exclusions.select_related("user")),
        procedure={each.step: each for each in ProcedureStep.objects.filter(version=incident.adoption.version_id)},
    )
