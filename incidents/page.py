"""Everything that the page of an incident shows, gathered once in a fixed number of questions. Writes nothing.

What may be done comes from the ladder, what was done from the story; this only puts them in the order in which a
head of school needs them: what may be done next, what is waiting, then the facts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from incidents.access import Viewer, incidents_for, viewer_of
from incidents.breaches import earlier_breaches
from incidents.clocks import ready_for_rhc
from incidents.considering import Question, asked
from incidents.facts import Facts, facts_of
from incidents.guards import Asked, Closing, safeguarding_holds_contact
from incidents.ladder import STEPS, Answer, answer_from, offers
from incidents.linking import Linked, linked_to
from incidents.models import Exclusion, Finding, Incident, Involvement, LegalHold, Letter, Post, Taken
from incidents.need_to_know import Reading, dressed
from incidents.ownership import owner_in_words
from incidents.policy_warnings import notices_of, told_before, warnings_for
from incidents.retention import hold_on
from incidents.timeline import Line, story
from incidents.vocabulary import FindingKind, Outcome, ParentAnswer, PostState
from policies.in_force import Warning
from policies.models import ProcedureStep
from policies.vocabulary import LADDER, StepName, citation
from schools.access import Standing
from schools.addresses import Address, shown
from schools.calendar import Calendar
from schools.dates import dates_of
from schools.vocabulary import Role

OWN_PAGES = {StepName.HAND_OVER: "hand_over", StepName.CLOSE: "close", StepName.REOPEN: "reopen"}
ORDER = ("open", "reason", "shut")


@dataclass(frozen=True)
class Offer:
    """A step as the page offers it: the ladder's answer, what the policy says of it, and where it was taken before."""

    answer: Answer
    row: ProcedureStep | None
    url: str
    taken: Sequence[Taken] = ()

    @property
    def status(self) -> str:
        """`open`, `reason` or `shut`."""
        return self.answer.status.value

    @property
    def label(self) -> str:
        """What the button says."""
        return self.answer.step.label

    @property
    def paragraph(self) -> str:
        """Where the policy says it, in words; empty where it has no such step."""
        return citation(self.row.paragraph) if self.row else ""


@dataclass(frozen=True)
class Waiting:
    """An action that is not done: a step whose date is still to come, or has passed."""

    step: StepName
    due_at: datetime
    overdue: bool
    to: Sequence[str]
    url: str


@dataclass(frozen=True)
class Shown:
    """A post with its address in pieces, and who seems to have posted it."""

    post: Post
    address: Address | None
    by: str


@dataclass(frozen=True)
class Known:
    """Somebody linked, with what they answered last."""

    link: Involvement
    answer: Finding | None

    @property
    def said(self) -> str:
        """Their answer in words."""
        return ParentAnswer(self.answer.value).label.lower() if self.answer else ""


@dataclass
class IncidentPage:
    """What the page of an incident shows to one person."""

    incident: Incident
    facts: Facts
    viewer: Viewer
    story: list[Line]
    letters: list[Letter]
    links: list[Linked]
    earlier: list[Incident]
    warnings: list[Warning]
    told: str
    reading: Reading
    legal_hold: LegalHold | None = None

    @property
    def wrongly_linked(self) -> list[Involvement]:
        """Those who were taken off and are still kept; no name of theirs is shown."""
        return [each for each in self.facts.all_involvements if not each.linked]

    @cached_property
    def offered(self) -> list[Offer]:
        """Every step, with the ladder's answer."""
        return [self._offer(each) for each in offers(self.facts, self.viewer)]

    def _offer(self, found: Answer) -> Offer:
        rows, taken = self.facts.procedure, self.facts.steps(found.step)
        return Offer(found, rows.get(found.step), self._url_of(found.step), taken)

    def _url_of(self, step: StepName, name: str = "take_step") -> str:
        args = [self.incident.school.slug, self.incident.reference]
        if step in OWN_PAGES:
            return reverse(OWN_PAGES[step], args=args)
        return reverse(name, args=[*args, step.value.lower().replace("_", "-")])

    @property
    def ladder(self) -> list[Offer]:
        """The steps of the ladder: those that are open first, then those that ask for a reason, then the others.

        Within each, those not taken yet come first, in the policy's own order; those it does not have come last.
        """
        rows = list(self.facts.procedure)
        steps = [each for each in self.offered if each.answer.step in LADDER]
        place = {each.answer.step: rows.index(each.answer.step) if each.row else len(rows) for each in steps}
        return sorted(steps, key=lambda each: (ORDER.index(each.status), bool(each.taken), place[each.answer.step]))

    @property
    def next_step(self) -> StepName | None:
        """The first step of the policy that is open and not taken yet: the one button that stands out.

        Never a serious step: the early and quiet one is the way that a page may suggest.
        """
        fresh = (each for each in self.ladder if each.answer.is_open and each.row and not each.taken)
        return next((each.answer.step for each in fresh if not STEPS[each.answer.step].serious), None)

    @property
    def always(self) -> list[Offer]:
        """The steps open under every policy, without those that would change nothing."""
        idle = {
            StepName.REOPEN if self.incident.is_open else StepName.CLOSE,
            StepName.HOLD if self.facts.in_hold else StepName.LIFT_HOLD,
        }
        return [each for each in self.offered if each.answer.step not in LADDER and each.answer.step not in idle]

    @property
    def closes_past_a_hold(self) -> bool:
        """Whether a hold is all that stands against closing, so that two outcomes remain (B8)."""
        closing = Closing(Outcome.POLICE_MATTER, "-")
        ahead = Asked(StepName.CLOSE, self.facts, self.viewer, closing=closing)
        return self.facts.in_hold and answer_from(ahead).is_open

    @property
    def waiting(self) -> list[Waiting]:
        """What is to be done by a day, one a step, the earliest first and so the overdue before all others."""
        found: dict[str, list[Taken]] = {}
        for each in sorted(self.facts.pending, key=lambda each: each.due_at or self.facts.at):
            found.setdefault(each.step, []).append(each)
        return [self._waiting(StepName(step), rows) for step, rows in found.items()]

    def _waiting(self, step: StepName, rows: list[Taken]) -> Waiting:
        due = rows[0].due_at or self.facts.at
        to = list(dict.fromkeys(self._name_of(each.to_id) for each in rows if each.to_id))
        return Waiting(step, due, due < self.facts.at, to, self._url_of(step, "mark_done"))

    def _name_of(self, involvement: int | None) -> str:
        """The name of somebody linked. Nobody's, once they were unlinked."""
        return next((each.shown for each in self.facts.involvements if each.pk == involvement), "")

    @property
    def posts(self) -> list[Shown]:
        """The reported post, and further ones."""
        return [
            Shown(post, shown(post.url) if post.url else None, self._name_of(post.by_id)) for post in self.facts.posts
        ]

    @property
    def people(self) -> list[Known]:
        """The people linked, each with their latest answer."""
        answers = {each.of_id: each for each in self.facts.of_kind(FindingKind.PARENT)}
        return [Known(each, answers.get(each.pk)) for each in self.facts.involvements]

    @property
    def still_up(self) -> str:
        """What the latest check found, in words."""
        checks = self.facts.of_kind(FindingKind.CHECK)
        return f"{PostState(checks[-1].value).label}, {_day(checks[-1].at)}" if checks else ""

    @property
    def questions(self) -> list[Question]:
        """What is worth considering here beside the steps."""
        return asked(self.facts)

    @property
    def hands_over(self) -> bool:
        """Whether this person may hand the incident over."""
        return any(each.answer.step == StepName.HAND_OVER and each.answer.is_open for each in self.offered)

    @property
    def kept_out(self) -> list[Exclusion]:
        """Who is kept from seeing the incident; shown to its owner alone."""
        return [each for each in self.facts.exclusions if each.in_force] if self.viewer.owns else []

    @property
    def owner(self) -> str:
        """Who owns it."""
        return owner_in_words(self.incident)

    @property
    def ready_for_rhc(self) -> bool:
        """Whether Report Harmful Content would take it up."""
        return ready_for_rhc(self.facts)

    @property
    def waits_for_safeguarding(self) -> bool:
        """Whether contact waits for the safeguarding lead (B6)."""
        return safeguarding_holds_contact(self.facts)

    @property
    def answers_safeguarding(self) -> bool:
        """Whether the person may have to answer the safeguarding question: the lead, or the owner in their place."""
        return Role.DSL in self.viewer.roles or self.viewer.owns


def _day(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y")


def page_of(standing: Standing, incident: Incident, at: datetime, *, revealed: bool = False) -> IncidentPage:
    """Gather what the page shows to this person. For the policy's own dates the terms are enough: no day is counted.

    `revealed` where they asked to see the names of children.
    """
    facts, notices = facts_of(incident, at), notices_of(incident)
    viewer, links = viewer_of(standing.user, facts), linked_to(incident, standing)
    reading = dressed(facts, viewer, revealed=revealed, linked={each.key for each in links})
    calendar = Calendar([dates_of(term) for term in incident.school.terms.all()])
    return IncidentPage(
        incident=incident,
        facts=facts,
        viewer=viewer,
        story=story(facts, reading),
        letters=reading.addressed(incident.letters.select_related("to__person").filter(to__unlinked_at__isnull=True)),
        links=links,
        earlier=list(earlier_breaches(facts).filter(pk__in=incidents_for(standing).values("pk"))),
        warnings=warnings_for(incident, calendar, at, notices),
        told=told_before(incident, facts.posts, notices),
        reading=reading,
        legal_hold=hold_on(incident) if getattr(incident, "held", True) else None,
    )
