"""The ladder, rule by rule: each block and each reason, with what lifts it. The scenarios play whole incidents."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from incidents.access import Sight, sight_of, viewer_of
from incidents.facts import facts_of
from incidents.guards import Closing
from incidents.ladder import STEPS, Answer, Status, answer, blocks_of, higher, offers
from incidents.models import Incident
from incidents.operations import details, keeping, letters, ownership, people, recording, steps
from incidents.vocabulary import (
    Channel,
    EvidenceKind,
    HostAnswer,
    Identity,
    LetterKind,
    ParentAnswer,
    Part,
    PostState,
    SafeguardingAnswer,
)
from policies.vocabulary import LADDER, StepName
from schools.operation import NotFound, Refused
from tests.builders import AT, a_reported_post, an_author, keep_a_capture, person, the_author, the_schools

LATER = AT + timedelta(hours=1)
S = StepName
Made = Callable[..., Incident]


@pytest.fixture
def made(db: None) -> Made:
    """Reports a post at a fixture school."""
    the_schools()
    return a_reported_post


def ask(step: StepName, incident: Incident, office: str = "head", at: datetime = LATER, **more: Any) -> Answer:
    incident = Incident._base_manager.select_related("school__trust", "adoption", "owner").get(pk=incident.pk)
    return answer(step, incident=incident, user=person(incident.school.slug, office), at=at, **more)


def by(incident: Incident, office: str, at: datetime = LATER) -> dict[str, Any]:
    return {"incident": incident, "by": person(incident.school.slug, office), "at": at}


def talk(incident: Incident, office: str = "head", at: datetime = LATER, **more: Any) -> None:
    steps.take_step(step=S.DISCUSS, to=the_author(incident), note="Rang", **more, **by(incident, office, at))


# Blocks


def test_b0_somebody_who_sees_nothing_or_progress_only_gets_no_sentence(made: Made) -> None:
    incident = made()
    for office in ("staff", "chair", "governor", "admin"):
        found = ask(S.DISCUSS, incident, office)
        assert (found.status, found.sentences) == (Status.SHUT, ())
        assert ask(S.SAFEGUARD, incident, office).is_shut
    assert ask(S.SAFEGUARD, incident, "slt").is_open


def test_b0_another_schools_head_and_the_operator_see_nothing(made: Made) -> None:
    incident = made()
    stranger, head = person("tregarth", "head"), person("larkspur-infant", "head")
    assert sight_of(stranger, incident, AT.date()) is Sight.NOTHING
    stranger.is_superuser = True
    assert sight_of(stranger, incident, AT.date()) is Sight.NOTHING
    assert sight_of(head, incident, AT.date()) is Sight.ALL


def test_b1_a_target_may_note_and_keep_but_not_decide(made: Made) -> None:
    target = an_author(name="The head", part=Part.TARGET, user=person("tregarth", "head"))
    incident = made("tregarth", by="slt", people=[an_author(), target])
    for step in (S.DISCUSS, S.CLOSE, S.HOLD, S.HAND_OVER, S.SUPPORT, S.POLICE):
        assert "B1" in ask(step, incident).codes
    assert ask(S.SAFEGUARD, incident).is_open
    assert ask(S.POLICE, incident, emergency=True).is_open
    details.add_note(words="What I know", **by(incident, "head"))
    keep_a_capture(incident, person("tregarth", "head"))
    with pytest.raises(Refused, match="conflict"):
        recording.record_check(state=PostState.UP, **by(incident, "head"))
    recording.record_check(state=PostState.UP, **by(incident, "slt"))


@pytest.mark.parametrize("part", [Part.ACCUSED, Part.AUTHOR, Part.SHARER, Part.RESPONDER, Part.GROUP_ADMIN])
def test_somebody_who_can_sign_in_and_took_part_is_kept_from_seeing_it(made: Made, part: Part) -> None:
    leader = person("larkspur-infant", "slt")
    incident = made(people=[an_author(name="Colleague", part=part, user=leader)])
    assert sight_of(leader, incident, AT.date()) is Sight.NOTHING
    assert ask(S.SAFEGUARD, incident, "slt").is_shut
    with pytest.raises(NotFound):
        details.add_note(words="I was there", **by(incident, "slt"))
    ownership.readmit(who=leader, reason="Told the head at once", **by(incident, "head"))
    assert sight_of(leader, incident, AT.date()) is Sight.ALL
    assert "B1" in ask(S.DISCUSS, incident, "slt").codes


@pytest.mark.parametrize("part", [Part.NAMED, Part.WITNESS, Part.REPORTER])
def test_somebody_who_only_saw_or_is_named_may_see_and_decide(made: Made, part: Part) -> None:
    leader = person("larkspur-infant", "slt")
    incident = made(people=[an_author(), an_author(name="Colleague", part=part, user=leader)])
    keep_a_capture(incident, leader)
    assert ask(S.DISCUSS, incident, "slt").is_open


def test_b2_the_policy_says_who_decides_and_the_owner_always_may(made: Made) -> None:
    incident = made("tregarth", by="slt", category_kinds=["ABUSIVE"])
    keep_a_capture(incident, person("tregarth", "slt"))
    assert ask(S.DISCUSS, incident, "slt").codes == ("B2",)
    assert ask(S.DISCUSS, incident, "head").is_open
    given = by(incident, "head")
    ownership.hand_over(to=person("tregarth", "slt"), role="SLT", **given)
    assert ask(S.DISCUSS, incident, "slt").is_open
    assert ask(S.DISCUSS, incident, "head").is_open, "the head's office decides, whoever owns it"


def test_b2_where_the_policy_names_senior_leaders_the_dsl_counts_too(made: Made) -> None:
    incident = made()
    keep_a_capture(incident, person("larkspur-infant", "slt"))
    assert ask(S.DISCUSS, incident, "dsl").is_open
    assert ask(S.LEGAL_ADVICE, incident, "dsl").codes == ("B2",)


def test_b2_a_chair_decides_nothing_that_was_not_handed_to_them(made: Made) -> None:
    incident = made("tregarth", by="slt", category_kinds=["LEADERSHIP_CRITICISM"])
    keep_a_capture(incident, person("tregarth", "slt"))
    assert ask(S.MEETING, incident, "chair").is_shut
    ownership.hand_over(to=person("tregarth", "chair"), role="CHAIR", **by(incident, "head"))
    assert ask(S.MEETING, incident, "chair").is_open
    ownership.hand_over(to=person("tregarth", "head"), role="HEAD", **by(incident, "chair"))
    assert ask(S.MEETING, incident, "chair").sentences == ()


def test_b3_nobody_is_blocked_on_a_channel_that_is_not_the_schools(made: Made) -> None:
    assert "B3" in ask(S.RESTRICT, made()).codes
    assert ask(S.RESTRICT, made(channel=Channel.SCHOOL_OWNED)).is_open


def test_b4_a_capture_comes_before_asking_for_removal_and_a_statement_is_not_one(made: Made) -> None:
    incident = made()
    keeping.keep_statement(words="I saw it", **by(incident, "slt"))
    assert ask(S.ASK_FOR_REMOVAL, incident).codes == ("B4",)
    assert "B4" in ask(S.REPORT_TO_HOST, incident).codes
    assert ask(S.DISCUSS, incident).is_open, "a statement is evidence enough to talk"
    keep_a_capture(incident, person("larkspur-infant", "slt"))
    assert ask(S.ASK_FOR_REMOVAL, incident).is_open


def test_b5_somebody_responsible_must_be_at_least_probable(made: Made) -> None:
    incident = made("coldwell", by="slt", people=[an_author(identity=Identity.POSSIBLE)])
    keep_a_capture(incident, person("coldwell", "slt"))
    assert ask(S.MEETING, incident).codes == ("B5",)
    admin = an_author(name="Runs the group", part=Part.GROUP_ADMIN, identity=Identity.PROBABLE)
    people.link_person(named=admin, **by(incident, "slt"))
    assert ask(S.ASK_FOR_REMOVAL, incident).is_open, "whoever runs the group can be asked"
    assert ask(S.MEETING, incident).codes == ("B5",)
    people.link_person(named=an_author(identity=Identity.PROBABLE), **by(incident, "slt"))
    assert ask(S.MEETING, incident).is_open


@pytest.mark.parametrize("kind", ["CONTACT_CHILD", "RISK_OF_HARM"])
def test_b6_contact_waits_for_the_safeguarding_answer(made: Made, kind: str) -> None:
    incident = made(category_kinds=[kind])
    keep_a_capture(incident, person("larkspur-infant", "slt"))
    assert ask(S.DISCUSS, incident).codes == ("B6",)
    with pytest.raises(Refused, match="decide"):
        recording.record_safeguarding_answer(answer=SafeguardingAnswer.NOT_NEEDED, **by(incident, "slt"))
    recording.record_safeguarding_answer(answer=SafeguardingAnswer.CONTACT_MAY_GO_AHEAD, **by(incident, "dsl"))
    assert ask(S.DISCUSS, incident).is_open


@pytest.mark.parametrize("value", [SafeguardingAnswer.HOLD_CONTACT, SafeguardingAnswer.TRANSFERRED])
def test_b6_the_safeguarding_leads_no_holds_whatever_the_categories(made: Made, value: SafeguardingAnswer) -> None:
    incident = made()
    keep_a_capture(incident, person("larkspur-infant", "slt"))
    assert ask(S.DISCUSS, incident).is_open
    recording.record_safeguarding_answer(answer=value, **by(incident, "dsl"))
    assert ask(S.DISCUSS, incident).codes == ("B6",)
    with pytest.raises(Refused, match="safeguarding"):
        letters.draft_letter(kind=LetterKind.CLOSING, to=the_author(incident), **by(incident, "head"))


def test_b7_a_hold_shuts_contact_and_letters_until_it_is_lifted(made: Made) -> None:
    incident = made()
    keep_a_capture(incident, person("larkspur-infant", "slt"))
    steps.take_step(step=S.HOLD, note="The police ask", **by(incident, "slt"))
    for step in (S.DISCUSS, S.ASK_FOR_REMOVAL):
        assert "B7" in ask(step, incident).codes
    assert ask(S.REPORT_TO_HOST, incident).codes == ("R6",)
    with pytest.raises(Refused, match="hold"):
        letters.draft_letter(kind=LetterKind.CLOSING, to=the_author(incident), **by(incident, "head"))
    steps.take_step(step=S.LIFT_HOLD, note="Agreed", **by(incident, "slt"))
    assert ask(S.DISCUSS, incident).is_open
    assert ask(S.REPORT_TO_HOST, incident).is_open


def test_b8_closing_needs_outcome_and_reasons_and_nothing_left_undone(made: Made) -> None:
    incident = made()
    keep_a_capture(incident, person("larkspur-infant", "slt"))
    assert ask(S.CLOSE, incident).is_open, "asked beforehand, outcome and reasons are left out"
    said = ask(S.CLOSE, incident, closing=Closing("", " ")).sentences
    assert [word for word in ("outcome", "reasons") if word in " ".join(said).lower()] == ["outcome", "reasons"]
    given = by(incident, "slt")
    steps.take_step(step=S.ASK_FOR_REMOVAL, to=the_author(incident), due=LATER + timedelta(days=1), **given)
    assert ask(S.CLOSE, incident).codes == ("B8",)
    assert len(ask(S.CLOSE, incident, at=LATER + timedelta(days=2)).sentences) == 2, "unchecked, and overdue"
    recording.record_check(state=PostState.GONE, **by(incident, "slt"))
    assert ask(S.CLOSE, incident, at=LATER + timedelta(days=2)).is_open, "a check settles the date too"


def test_b8_a_hold_stops_closing_save_where_it_passes_to_safeguarding_or_the_police(made: Made) -> None:
    incident = made()
    steps.take_step(step=S.HOLD, note="The police ask", **by(incident, "slt"))
    assert ask(S.CLOSE, incident).codes == ("B8",)
    with pytest.raises(Refused, match="hold"):
        steps.close(outcome="RESOLVED_BY_DISCUSSION", reasons="Done", **by(incident, "head"))
    steps.close(outcome="POLICE_MATTER", reasons="With the police", **by(incident, "head"))
    assert not Incident._base_manager.get(pk=incident.pk).is_open


def test_b9_a_closed_incident_is_shut_but_danger_reopens_it(made: Made) -> None:
    incident = made()
    steps.close(outcome="NOT_A_BREACH", reasons="A fair question", **by(incident, "head"))
    incident.refresh_from_db()
    for step in (S.DISCUSS, S.CLOSE, S.COMPLAINTS, S.HOLD, S.POLICE):
        assert "B9" in ask(step, incident).codes
    assert ask(S.REOPEN, incident).is_open
    steps.take_step(step=S.POLICE, emergency=True, note="999", **by(incident, "slt"))
    incident.refresh_from_db()
    assert (incident.is_open, incident.outcome) == (True, "")
    assert ask(S.REOPEN, incident).codes == ("B9",)


# Reasons


def test_r1_a_step_the_policy_does_not_have_asks_the_head_or_owner_for_a_reason(made: Made) -> None:
    incident = made()
    keep_a_capture(incident, person("larkspur-infant", "slt"))
    assert ask(S.MEETING, incident).codes == ("R1",)
    assert ask(S.MEETING, incident, "slt").codes == ("B2",)
    with pytest.raises(Refused, match="policy"):
        steps.take_step(step=S.MEETING, to=the_author(incident), **by(incident, "head"))
    steps.take_step(step=S.MEETING, to=the_author(incident), despite="She asked for one", **by(incident, "head"))


def test_r2_legal_advice_asks_that_the_same_person_refused_and_continued(made: Made) -> None:
    other = an_author(name="Joel Santer", part=Part.SHARER)
    incident = made(people=[an_author(), other], category_kinds=["OFFENSIVE"])
    keep_a_capture(incident, person("larkspur-infant", "slt"))
    sharer = incident.involvements.get(part=Part.SHARER)
    talk(incident)
    recording.record_answer(of=the_author(incident), answer=ParentAnswer.REFUSED, **by(incident, "slt"))
    tomorrow = LATER + timedelta(days=1)
    given = {"words": "More", "posted": tomorrow.date(), **by(incident, "slt", tomorrow)}
    details.add_further_post(of=sharer, **given)
    assert ask(S.LEGAL_ADVICE, incident, at=tomorrow).codes == ("R2",)
    details.add_further_post(of=the_author(incident), **given)
    assert ask(S.LEGAL_ADVICE, incident, at=tomorrow).is_open
    recording.record_answer(of=the_author(incident), answer=ParentAnswer.APOLOGISED, **by(incident, "slt", tomorrow))
    assert ask(S.LEGAL_ADVICE, incident, at=tomorrow).codes == ("R2",), "the latest answer counts"


def test_a_post_of_the_day_of_the_talk_an_unknown_day_or_an_older_one_is_not_continuing(made: Made) -> None:
    incident = made("coldwell", by="slt", category_kinds=["OFFENSIVE"])
    keep_a_capture(incident, person("coldwell", "slt"))
    talk(incident)
    later = LATER + timedelta(days=2)
    for posted in (AT.date(), None, AT.date() - timedelta(days=30)):
        details.add_further_post(words="Again", posted=posted, **by(incident, "slt", later))
    assert ask(S.WRITTEN_WARNING, incident, at=later).codes == ("R2",)
    details.add_further_post(words="Again", posted=AT.date() + timedelta(days=1), **by(incident, "slt", later))
    assert ask(S.WRITTEN_WARNING, incident, at=later).is_open


def test_no_response_is_recorded_or_a_date_that_passed_until_they_answer(made: Made) -> None:
    incident = made("coldwell", by="slt", category_kinds=["OFFENSIVE"])
    keep_a_capture(incident, person("coldwell", "slt"))
    talk(incident, due=LATER + timedelta(days=2))
    before, passed = LATER + timedelta(days=1), LATER + timedelta(days=3)
    assert ask(S.WRITTEN_WARNING, incident, at=before).codes == ("R2",)
    assert ask(S.WRITTEN_WARNING, incident, at=passed).is_open
    recording.record_answer(of=the_author(incident), answer=ParentAnswer.UNAWARE, **by(incident, "slt", passed))
    assert ask(S.WRITTEN_WARNING, incident, at=passed).codes == ("R2",)
    recording.record_answer(of=the_author(incident), answer=ParentAnswer.NO_RESPONSE, **by(incident, "slt", passed))
    assert ask(S.WRITTEN_WARNING, incident, at=passed).is_open


@pytest.mark.parametrize("kind", ["RACIST", "HATE_OTHER", "THREAT"])
def test_the_police_conditions_of_the_primary_school_are_hate_violence_or_a_suspected_offence(
    made: Made, kind: str
) -> None:
    assert ask(S.POLICE, made("tregarth", by="slt", category_kinds=[kind])).is_open
    other = made("tregarth", by="slt", category_kinds=["ABUSIVE"])
    assert ask(S.POLICE, other).codes == ("R2",)
    recording.suspect_offence(which="Harassment", why="Eleven messages in a night", **by(other, "slt"))
    assert ask(S.POLICE, other).is_open


def test_r3_complaint_and_criticism_alone_ask_whether_it_is_in_proportion(made: Made) -> None:
    incident = made(category_kinds=["COMPLAINT"])
    keep_a_capture(incident, person("larkspur-infant", "slt"))
    assert ask(S.ASK_FOR_REMOVAL, incident).codes == ("R3",)
    assert ask(S.DISCUSS, incident).is_open
    mixed = made(category_kinds=["COMPLAINT", "OFFENSIVE"], people=[an_author(name="Another")])
    keep_a_capture(mixed, person("larkspur-infant", "slt"))
    assert ask(S.ASK_FOR_REMOVAL, mixed).is_open


def test_r4_talking_without_any_evidence_asks_for_a_reason(made: Made) -> None:
    incident = made()
    assert ask(S.DISCUSS, incident).codes == ("R4",)
    keeping.keep_statement(words="I saw it", **by(incident, "slt"))
    assert ask(S.DISCUSS, incident).is_open


def test_r5_the_host_needs_a_link_or_somebody_in_the_closed_chat(made: Made) -> None:
    witness = an_author(name="A member", part=Part.WITNESS)
    for channel, members, expected in (
        (Channel.SOCIAL_NETWORK, [witness], ("R5",)),
        (Channel.CLOSED_CHAT, [], ("R5",)),
        (Channel.CLOSED_CHAT, [witness], ()),
    ):
        incident = made(url="", channel=channel, people=[an_author(), *members])
        keep_a_capture(incident, person("larkspur-infant", "slt"))
        assert ask(S.REPORT_TO_HOST, incident).codes == expected


@pytest.mark.parametrize("kind", ["CONTACT_CHILD", "RISK_OF_HARM", "THREAT", "RACIST"])
def test_danger_comes_first_the_police_need_no_reason_but_the_office_still_decides(made: Made, kind: str) -> None:
    incident = made(category_kinds=[kind])
    assert ask(S.POLICE, incident).is_open
    assert ask(S.POLICE, incident, "slt").codes == ("B2",)
    assert ask(S.POLICE, incident, "slt", emergency=True).is_open
    assert ask(S.POLICE, made(people=[an_author(name="Another")])).codes == ("R1",)


def test_a_refused_intimate_image_opens_the_police_and_leaves_an_event_and_no_file(made: Made) -> None:
    incident = made()
    assert ask(S.POLICE, incident).codes == ("R1",)
    with pytest.raises(Refused, match="image"):
        keeping.refuse_intimate_image(source="The office inbox", **by(incident, "slt"))
    assert ask(S.POLICE, incident).is_open
    assert not incident.evidence.filter(kind=EvidenceKind.CAPTURE).exists()


# Taking


@pytest.mark.parametrize("step", [S.LEGAL_ADVICE, S.POLICE, S.WRITTEN_WARNING, S.RESTRICT])
def test_a_serious_step_always_asks_why_it_is_necessary(made: Made, step: StepName) -> None:
    incident = made("coldwell", by="slt", channel=Channel.SCHOOL_OWNED, category_kinds=["THREAT"])
    keep_a_capture(incident, person("coldwell", "slt"))
    given = {"step": step, "despite": "Said", **by(incident, "head")}
    with pytest.raises(Refused, match="necessary"):
        steps.take_step(**given)
    steps.take_step(necessity="There is no milder way", **given)


def test_an_emergency_asks_for_nothing(made: Made) -> None:
    incident = made()
    steps.take_step(step=S.POLICE, emergency=True, **by(incident, "slt"))
    assert incident.steps_taken.get().emergency


def test_done_settles_the_date_of_its_step_and_needs_one(made: Made) -> None:
    incident = made()
    steps.take_step(step=S.SUPPORT, due=LATER + timedelta(days=1), **by(incident, "slt"))
    incident.refresh_from_db()
    assert incident.due_at == LATER + timedelta(days=1)
    with pytest.raises(Refused, match="no such action"):
        steps.mark_done(step=S.DISCUSS, **by(incident, "slt"))
    steps.mark_done(step=S.SUPPORT, **by(incident, "slt"))
    incident.refresh_from_db()
    assert incident.due_at is None


def test_a_host_that_removed_it_or_a_post_that_is_gone_is_not_ready_for_report_harmful_content(made: Made) -> None:
    from incidents.clocks import ready_for_rhc

    incident = made()
    keep_a_capture(incident, person("larkspur-infant", "slt"))
    steps.take_step(step=S.REPORT_TO_HOST, **by(incident, "slt"))
    week = LATER + timedelta(days=7)
    assert not ready_for_rhc(facts_of(incident, week - timedelta(minutes=1)))
    assert ready_for_rhc(facts_of(incident, week))
    recording.record_host_answer(answer=HostAnswer.REFUSED, **by(incident, "slt"))
    assert ready_for_rhc(facts_of(incident, LATER + timedelta(hours=2)))
    recording.record_check(state=PostState.GONE, **by(incident, "slt"))
    assert not ready_for_rhc(facts_of(incident, week))


# The table itself


def test_every_step_of_the_vocabulary_is_in_the_table_and_has_blocks() -> None:
    assert set(STEPS) == set(StepName)
    assert all(blocks_of(step) for step in StepName)


def test_every_guard_has_both_sentences() -> None:
    for step in StepName:
        for guard in (*blocks_of(step), *STEPS[step].reasons):
            assert guard.printed.endswith("."), guard.code


def test_offers_answer_every_step_once_ladder_first(made: Made) -> None:
    incident = made()
    facts = facts_of(incident, LATER)
    found = [each.step for each in offers(facts, viewer_of(person("larkspur-infant", "head"), facts))]
    assert found[: len(LADDER)] == list(LADDER)
    assert sorted(found) == sorted(StepName)


def test_the_heavier_step_is_kept_for_the_figures() -> None:
    assert higher("", S.DISCUSS) == S.DISCUSS
    assert higher(S.POLICE, S.REPORT_TO_HOST) == S.POLICE
    assert higher(S.DISCUSS, S.LEGAL_ADVICE) == S.LEGAL_ADVICE
