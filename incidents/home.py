"""What the home page shows, office by office. Writes nothing.

Each block is there for one kind of office, and None for everybody else: somebody with two offices sees both. Leaders
see what needs them; who reports sees only that it is being looked at; governors see figures; the administrator sees
people, policy and terms, and of an incident only that somebody is needed to own it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils import timezone

from incidents.access import drafts_of, incidents_for, reports_of
from incidents.appointing import without_owner
from incidents.break_glass import for_home
from incidents.disposals import count_for
from incidents.given import published_of
from incidents.lists import UNDATED, counted, listed
from incidents.models import Access, Incident, ReportDraft
from incidents.published import Published
from incidents.rows import Row, rows_of
from incidents.subject_access.clock import Clock
from incidents.subject_access.page import next_due
from incidents.summary import counted_for, terms_begun
from incidents.where_it_stands import UNTOUCHED, WAITS_FOR_SAFEGUARDING, overdue
from policies.in_force import NOT_TOLD, Warning
from policies.next_act import Wait, waits_at
from policies.page import State, state_of
from schools.access import Standing
from schools.calendar import Calendar, TermDates
from schools.models import Membership, Term
from schools.page import memberships_of, vacancies
from schools.record_checks import State as RecordState
from schools.record_checks import state_of as record_state_of
from schools.vocabulary import Permission, Role

NEW_FOR = timedelta(days=7)
ROWS, TERMS = 10, 4
LEADS_GOVERNORS = frozenset({Role.CHAIR, Role.GOVERNOR, Role.TRUST_LEAD})
OVERDUE, QUESTION, NEW, MINE = range(4)
"""Why an incident is on a leader's home page, the most pressing first."""


@dataclass(frozen=True)
class Needs:
    """What needs a leader, what else they own, and how many are open in all."""

    pressing: Sequence[Row]
    also_mine: Sequence[Row]
    open: str


@dataclass(frozen=True)
class Desk:
    """What the administrator looks after."""

    people: int
    vacant: Sequence[Role]
    terms: Sequence[Term]
    ownerless: Sequence[Incident]


@dataclass(frozen=True)
class Home:
    """The blocks of one person's home page."""

    greeting: str
    needs: Needs | None = None
    handed: Sequence[Row] | None = None
    reports: Sequence[Incident] | None = None
    drafts: Sequence[ReportDraft] = field(default_factory=list)
    terms: Sequence[tuple[TermDates, Published]] | None = None
    desk: Desk | None = None
    policy: State | None = None
    keeps_policy: bool = False
    waits: Sequence[Wait] = ()
    accesses: Sequence[Access] = ()
    reviews_looking: bool = False
    record: RecordState | None = None
    asks_to_read: bool = False
    to_dispose: int | None = None
    keeps_schedule: bool = False
    answers_requests: bool = False
    request_due: Clock | None = None

    @property
    def lists_incidents(self) -> bool:
        """Whether it says what incidents are about, so that seeing it is a look (S16.07)."""
        needs = self.needs
        return bool(self.handed or (needs and (needs.pressing or needs.also_mine)) or self.accesses)

    @property
    def tells_parents(self) -> bool:
        """Whether it is on this person to tell parents of the policy, and nobody has this school year (S2-15)."""
        codes = {each.code for each in self.policy.warnings} if self.policy else set()
        return self.keeps_policy and NOT_TOLD in codes

    @property
    def warnings(self) -> list[Warning]:
        """What is unusual about the policy, but for what this person is asked to do about it."""
        found = self.policy.warnings if self.policy else []
        return [each for each in found if not (self.tells_parents and each.code == NOT_TOLD)]


def home_of(standing: Standing, at: datetime) -> Home:
    """The home page of this person: a fixed number of questions for each office."""
    works = standing.may(Permission.WORK_ON_INCIDENTS)
    handed = standing.may(Permission.BE_HANDED_INCIDENTS) and not works
    keeps = standing.may(Permission.KEEP_POLICY) or works
    return Home(
        greeting=greeting_at(at),
        needs=needs_of(standing, at) if works else None,
        handed=_handed_to(standing, at) if handed else None,
        reports=list(reports_of(standing).order_by("-reported_at", "-pk")[:ROWS]) if _is_staff(standing) else None,
        drafts=list(drafts_of(standing)) if standing.may(Permission.REPORT) else [],
        terms=_latest_terms(standing, at) if standing.roles & LEADS_GOVERNORS else None,
        desk=desk_of(standing, at) if standing.may(Permission.KEEP_PEOPLE) else None,
        policy=state_of(standing.school, timezone.localdate(at)) if keeps else None,
        keeps_policy=standing.may(Permission.KEEP_POLICY),
        accesses=for_home(standing, at),
        reviews_looking=standing.may(Permission.REVIEW_LOOKING),
        record=record_state_of(standing.school, at) if standing.may(Permission.CHECK_RECORD) else None,
        asks_to_read=standing.may(Permission.ASK_TO_READ) or bool(works and standing.school.trust_id),
        to_dispose=count_for(standing) if standing.may(Permission.DISPOSE) else None,
        keeps_schedule=standing.may(Permission.KEEP_SCHEDULE),
        answers_requests=standing.may(Permission.ANSWER_SUBJECT_ACCESS),
        request_due=next_due(standing, at),
        waits=[each for each in waits_at(standing, timezone.localdate(at)) if each.act],
    )


def _is_staff(standing: Standing) -> bool:
    return Role.STAFF in standing.roles


def greeting_at(at: datetime) -> str:
    """What one says at this time of day in London."""
    hour = timezone.localtime(at).hour
    return "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"


def needs_of(standing: Standing, at: datetime) -> Needs:
    """What is overdue, the question that waits for the safeguarding lead, and what is new; then what else is theirs."""
    going = incidents_for(standing).filter(closed_at__isnull=True)
    ranked = listed(going).annotate(why=_why(standing, at), undated=UNDATED).filter(why__isnull=False)
    found = list(ranked.order_by("why", "undated", "due_at", "-reported_at", "-pk")[:ROWS])
    rows = rows_of(found, standing, at)
    pressing = sum(each.why != MINE for each in found)
    return Needs(pressing=rows[:pressing], also_mine=rows[pressing:], open=counted(going))


def _why(standing: Standing, at: datetime) -> Case:
    reasons = [(overdue(at), OVERDUE), (UNTOUCHED & Q(reported_at__gte=at - NEW_FOR), NEW), (_owned_by(standing), MINE)]
    if Role.DSL in standing.roles:
        reasons.insert(1, (WAITS_FOR_SAFEGUARDING, QUESTION))
    return Case(*(When(condition, then=Value(why)) for condition, why in reasons))


def _owned_by(standing: Standing) -> Q:
    """Open, and theirs: in their own name, or by the office they hold."""
    offices = standing.roles - {Role.GOVERNOR}
    return Q(closed_at__isnull=True) & (Q(owner=standing.user) | Q(owner__isnull=True, owner_role__in=offices))


def _handed_to(standing: Standing, at: datetime) -> list[Row]:
    theirs = listed(incidents_for(standing)).filter(closed_at__isnull=True).annotate(undated=UNDATED)
    return rows_of(list(theirs.order_by("undated", "due_at", "-reported_at", "-pk")[:ROWS]), standing, at)


def _latest_terms(standing: Standing, at: datetime) -> list[tuple[TermDates, Published]]:
    terms = terms_begun(standing.school, timezone.localdate(at))
    latest = terms[:TERMS]
    return list(zip(latest, published_of(standing, latest, Calendar(terms)), strict=True))


def desk_of(standing: Standing, at: datetime) -> Desk:
    """What the administrator looks after. Of an incident without an owner they learn only that there is one."""
    on = timezone.localdate(at)
    memberships = memberships_of(standing.school, on)
    return Desk(
        people=len(_holders(memberships, at)),
        vacant=vacancies(memberships, on),
        terms=[term for term in standing.school.terms.all() if term.ends >= on][:3],
        ownerless=list(_ownerless(standing)),
    )


def _holders(memberships: Sequence[Membership], at: datetime) -> set[int]:
    return {each.user_id for each in memberships if each.holds_on(timezone.localdate(at))}


def _ownerless(standing: Standing) -> QuerySet[Incident]:
    """Incidents that need a governor; not one from which this administrator is kept, of whom it may be."""
    needed = without_owner(standing.school).filter(pk__in=counted_for(standing).values("pk"))
    return needed.filter(closed_at__isnull=True).only("key", "school_id").order_by("reported_at", "pk")
