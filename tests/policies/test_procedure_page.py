"""The page of the procedure: a table of steps saved as one, and read back as sentences (S1-39 to S1-44)."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.forms.procedure import ALL_OR_ANY, TOO_MANY, WRONG_CONDITION, WRONG_DAYS, WRONG_OFFICE, WRONG_PLACE
from policies.models import PolicyVersion, ProcedureStep
from policies.operations.entry import STALE
from policies.operations.life import send_to_governors
from policies.operations.procedure import NO_PARAGRAPH, UNSOUND, StepSaid, set_procedure
from policies.operations.starting import begin
from policies.unusual import NO_END, NO_LEGAL, NO_POLICE, NOTHING
from policies.vocabulary import Status
from schools.models import School
from schools.operation import Refused, Stale
from tests.builders import AT, person
from tests.policies.at_a_draft import (
    ELSEWHERE,
    ISSUED,
    KEEPERS,
    OTHERS,
    SCHOOL,
    browser,
    errors,
    now,
    send,
    told,
    url,
    words,
)
from tests.policies.at_a_draft import approved as approved
from tests.policies.at_a_draft import draft as draft
from tests.policies.at_a_draft import schools as schools
from tests.policies.at_its_moments import do, status

PAGE = "version_procedure"
JOINT = ["DISCUSS", "ASK_FOR_REMOVAL", "LEGAL_ADVICE", "RESTRICT", "REPORT_TO_HOST"]
STRANGERS = (*((each, SCHOOL) for each in OTHERS), ("head", ISSUED), ("head", ELSEWHERE))
WARNING = {
    "WRITTEN_WARNING-here": "on",
    "WRITTEN_WARNING-order": "2",
    "WRITTEN_WARNING-days": "5",
    "WRITTEN_WARNING-decided_by": ["HEAD", "CHAIR"],
    "WRITTEN_WARNING-conditions": ["REFUSED", "NO_RESPONSE"],
    "WRITTEN_WARNING-mode": "ANY",
    "WRITTEN_WARNING-paragraphs": ["S1-41"],
    "WRITTEN_WARNING-words": "We write to them.",
}
SAID = StepSaid("DISCUSS", 1, ["HEAD"], [], "ALL", None, "", "We talk.")
Typed = dict[str, Any]


def typed(version: PolicyVersion) -> Typed:
    """The table as a browser sends it when nobody has touched it."""
    fields: Typed = {}
    for row in version.steps.all():
        fields |= {
            f"{row.step}-here": "on",
            f"{row.step}-order": str(row.order or ""),
            f"{row.step}-days": str(row.days or ""),
            f"{row.step}-decided_by": row.decided_by,
            f"{row.step}-conditions": row.conditions,
            f"{row.step}-mode": row.mode if len(row.conditions) > 1 else "",
            f"{row.step}-paragraphs": [each for each in row.paragraph.split(", ") if "-" in each],
            f"{row.step}-words": row.words,
        }
    return fields


def rows(version: PolicyVersion) -> dict[str, ProcedureStep]:
    """The steps as they are kept now."""
    return {row.step: row for row in ProcedureStep.objects.filter(version=version)}


def write(version: PolicyVersion, *said: StepSaid, office: str = "head", school: str = SCHOOL, **more: Any) -> None:
    """Write the procedure by the operation alone, without a page."""
    given = {"edition": now(version).edition, "by": person(school, office), "at": AT, **more}
    set_procedure(version=now(version), rows=said, **given)


def test_the_table_is_saved_as_one_and_read_back_as_sentences(draft: PolicyVersion) -> None:
    response = send(browser("admin"), draft, PAGE, **typed(draft), **WARNING)
    assert (response.status_code, response["Location"]) == (302, url(draft, PAGE))
    row = rows(draft)["WRITTEN_WARNING"]
    assert (row.order, row.days, row.decided_by, row.mode) == (2, 5, ["HEAD", "CHAIR"], "ANY")
    assert (row.conditions, row.paragraph, row.words) == (["REFUSED", "NO_RESPONSE"], "S1-41", "We write to them.")
    page = words(browser().get(url(draft, PAGE)))
    assert "does the head of school or the chair of governors send a written warning (paragraph 41)" in page
    assert "only when the parent was asked and refused, or has not" in page and "Allows 5 school days." in page
    assert set(rows(draft)) == {*JOINT, "WRITTEN_WARNING"} and now(draft).edition == 1


def test_whoever_keeps_the_policy_writes_it_and_others_find_no_page(draft: PolicyVersion) -> None:
    for office in KEEPERS:
        assert browser(office).get(url(draft, PAGE)).status_code == 200
    for office, school in STRANGERS:
        assert browser(office, school).get(url(draft, PAGE)).status_code == 404
        assert browser(office, school).get(url(draft, PAGE, school=school)).status_code == 404
        assert browser(office, school).post(url(draft, PAGE), {"edition": 0}).status_code == 404
        with pytest.raises(Refused, match="Your office does not keep"):
            write(draft, SAID, office=office, school=school)
    assert set(rows(draft)) == set(JOINT) and now(draft).edition == 0


def test_what_is_unusual_is_said_beside_what_is_written(draft: PolicyVersion) -> None:
    page = words(browser().get(url(draft, PAGE)))
    assert "What is unusual" in page and NO_POLICE in page and NO_LEGAL not in page
    without = {**typed(draft), "LEGAL_ADVICE-here": ""}
    assert send(browser(), draft, PAGE, **without).status_code == 302
    page = words(browser().get(url(draft, PAGE)))
    assert NO_LEGAL in page and "Nothing leads to legal advice" in page
    assert "This cannot go to the governors yet" not in page


def test_a_row_that_is_not_ticked_counts_for_nothing_and_its_mistakes_are_let_go(draft: PolicyVersion) -> None:
    unticked = {**WARNING, "WRITTEN_WARNING-here": "", "WRITTEN_WARNING-days": "soon", "WRITTEN_WARNING-order": "99"}
    unticked |= {"WRITTEN_WARNING-words": "a\x00b", "WRITTEN_WARNING-paragraphs": ["S9-1"]}
    assert send(browser(), draft, PAGE, **typed(draft), **unticked).status_code == 302
    assert set(rows(draft)) == set(JOINT)


@pytest.mark.parametrize(
    ("field", "wrong", "sentence"),
    [
        ("days", "0", WRONG_DAYS),
        ("days", "191", WRONG_DAYS),
        ("days", "a week", WRONG_DAYS),
        ("days", "9" * 5000, WRONG_DAYS),
        ("order", "10", WRONG_PLACE),
        ("order", "-1", WRONG_PLACE),
        ("decided_by", ["HEAD", "CARETAKER"], WRONG_OFFICE),
        ("conditions", ["REFUSED", "FULL_MOON"], WRONG_CONDITION),
        ("mode", "SOME", ALL_OR_ANY),
        ("mode", "", ALL_OR_ANY),
        ("paragraphs", ["S1-99"], "Choose among the paragraphs of this version."),
        ("paragraphs", [f"S1-{each}" for each in range(22, 31)], TOO_MANY),
        ("words", "We\x00write", "control character"),
        ("words", "x" * 1_000_000, "Use at most 4,000 characters. This has 1,000,000."),
    ],
)
def test_what_cannot_be_kept_gets_a_sentence_beside_it_and_nothing_typed_is_lost(
    draft: PolicyVersion, field: str, wrong: Any, sentence: str
) -> None:
    fields = {**typed(draft), **WARNING, "DISCUSS-words": "Typed already", f"WRITTEN_WARNING-{field}": wrong}
    answer = send(browser(), draft, PAGE, **fields)
    assert answer.status_code == 200
    assert sentence in errors(answer) and "Send a written warning: " in errors(answer)
    page = answer.content.decode()
    assert f'href="#id_WRITTEN_WARNING-{field}' in page and "Typed already" in page
    assert field != "days" or f'value="{wrong}"' in page
    assert "As it was last saved." in page
    assert set(rows(draft)) == set(JOINT) and now(draft).edition == 0 and told()[-1].kind == "policy-version-begun"


def test_ten_megabytes_are_refused_before_they_are_read(draft: PolicyVersion) -> None:
    fields = {**typed(draft), "DISCUSS-words": "x" * 10_000_000}
    assert send(browser(), draft, PAGE, **fields).status_code == 413
    assert now(draft).edition == 0


def test_of_two_people_the_second_is_told_and_a_second_press_saves(draft: PolicyVersion) -> None:
    first = {**typed(draft), "DISCUSS-days": "3"}
    second = {**typed(draft), "DISCUSS-days": "7", "DISCUSS-words": "Typed already"}
    assert send(browser(), draft, PAGE, **first).status_code == 302
    late = send(browser("admin"), draft, PAGE, edition=0, **second)
    assert late.status_code == 409 and STALE in errors(late)
    page = late.content.decode()
    assert "Typed already" in page and 'name="edition" value="1"' in page
    assert rows(draft)["DISCUSS"].days == 3
    assert send(browser("admin"), draft, PAGE, edition=1, **second).status_code == 302
    assert rows(draft)["DISCUSS"].days == 7
    for edition in ("", "x", "-1", "9" * 30):
        assert "opened too long ago" in errors(send(browser(), draft, PAGE, edition=edition, **first))


def test_a_version_that_is_no_draft_is_only_read(approved: PolicyVersion) -> None:
    page = browser().get(url(approved, PAGE)).content.decode()
    assert "Only a draft is changed." in page and "What it says now" in page
    assert "Save the procedure" not in page and "<textarea" not in page
    answer = send(browser(), approved, PAGE, **typed(approved), **WARNING)
    assert answer.status_code == 409 and "This version is approved" in words(answer)
    with pytest.raises(Refused, match="Only a draft is changed"):
        write(approved, SAID)
    assert set(rows(approved)) == set(JOINT)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ([replace(SAID, step="SAFEGUARD")], UNSOUND),
        ([replace(SAID, step="DANCE")], UNSOUND),
        ([SAID, SAID], UNSOUND),
        ([replace(SAID, order=0)], UNSOUND),
        ([replace(SAID, order=10)], UNSOUND),
        ([replace(SAID, days=0)], UNSOUND),
        ([replace(SAID, days=191)], UNSOUND),
        ([replace(SAID, decided_by=["CARETAKER"])], UNSOUND),
        ([replace(SAID, conditions=["FULL_MOON"])], UNSOUND),
        ([replace(SAID, mode="SOME")], UNSOUND),
        ([replace(SAID, paragraph="S1-4" * 20)], UNSOUND),
        ([replace(SAID, paragraph="S1-39, S1-99")], NO_PARAGRAPH),
    ],
)
def test_the_operation_refuses_by_itself(draft: PolicyVersion, said: list[StepSaid], sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        write(draft, *said)
    assert refused.value.sentences == (sentence,)
    with pytest.raises(Stale):
        write(draft, SAID, edition=7)
    assert set(rows(draft)) == set(JOINT) and now(draft).edition == 0


def test_a_paragraph_cited_before_that_has_left_the_text_may_stay_but_is_not_chosen_anew(draft: PolicyVersion) -> None:
    PolicyVersion.objects.filter(pk=draft.pk).update(sections=[{"heading": "H", "paragraphs": []}])
    assert "Paragraph 39, which is no longer in the text" in browser().get(url(draft, PAGE)).content.decode()
    assert send(browser(), draft, PAGE, **{**typed(draft), "DISCUSS-days": "3"}).status_code == 302
    assert (rows(draft)["DISCUSS"].paragraph, rows(draft)["DISCUSS"].days) == ("S1-39", 3)
    anew = {**typed(draft), "RESTRICT-paragraphs": ["S1-39"]}
    assert "Choose among the paragraphs" in errors(send(browser(), draft, PAGE, **anew))
    with pytest.raises(Refused, match="no such paragraph"):
        write(draft, SAID, replace(SAID, step="RESTRICT", paragraph="S1-39"))


def test_where_nothing_changed_there_is_no_event_and_no_history(draft: PolicyVersion) -> None:
    events, steps, versions = len(told()), ProcedureStep.history.count(), PolicyVersion.history.count()
    assert send(browser(), draft, PAGE, **typed(draft)).status_code == 302
    after = len(told()), ProcedureStep.history.count(), PolicyVersion.history.count()
    assert after == (events, steps, versions) and now(draft).edition == 0


def test_the_record_names_what_was_added_changed_and_removed_and_history_keeps_the_rows(draft: PolicyVersion) -> None:
    before = ProcedureStep.history.count()
    fields = {**typed(draft), **WARNING, "DISCUSS-days": "3", "RESTRICT-here": ""}
    assert send(browser("chair"), draft, PAGE, **fields).status_code == 302
    event = told()[-1]
    assert event.details is not None and event.kind == "policy-procedure-changed"
    said = {name: event.details[name] for name in ("added", "changed", "removed")}
    labels = ("Send a written warning", "Talk with the parent", "Block or limit on a school channel")
    assert said == dict(zip(("added", "changed", "removed"), labels, strict=True))
    kept = ProcedureStep.history.order_by("-history_id")[: ProcedureStep.history.count() - before]
    found = {(each.step, each.history_type, each.history_user_id) for each in kept}
    chair = person(SCHOOL, "chair").pk
    assert found == {("WRITTEN_WARNING", "+", chair), ("DISCUSS", "~", chair), ("RESTRICT", "-", chair)}


def test_the_page_asks_as_much_of_the_database_with_many_rows_as_with_few(
    draft: PolicyVersion, schools: dict[str, School]
) -> None:
    empty = begin(school=schools[SCHOOL], title="New", by=person(SCHOOL, "head"), at=AT)
    client = browser()
    client.get(url(empty, PAGE))
    with CaptureQueriesContext(connection) as few:
        assert "No step is saved yet." in words(client.get(url(empty, PAGE)))
    with CaptureQueriesContext(connection) as many:
        client.get(url(draft, PAGE))
    assert len(many) == len(few)


def test_half_a_table_is_kept_and_what_never_ends_does_not_go_to_the_governors(draft: PolicyVersion) -> None:
    half = {"POLICE-here": "on", "POLICE-conditions": ["HATE"]}
    assert send(browser(), draft, PAGE, **half).status_code == 302
    page = words(browser().get(url(draft, PAGE)))
    undecided = "It is not said who decides to tell the police."
    assert "This cannot go to the governors yet" in page and NO_END in page and undecided in page
    assert do(draft, "version_send").status_code == 409
    with pytest.raises(Refused) as refused:
        send_to_governors(version=draft, note="", by=person(SCHOOL, "head"), at=AT)
    assert NO_END in refused.value.sentences and status(draft) == Status.DRAFT
    assert send(browser(), draft, PAGE).status_code == 302
    with pytest.raises(Refused, match=NOTHING):
        send_to_governors(version=draft, note="", by=person(SCHOOL, "head"), at=AT)
