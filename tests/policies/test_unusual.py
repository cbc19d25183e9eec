"""What is unusual about a procedure, what makes it impossible, and that both agree with the real ladder."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from incidents.access import viewer_of
from incidents.facts import facts_of
from incidents.guards import Asked
from incidents.ladder import answer_from
from incidents.models import Incident
from incidents.operations.recording import record_answer
from incidents.operations.steps import take_step
from incidents.vocabulary import ParentAnswer
from policies.models import ProcedureStep
from policies.starters import NAMES, load
from policies.unusual import NO_END, NO_LEGAL, NO_POLICE, NO_TALK, NOTHING, notes, problems, reachable
from policies.vocabulary import LADDER, Condition, StepName
from schools.vocabulary import Role
from tests.builders import AT, a_reported_post, keep_a_capture, person, the_author, the_schools

AFTER_BOTH = ("REFUSED", "CONTINUED")


def row(step: str, *conditions: str, **fields: object) -> ProcedureStep:
    """A row as it stands in a form, saved nowhere."""
    given = {"step": step, "decided_by": ["HEAD"], "conditions": list(conditions), "paragraph": "S1-39"}
    return ProcedureStep(**{**given, **fields})


rows_of_any_kind = st.lists(
    st.builds(
        ProcedureStep,
        step=st.sampled_from(LADDER),
        order=st.none() | st.integers(1, 9),
        decided_by=st.lists(st.sampled_from(Role.values), unique=True),
        conditions=st.lists(st.sampled_from(Condition.values), unique=True),
        mode=st.sampled_from(["ALL", "ANY"]),
        paragraph=st.sampled_from(["", "S1-39", "S1-41, S1-42"]),
    ),
    unique_by=lambda row: row.step,
)


@given(rows_of_any_kind)
def test_whatever_the_rows_the_questions_are_answered_in_plain_sentences(rows: list[ProcedureStep]) -> None:
    said = [*problems(rows), *notes(rows)]
    assert all(sentence.endswith(".") and sentence.strip() == sentence for sentence in said)
    codes = {*StepName.values, *Condition.values, *Role.values}
    assert not [sentence for sentence in said if codes & set(sentence.replace(".", " ").split())]
    assert (NO_END in problems(rows)) == (bool(rows) and not reachable(rows))


@given(rows_of_any_kind, st.sampled_from(LADDER))
def test_one_more_step_that_waits_for_nothing_never_makes_less_possible(
    rows: list[ProcedureStep], step: StepName
) -> None:
    more = [*(each for each in rows if each.step != step), row(step)]
    assert reachable(rows) <= reachable(more) and step in reachable(more)


@pytest.mark.parametrize("name", NAMES)
def test_no_starter_has_a_problem(name: str) -> None:
    assert problems([ProcedureStep(**each) for each in load(name).steps]) == []


def test_a_procedure_without_a_step_is_impossible_and_one_step_is_enough() -> None:
    assert problems([]) == [NOTHING] and notes([]) == []
    assert problems([row("DISCUSS")]) == []


def test_a_step_is_decided_by_somebody_who_sees_incidents() -> None:
    for offices in (["HEAD"], ["SLT"], ["DSL"], ["CHAIR"], ["TRUST_LEAD"], ["STAFF", "HEAD"]):
        assert problems([row("DISCUSS", decided_by=offices)]) == []
    assert problems([row("MEETING", decided_by=["STAFF", "GOVERNOR"])]) == [
        "A governor or a member of staff cannot decide to meet the parent: they do not see incidents. "
        "Tick somebody who does."
    ]
    assert "It is not said who decides to talk with the parent." in problems([row("DISCUSS", decided_by=[])])[0]


def test_every_step_waiting_for_what_no_step_brings_about_is_impossible() -> None:
    waiting = row("LEGAL_ADVICE", *AFTER_BOTH)
    assert problems([waiting]) == [NO_END]
    assert problems([waiting, row("POLICE", "HATE", "VIOLENCE", mode="ANY")]) == [NO_END]
    assert problems([waiting, row("WRITTEN_WARNING", "NO_RESPONSE")]) == [NO_END], "each waits for the other"
    assert problems([waiting, row("DISCUSS")]) == []
    assert problems([waiting, row("RESTRICT")]) == []


def test_what_a_step_brings_about_opens_the_next() -> None:
    ladder = [row("DISCUSS"), row("WRITTEN_WARNING", "NO_RESPONSE"), row("LEGAL_ADVICE", *AFTER_BOTH)]
    assert reachable(ladder) == {"DISCUSS", "WRITTEN_WARNING", "LEGAL_ADVICE"}
    asked = [row("ASK_FOR_REMOVAL"), row("LEGAL_ADVICE", *AFTER_BOTH)]
    assert reachable(asked) == {"ASK_FOR_REMOVAL"}, "nobody has spoken to them, so nobody went on after it"
    either = [row("ASK_FOR_REMOVAL"), row("LEGAL_ADVICE", *AFTER_BOTH, mode="ANY")]
    assert reachable(either) == {"ASK_FOR_REMOVAL", "LEGAL_ADVICE"}
    assert reachable([row("MEETING", "CRITICISM")]) == set()
    assert reachable([row("MEETING", "CRITICISM")], ["CRITICISM"]) == {"MEETING"}


def test_what_is_unusual_is_said_and_what_is_usual_is_not() -> None:
    usual = [row("DISCUSS", order=1), row("ASK_FOR_REMOVAL", order=1), row("POLICE", "HATE")]
    usual.append(row("LEGAL_ADVICE", *AFTER_BOTH, order=2))
    assert notes(usual) == [], "two steps at one place are nothing unusual"
    assert notes(usual[:2]) == [NO_LEGAL, NO_POLICE]
    assert NO_TALK in notes(usual[1:])
    early = "“Send a written warning” may come at any time, before anybody has talked with the parent."
    assert notes([*usual, row("WRITTEN_WARNING")]) == [early]
    assert notes([*usual, row("WRITTEN_WARNING", order=2)]) == []
    assert "comes at place 1, before" in notes([*usual, row("WRITTEN_WARNING", order=1)])[0]
    assert notes([*usual, row("RESTRICT", paragraph="")]) == [
        "“Block the person, or limit what they can do, on a channel that the school runs”: it is not said where in "
        "the policy this stands."
    ]


def test_conditions_that_nothing_here_can_bring_about_are_named() -> None:
    waits = "“Take legal advice” waits for a refusal, and no step before it asks the parent anything."
    alone = [row("RESTRICT", order=1), row("LEGAL_ADVICE", "REFUSED", "HATE", mode="ANY")]
    assert waits in notes(alone)
    assert waits not in notes([*alone, row("MEETING", "CRITICISM")]), "some posts are criticism"


def test_the_chair_alone_and_offices_that_see_nothing_are_named() -> None:
    by_chair = notes([row("DISCUSS", decided_by=["CHAIR"])])
    assert (
        "Only the chair of governors decides to talk with the parent, and the chair of governors decides only what was "
        "handed to them."
    ) in by_chair
    assert not [each for each in notes([row("DISCUSS", decided_by=["CHAIR", "HEAD"])]) if "handed" in each]
    with_staff = notes([row("DISCUSS", decided_by=["HEAD", "STAFF"])])
    assert "A member of staff is named to talk with the parent, and does not see incidents: the others decide it." in (
        with_staff
    )


# The real ladder


@pytest.fixture
def tregarth(db: None) -> Iterator[None]:
    with time_machine.travel(AT, tick=True):
        the_schools()
        yield


def an_incident(*kinds: str) -> Incident:
    """A post of these kinds, with a picture of it."""
    incident = a_reported_post("tregarth", category_kinds=list(kinds))
    keep_a_capture(incident, person("tregarth", "head"))
    return incident


def open_to_the_head(incident: Incident, rows: list[ProcedureStep]) -> set[str]:
    """The steps of a procedure that the real ladder opens to the head now, were it the school's."""
    facts = replace(facts_of(incident, AT), procedure={each.step: each for each in rows})
    viewer = viewer_of(person("tregarth", "head"), facts)
    asked = {each.step: answer_from(Asked(StepName(each.step), facts, viewer)) for each in rows}
    return {step for step, said in asked.items() if said.is_open}


CASES: dict[str, tuple[list[ProcedureStep], str, list[str]]] = {
    "waits for what nothing brings about": ([row("LEGAL_ADVICE", *AFTER_BOTH)], "UNTRUE", []),
    "is for criticism, of which there is none": ([row("MEETING", "CRITICISM"), row("DISCUSS")], "UNTRUE", []),
    "is for criticism": ([row("MEETING", "CRITICISM")], "LEADERSHIP_CRITICISM", ["CRITICISM"]),
    "is for hate": ([row("DISCUSS", "HATE"), row("LEGAL_ADVICE", "VIOLENCE")], "HATE_OTHER", ["HATE"]),
    "is for hate or a refusal": ([row("DISCUSS", "HATE", "REFUSED", mode="ANY")], "HATE_OTHER", ["HATE"]),
    "is for hate and a refusal": ([row("DISCUSS", "HATE", "REFUSED")], "HATE_OTHER", ["HATE"]),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_possible_at_once_is_what_the_ladder_opens(tregarth: None, case: str) -> None:
    rows, kind, facts = CASES[case]
    assert open_to_the_head(an_incident(kind), rows) == reachable(rows, facts)


def test_what_follows_from_a_talk_is_what_the_ladder_opens_after_it(tregarth: None) -> None:
    rows = [row("DISCUSS"), row("WRITTEN_WARNING", "REFUSED"), row("LEGAL_ADVICE", "REFUSED", "HATE")]
    assert reachable(rows) == {"DISCUSS", "WRITTEN_WARNING"}
    incident, head = an_incident("UNTRUE"), person("tregarth", "head")
    assert open_to_the_head(incident, rows) == {"DISCUSS"}
    author = the_author(incident)
    take_step(incident=incident, step=StepName.DISCUSS, to=author, by=head, at=AT)
    assert open_to_the_head(incident, rows) == {"DISCUSS"}
    record_answer(incident=incident, of=author, answer=ParentAnswer.REFUSED, by=head, at=AT)
    assert open_to_the_head(incident, rows) == {"DISCUSS", "WRITTEN_WARNING"}
