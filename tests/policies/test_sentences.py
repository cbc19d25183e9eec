"""A procedure in sentences that a governor can read aloud: who, what, when, and where the policy says so."""

from itertools import product

import pytest

from policies.models import ProcedureStep
from policies.sentences import procedure_in_sentences, sentence_of
from policies.starters import NAMES, load
from policies.vocabulary import LADDER, Condition, ConditionMode, StepName
from schools.vocabulary import Role


def row(step: str = "DISCUSS", **fields: object) -> ProcedureStep:
    """A row as it stands in a form, saved nowhere."""
    return ProcedureStep(**{"step": step, "decided_by": ["HEAD"], **fields})


def test_a_step_at_its_place_is_done_and_one_at_any_time_may_be() -> None:
    first = row(order=1, decided_by=["HEAD", "SLT"], days=3)
    assert sentence_of(first) == (
        "First, the head of school or a senior leader talks with the parent. Allows 3 school days."
    )
    assert sentence_of(row("MEETING", days=1)) == (
        "At any time, the head of school may meet the parent. Allows 1 school day."
    )


def test_what_the_policy_asks_for_first_is_said_with_where_it_stands() -> None:
    legal = row("LEGAL_ADVICE", order=2, conditions=["REFUSED", "CONTINUED"], paragraph="S1-41, S1-42")
    assert sentence_of(legal) == (
        "Second, only when the parent was asked and refused, and the same person posted again after the school spoke "
        "to them, does the head of school take legal advice (paragraphs 41 and 42)."
    )
    police = row("POLICE", conditions=["HATE", "VIOLENCE"], mode="ANY", paragraph="S2-30")
    assert sentence_of(police) == (
        "At any time, but only when the post has a racist element or shows hate of another protected group, or it "
        "threatens or encourages violence, the head of school may tell the police (paragraph 30)."
    )


def test_all_and_any_are_told_apart() -> None:
    asked = {"step": "WRITTEN_WARNING", "order": 1, "conditions": ["REFUSED", "NO_RESPONSE"]}
    every, some = row(**asked, mode="ALL"), row(**asked, mode="ANY")
    assert "was asked and refused, and the same person has not answered in time" in sentence_of(every)
    assert "was asked and refused, or has not answered in time" in sentence_of(some)


def test_whoever_nobody_has_named_yet_is_said_to_be_missing() -> None:
    assert sentence_of(row(decided_by=[])) == "At any time, somebody who is not named yet may talk with the parent."


def test_the_whole_procedure_is_read_in_order_whatever_the_order_of_its_rows() -> None:
    rows = [row("POLICE"), row("MEETING", order=4), row("RESTRICT"), row(order=2), row("ASK_FOR_REMOVAL", order=2)]
    said = procedure_in_sentences(rows)
    openings = [sentence.split(",")[0] for sentence in said]
    assert openings == ["First", "Alongside that", "Second", "At any time", "Also at any time"]
    assert "talks with the parent" in said[0] and "asks for the post to come down" in said[1]
    assert procedure_in_sentences([]) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_step_of_a_starter_has_one_sentence_with_its_paragraph(name: str) -> None:
    rows = [ProcedureStep(**each) for each in load(name).steps]
    said = procedure_in_sentences(rows)
    assert len(said) == len(rows)
    assert all("(paragraph" in sentence for sentence in said)


def test_no_sentence_holds_a_code_or_a_gap() -> None:
    codes = {*StepName.values, *Condition.values, *ConditionMode.values, *Role.values}
    for step, condition, mode, role, order in product(LADDER, Condition, ConditionMode, Role, (None, 1, 9)):
        said = sentence_of(row(step, conditions=[condition], mode=mode, decided_by=[role], order=order))
        assert not codes & set(said.replace(".", " ").replace(",", " ").split()), said
        assert "  " not in said and said.endswith(".") and said[0].isupper()
