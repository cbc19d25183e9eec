"""The version history from before, and to whom a version was issued (S1-10, S1-11)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import Issue, PastVersion, PolicyVersion
from policies.operations.issuing import issue_by_name, issue_to_all
from policies.operations.past import add_past, change_past, remove_past
from policies.operations.starting import begin
from schools.history import SET_UP
from schools.models import School
from schools.operation import NotFound, Refused
from schools.operations import create_school
from tests.builders import AT, person
from tests.policies.at_a_draft import (
    ELSEWHERE,
    ISSUED,
    KEEPERS,
    OTHERS,
    SCHOOL,
    browser,
    errors,
    send,
    told,
    url,
    words,
)
from tests.policies.at_a_draft import approved as approved
from tests.policies.at_a_draft import draft as draft
from tests.policies.at_a_draft import schools as schools

PAST, LINE, ISSUE = "version_past", "past_change", "version_issue"
SAID = {"label": "1.2", "on": "autumn 2019", "amended_by": "The deputy head", "comments": "Class groups added."}
STRANGERS = (*((each, SCHOOL) for each in OTHERS), ("head", ISSUED), ("head", ELSEWHERE))


@pytest.fixture
def line(draft: PolicyVersion) -> PastVersion:
    """A line of the past."""
    return add_past(policy=draft.policy, **{**SAID, "on": "Autumn 2019"}, by=person(SCHOOL, "head"), at=AT)


def test_a_line_of_the_past_is_added_and_stands_before_the_versions_kept_here(draft: PolicyVersion) -> None:
    response = send(browser("admin"), draft, PAST, **SAID)
    assert (response.status_code, response["Location"]) == (302, url(draft, PAST))
    line = draft.policy.past_versions.get()
    assert (line.label, line.on, line.amended_by) == ("1.2", "Autumn 2019", "The deputy head")
    assert told()[-1].kind == "past-version-added"
    page = words(browser().get(url(draft, PAST)))
    assert page.index("Class groups added.") < page.index("Amara Okafor", page.index("Class groups added."))


def test_a_line_is_put_right_and_taken_off(line: PastVersion, draft: PolicyVersion) -> None:
    page = browser().get(url(draft, LINE, line.key)).content.decode()
    assert 'value="Autumn 2019"' in page
    assert send(browser(), draft, LINE, line.key, **{**SAID, "label": "2", "on": "1/9/2019"}).status_code == 302
    line.refresh_from_db()
    assert (line.label, line.on) == ("2", "2019-09-01")
    assert send(browser("chair"), draft, LINE, line.key, do="remove").status_code == 302
    assert not PastVersion.objects.filter(pk=line.pk).exists()
    assert [each.kind for each in told()[-3:]] == ["past-version-added", "past-version-changed", "past-version-removed"]
    assert browser().get(url(draft, LINE, line.key)).status_code == 404
    with pytest.raises(NotFound):
        change_past(past=line, **SAID | {"on": ""}, by=person(SCHOOL, "head"), at=AT)


def test_the_past_is_put_right_at_any_time_not_only_in_a_draft(approved: PolicyVersion) -> None:
    assert send(browser(), approved, PAST, label="1").status_code == 302
    in_force = approved.policy.versions.get(number=1)
    line = approved.policy.past_versions.get()
    assert send(browser(), in_force, LINE, line.key, label="0").status_code == 302
    assert approved.policy.past_versions.get().label == "0"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Version – Fill in at least one of these."),
        ({"on": "long ago", "comments": "Typed already"}, "Date – Give a day, a month"),
        ({"label": "x" * 41, "comments": "Typed already"}, "Use at most 40 characters."),
        ({"amended_by": "a\x00", "comments": "Typed already"}, "a control character"),
        ({"comments": "Typed already" + "x" * 1_000_000}, "Use at most 300 characters."),
    ],
)
def test_a_line_that_cannot_be_kept_is_refused_beside_its_field(
    line: PastVersion, draft: PolicyVersion, fields: dict[str, str], sentence: str
) -> None:
    for response in (send(browser(), draft, PAST, **fields), send(browser(), draft, LINE, line.key, **fields)):
        assert response.status_code == 200
        assert sentence in errors(response)
        assert "Typed already" in response.content.decode() or not fields
    assert list(draft.policy.past_versions.values_list("label", flat=True)) == ["1.2"]


def test_the_past_belongs_to_whoever_keeps_the_policy(line: PastVersion, draft: PolicyVersion) -> None:
    for office, school in STRANGERS:
        for address in (url(draft, PAST), url(draft, LINE, line.key)):
            assert browser(office, school).get(address).status_code == 404
            assert browser(office, school).post(address, {**SAID, "do": "remove"}).status_code == 404
        somebody = {"by": person(school, office), "at": AT}
        for refused in (
            lambda who=somebody: add_past(policy=draft.policy, **SAID, **who),
            lambda who=somebody: change_past(past=line, **SAID, **who),
            lambda who=somebody: remove_past(past=line, **who),
        ):
            with pytest.raises(Refused, match="Your office does not keep"):
                refused()
    assert draft.policy.past_versions.count() == 1
    for office in KEEPERS:
        assert browser(office).get(url(draft, LINE, line.key)).status_code == 200


def test_the_operation_refuses_an_empty_line_and_a_date_that_is_none(draft: PolicyVersion) -> None:
    empty = {"label": "", "on": "", "amended_by": " ", "comments": ""}
    for said, sentence in ((empty, "at least one"), ({**SAID, "on": "soon"}, "a month such as")):
        with pytest.raises(Refused, match=sentence):
            add_past(policy=draft.policy, **said, by=person(SCHOOL, "head"), at=AT)


def test_another_policys_line_is_not_reached_through_this_one(line: PastVersion, schools: dict[str, School]) -> None:
    other = begin(school=schools[SCHOOL], title="Another", by=person(SCHOOL, "head"), at=AT)
    assert browser().get(url(other, LINE, line.key)).status_code == 404
    assert browser().post(url(other, LINE, line.key), {"do": "remove"}).status_code == 404


def test_the_history_asks_as_much_of_the_database_with_many_lines_as_with_few(draft: PolicyVersion) -> None:
    client = browser()
    client.get(url(draft, PAST))
    with CaptureQueriesContext(connection) as few:
        client.get(url(draft, PAST))
    for number in range(15):
        add_past(policy=draft.policy, **{**SAID, "on": "", "label": f"No. {number}"}, by=person(SCHOOL, "head"), at=AT)
    with CaptureQueriesContext(connection) as many:
        assert "No. 14" in words(client.get(url(draft, PAST)))
    assert len(many) == len(few)


# Issued to.


def a_new_school(schools: dict[str, School], slug: str, name: str) -> School:
    """One more school of the trust."""
    return create_school(slug=slug, name=name, trust=schools[SCHOOL].trust, by=SET_UP, at=AT)


def test_a_version_is_issued_to_schools_of_the_trust_that_do_not_have_it_yet(
    draft: PolicyVersion, schools: dict[str, School]
) -> None:
    assert "Every other school of the trust has it." in words(browser().get(url(draft, ISSUE)))
    for slug, name in (("larkspur-nursery", "Larkspur Nursery"), ("larkspur-upper", "Larkspur Upper School")):
        a_new_school(schools, slug, name)
    page = browser().get(url(draft, ISSUE)).content.decode()
    assert 'value="larkspur-nursery"' in page and 'value="larkspur-upper"' in page
    assert 'value="larkspur-junior"' not in page and 'value="larkspur-infant"' not in page
    chosen = {"do": "schools", "schools": ["larkspur-nursery", "larkspur-upper"], "issued_on": "September 2026"}
    response = send(browser("admin"), draft, ISSUE, **chosen)
    assert (response.status_code, response["Location"]) == (302, url(draft, ISSUE))
    issued = Issue.objects.filter(version=draft, issued_on="September 2026")
    assert [each.name for each in issued] == ["Larkspur Nursery", "Larkspur Upper School"]
    assert told("larkspur-nursery")[-1].kind == "policy-issued"
    assert "September 2026" in words(browser().get(url(draft, ISSUE)))


@pytest.mark.parametrize("chosen", [[], [ELSEWHERE], [SCHOOL], [ISSUED], ["nowhere"], ["larkspur-nursery", ELSEWHERE]])
def test_a_school_that_is_not_offered_is_not_issued_to(
    draft: PolicyVersion, schools: dict[str, School], chosen: list[str]
) -> None:
    a_new_school(schools, "larkspur-nursery", "Larkspur Nursery")
    before = draft.issues.count()
    response = send(browser(), draft, ISSUE, do="schools", schools=chosen, issued_on="May 2026")
    assert response.status_code == 200
    assert "Which schools? – Choose" in errors(response)
    assert 'value="May 2026"' in response.content.decode()
    assert draft.issues.count() == before


def test_several_schools_are_issued_to_together_or_not_at_all(draft: PolicyVersion, schools: dict[str, School]) -> None:
    new = a_new_school(schools, "larkspur-nursery", "Larkspur Nursery")
    before, head = draft.issues.count(), person(SCHOOL, "head")
    for other, error in ((schools[ISSUED], Refused), (schools[ELSEWHERE], NotFound)):
        with pytest.raises(error):
            issue_to_all(version=draft, schools=[new, other], issued_on="", by=head, at=AT)
    with pytest.raises(Refused, match="at least one"):
        issue_to_all(version=draft, schools=[], issued_on="", by=head, at=AT)
    assert draft.issues.count() == before


def test_a_name_is_noted_as_the_document_prints_it_but_not_twice(draft: PolicyVersion) -> None:
    named = {"do": "name", "name": "All parents", "named_on": "2026"}
    assert send(browser(), draft, ISSUE, **named).status_code == 302
    assert draft.issues.get(name="All parents").issued_on == "2026"
    again = send(browser(), draft, ISSUE, **{**named, "name": "all PARENTS"})
    assert again.status_code == 409
    assert "This version was issued to all PARENTS already." in errors(again)
    assert 'value="all PARENTS"' in again.content.decode()
    for fields, sentence in (
        ({"name": ""}, "To whom? – Say to whom it was issued."),
        ({"name": "x" * 201}, "Use at most 200 characters."),
        ({"named_on": "soon"}, "When it was issued – Give a day"),
    ):
        wrong = send(browser(), draft, ISSUE, **{**named, "name": "Somebody", **fields})
        assert wrong.status_code == 200 and sentence in errors(wrong)
    with pytest.raises(Refused, match="Say to whom"):
        issue_by_name(version=draft, name=" ", issued_on="", by=person(SCHOOL, "head"), at=AT)
    assert draft.issues.filter(school=None).count() == 3


def test_a_school_without_a_trust_sees_only_the_name(schools: dict[str, School]) -> None:
    alone = begin(school=schools[ELSEWHERE], title="Ours", by=person(ELSEWHERE, "head"), at=AT)
    page = words(browser("head", ELSEWHERE).get(url(alone, ISSUE, school=ELSEWHERE)))
    assert "Note another name" in page and "of the trust" not in page
    assert "This version was issued to nobody yet." in page


def test_whoever_keeps_the_policy_issues_it_and_nobody_else(draft: PolicyVersion, schools: dict[str, School]) -> None:
    new, before = a_new_school(schools, "larkspur-nursery", "Larkspur Nursery"), draft.issues.count()
    for office, school in STRANGERS:
        assert browser(office, school).get(url(draft, ISSUE)).status_code == 404
        assert browser(office, school).post(url(draft, ISSUE), {"do": "name", "name": "x"}).status_code == 404
        somebody: dict[str, Any] = {"version": draft, "issued_on": "", "by": person(school, office), "at": AT}
        with pytest.raises(Refused, match="Your office does not keep"):
            issue_to_all(schools=[new], **somebody)
        with pytest.raises(Refused, match="Your office does not keep"):
            issue_by_name(name="x", **somebody)
    assert draft.issues.count() == before
    for office in KEEPERS:
        assert browser(office).get(url(draft, ISSUE)).status_code == 200


def test_the_list_asks_as_much_of_the_database_with_many_names_as_with_few(draft: PolicyVersion) -> None:
    client = browser()
    client.get(url(draft, ISSUE))
    with CaptureQueriesContext(connection) as few:
        client.get(url(draft, ISSUE))
    for number in range(15):
        issue_by_name(version=draft, name=f"Body {number}", issued_on="", by=person(SCHOOL, "head"), at=AT)
    with CaptureQueriesContext(connection) as many:
        assert "Body 14" in words(client.get(url(draft, ISSUE)))
    assert len(many) == len(few)
