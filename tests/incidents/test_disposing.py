"""Who agrees to what is erased, what stops it, and when it is due (S14.13, S14.15)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from incidents.disposals import waiting_for
from incidents.models import Disposal, Incident
from incidents.operations import disposing
from incidents.operations.break_glass import ask_to_read, let_in
from incidents.operations.disposing import agree, keep_instead, propose_due, propose_person
from incidents.operations.holding import lift_hold, place_hold, set_period
from incidents.operations.ownership import recuse
from incidents.operations.people import Named, link_person, unlink_person
from incidents.operations.steps import close, reopen, take_step
from incidents.retention import DEFAULTS, due_on, years_after
from incidents.vocabulary import Erases, Outcome, Part, Rule
from policies.vocabulary import StepName
from schools.access import standing_at
from schools.models import Event
from schools.operation import NotFound, Refused
from tests.builders import AT, a_reported_post, an_author, keep_a_capture, person
from tests.incidents.at_erasing import LATER, SLUG, both_agree, propose, the_school

pytestmark = pytest.mark.django_db
LONDON_MARCH = datetime(2028, 2, 29, 23, 30, tzinfo=UTC)


def closed(outcome: Outcome = Outcome.RESOLVED_BY_DISCUSSION, at: datetime = AT, **changes: Any) -> Incident:
    """An incident that was closed an hour after it was reported."""
    incident = a_reported_post(at=at, **changes)
    later = at + timedelta(hours=1)
    close(incident=incident, outcome=outcome, reasons="They talked.", by=person(SLUG, "head"), at=later)
    return Incident._base_manager.select_related("school").get(pk=incident.pk)


def refusal(do: Any, **given: Any) -> str:
    """How an operation refused."""
    with pytest.raises(Refused) as refused:
        do(**given)
    return str(refused.value)


def test_two_different_people_agree_and_one_of_them_leads() -> None:
    """S14.13: two people; the head or the chair is one of them."""
    waiting = propose(closed())
    slt, dsl, chair = (person(SLUG, office) for office in ("slt", "dsl", "chair"))
    assert agree(disposal=waiting, by=slt, at=LATER) is None
    assert refusal(agree, disposal=waiting, by=slt, at=LATER) == disposing.ANOTHER
    assert refusal(agree, disposal=waiting, by=dsl, at=LATER) == disposing.ONE_LEADS
    assert Incident._base_manager.get(pk=waiting.incident_id).disposed_at is None
    assert agree(disposal=waiting, by=chair, at=LATER) is not None
    assert refusal(agree, disposal=waiting, by=dsl, at=LATER) == disposing.SETTLED


@pytest.mark.parametrize("office", ["staff", "governor", "admin", "trust_lead"])
def test_offices_that_decide_nothing_find_nothing(office: str) -> None:
    """S8.02: to them it is not there."""
    waiting = propose(closed())
    for do in (agree, lambda **who: keep_instead(reason="Because", **who)):
        with pytest.raises(NotFound):
            do(disposal=waiting, by=person(SLUG, office), at=LATER)
    with pytest.raises(NotFound):
        agree(disposal=waiting, by=person("tregarth", "head"), at=LATER)


def test_whoever_was_let_in_to_read_or_stepped_aside_disposes_of_nothing() -> None:
    """S8.24, S8.18: reading for a few hours is no office, and whoever stepped aside finds nothing."""
    incident, slt = closed(), person(SLUG, "slt")
    recuse(incident=incident, reason="I know them", by=slt, at=LATER)
    link = link_person(incident=incident, named=Named("W. Rong", Part.SHARER), by=person(SLUG, "head"), at=LATER)
    unlink_person(incident=incident, link=link, reason="Another", by=person(SLUG, "head"), at=LATER)
    waiting = propose(incident)
    for office in ("admin", "trust_lead"):
        by = person(SLUG, office)
        given = {"school": incident.school, "reference": incident.reference, "reason": "Asked", "by": by, "at": LATER}
        let_in(access=ask_to_read(**given), hours=8, by=person(SLUG, "head"), at=LATER)
        with pytest.raises(NotFound):
            agree(disposal=waiting, by=by, at=LATER)
        with pytest.raises(NotFound):
            keep_instead(disposal=waiting, reason="Because", by=by, at=LATER)
        refused = refusal(propose_person, incident=incident, link=link, reason="Another", by=by, at=LATER)
        assert refused == "You were let in to read this incident. Nothing in it can be changed that way."
    for do in (agree, lambda **who: keep_instead(reason="Because", **who)):
        with pytest.raises(NotFound):
            do(disposal=waiting, by=slt, at=LATER)
    assert not waiting_for(standing_at(slt, incident.school, LATER.date())).exists()


def test_whoever_is_kept_from_it_or_has_a_part_in_it_decides_nothing() -> None:
    """S14.15: never the excluded person."""
    slt, dsl = person(SLUG, "slt"), person(SLUG, "dsl")
    parts = [an_author(), Named(slt.name, Part.ACCUSED, user=slt), Named(dsl.name, Part.TARGET, user=dsl)]
    waiting = propose(closed(people=parts))
    with pytest.raises(NotFound):
        agree(disposal=waiting, by=slt, at=LATER)
    assert refusal(agree, disposal=waiting, by=dsl, at=LATER) == disposing.HAS_A_PART
    assert both_agree(waiting)


def test_nothing_goes_under_a_legal_hold_or_once_the_incident_is_open_again() -> None:
    """S14.15: a legal hold stops it, before it is proposed and after."""
    held, head = closed(), person(SLUG, "head")
    place_hold(incident=held, reason="A claim", by=head, at=AT + timedelta(days=1))
    assert propose_due(at=LATER) == 0
    lift_hold(incident=held, reason="It is settled", by=head, at=LATER)
    waiting = propose(held)
    place_hold(incident=held, reason="Another claim", by=head, at=LATER)
    assert refusal(agree, disposal=waiting, by=head, at=LATER) == disposing.HELD
    lift_hold(incident=held, reason="It is settled", by=head, at=LATER)
    reopen(incident=held, reason="It is up again", by=head, at=LATER)
    assert refusal(agree, disposal=waiting, by=head, at=LATER) == disposing.REOPENED


def test_only_the_owner_holds_and_only_once_and_with_a_reason() -> None:
    """S14.15: set with a reason by the owner."""
    incident, head = closed(), person(SLUG, "head")
    who = {"incident": incident, "at": LATER}
    assert "owner" in refusal(place_hold, reason="A claim", by=person(SLUG, "slt"), **who)
    assert "Say why" in refusal(place_hold, reason=" ", by=head, **who)
    assert "No legal hold" in refusal(lift_hold, reason="Why not", by=head, **who)
    place_hold(reason="A claim", by=head, **who)
    assert "already" in refusal(place_hold, reason="A claim", by=head, **who)
    with pytest.raises(NotFound):
        place_hold(reason="A claim", by=person(SLUG, "chair"), **who)


def test_what_is_due_is_proposed_once_however_often_the_job_runs() -> None:
    """S14.15: a nightly run proposes, and erases nothing."""
    incident, young = closed(), closed(at=LATER - timedelta(days=5))
    assert [propose_due(at=LATER) for _ in range(3)] == [1, 0, 0]
    waiting = Disposal._base_manager.get()
    assert (waiting.incident, waiting.rule, waiting.due_on) == (incident, Rule.CONTACT, date(2032, 11, 16))
    assert Incident._base_manager.get(pk=incident.pk).disposed_at is None and young.disposed_at is None


def test_what_is_kept_instead_is_proposed_again_after_a_year() -> None:
    """S14.15: a person confirms, or says why not."""
    waiting = propose(closed())
    assert "Say why" in refusal(keep_instead, disposal=waiting, reason=" ", by=person(SLUG, "dsl"), at=LATER)
    keep_instead(disposal=waiting, reason="A claim may come", by=person(SLUG, "dsl"), at=LATER)
    assert propose_due(at=LATER + timedelta(days=360)) == 0
    assert propose_due(at=LATER + timedelta(days=366)) == 1


def test_a_time_ends_with_the_same_day_of_a_later_year() -> None:
    """S14.15: right for 29 February, the days on which clocks change, and birthdays."""
    assert years_after(date(2020, 2, 29), 1) == date(2021, 3, 1)  # also the birthday of somebody born on that day
    assert years_after(date(2020, 2, 29), 4) == date(2024, 2, 29)
    assert years_after(date(2003, 2, 28), 25) == date(2028, 2, 28)
    assert due_on(LONDON_MARCH, 1) == date(2029, 3, 1)
    assert due_on(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), 6) == date(2032, 3, 29)  # the night the clocks go forward
    assert due_on(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), 1) == date(2027, 7, 1)  # past midnight in London
    assert due_on(datetime(2026, 10, 25, 23, 30, tzinfo=UTC), 1) == date(2027, 10, 25)  # the night they went back


@pytest.mark.parametrize(
    ("on", "first"),
    [
        (datetime(2028, 2, 29, 12, tzinfo=UTC), date(2029, 3, 1)),
        (datetime(2027, 2, 28, 12, tzinfo=UTC), date(2028, 2, 28)),
        (datetime(2027, 3, 1, 12, tzinfo=UTC), date(2028, 3, 1)),
        (datetime(2027, 3, 28, 23, 30, tzinfo=UTC), date(2028, 3, 29)),
        (datetime(2027, 10, 31, 23, 59, tzinfo=UTC), date(2028, 10, 31)),
    ],
)
def test_it_is_proposed_on_that_day_and_not_the_day_before(on: datetime, first: date) -> None:
    """S14.15: what the job finds and what the sentence says are the same day."""
    closed(Outcome.NOT_A_BREACH, at=on - timedelta(hours=1))
    noon = datetime(first.year, first.month, first.day, 12, tzinfo=UTC)
    assert propose_due(at=noon - timedelta(days=1)) == 0
    assert propose_due(at=noon - timedelta(hours=11)) == 1
    assert Disposal._base_manager.get().due_on == first


def test_the_weightiest_rule_counts() -> None:
    """Domain 6.4: legal advice and the police before safeguarding, that before not a breach."""
    serious = a_reported_post()
    head, at = person(SLUG, "head"), AT + timedelta(minutes=5)
    keep_a_capture(serious, head, at)
    why = {"note": "Rang 101", "necessity": "They fear for their safety", "emergency": True}
    take_step(incident=serious, step=StepName.POLICE, by=head, at=at, **why)
    close(incident=serious, outcome=Outcome.NOT_A_BREACH, reasons="Nothing in it", by=head, at=at)
    nothing, passed = closed(Outcome.NOT_A_BREACH), closed(Outcome.SAFEGUARDING_TRANSFER)
    propose_due(at=AT + timedelta(days=370))
    assert list(Disposal._base_manager.values_list("incident", "rule", "erases")) == [
        (nothing.pk, Rule.NO_BREACH, Erases.ANONYMISE)
    ]
    propose_due(at=LATER)
    rules = dict(Disposal._base_manager.values_list("incident", "rule"))
    assert (rules[serious.pk], rules[passed.pk]) == (Rule.LEGAL, Rule.SAFEGUARDING)


def test_a_schools_own_schedule_counts_and_a_longer_one_stops_what_was_proposed() -> None:
    """S14.15: a schedule for each school, changed with a reason."""
    waiting, head, admin = propose(closed()), person(SLUG, "head"), person(SLUG, "admin")
    given = {"school": the_school(), "rule": Rule.CONTACT, "at": LATER}
    assert "Say why" in refusal(set_period, years=7, reason=" ", by=head, **given)
    assert "1 to 15" in refusal(set_period, years=0, reason="Why not", by=head, **given)
    with pytest.raises(NotFound):
        set_period(years=7, reason="Why not", by=person(SLUG, "slt"), **given)
    set_period(years=7, reason="Our insurer asks for it", by=admin, **given)
    assert refusal(agree, disposal=waiting, by=head, at=LATER) == disposing.NOT_DUE
    set_period(years=1, reason="Nobody needs it", by=head, **given)
    assert both_agree(waiting)
    told = Event.objects.across_schools("The test asks.").filter(school=the_school(), kind="retention-set")
    assert told.count() == 2
    assert all(default.rests_on for default in DEFAULTS.values())


def test_somebody_wrongly_linked_is_proposed_once_with_a_reason_and_only_once_taken_off() -> None:
    """Domain 6.4: promptly, and with a second person."""
    incident, slt = a_reported_post(), person(SLUG, "slt")
    link = incident.involvements.get()
    given = {"incident": incident, "link": link, "by": slt, "at": AT}
    assert "Take this person off" in refusal(propose_person, reason="Another person", **given)
    unlink_person(incident=incident, link=link, reason="Another person", by=slt, at=AT)
    assert "Say why" in refusal(propose_person, reason=" ", **given)
    waiting = propose_person(reason="Another person", **given)
    assert "already" in refusal(propose_person, reason="Another person", **given)
    assert refusal(agree, disposal=waiting, by=person(SLUG, "dsl"), at=AT) == disposing.ONE_LEADS
    assert agree(disposal=waiting, by=person(SLUG, "head"), at=AT) is not None
