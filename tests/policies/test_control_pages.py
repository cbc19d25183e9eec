"""Document control: what a version says of itself, by whom it may be written, and what is left out."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import PolicyVersion
from policies.operations.control import Control, set_control
from policies.operations.starting import begin
from schools.history import SET_UP
from schools.models import School
from schools.operation import Refused, Stale
from schools.operations import appoint, create_user, end_membership
from schools.vocabulary import Role
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

PAGE = "version_control"
FIELDS = {
    "title": "Parents and social media",
    "author_name": "Mr Old, who has left",
    "reviewed_by": "The governors",
    "subject": "Safeguarding",
    "approving_body": "The full governing body",
    "published": "1/9/2026",
    "review_due": "autumn term 2029",
    "source": "Guidance of a union of head teachers",
    "comments": "A new title",
}
KEPT = {**FIELDS, "published": "2026-09-01", "review_due": "Autumn 2029", "author": None}


def test_whoever_keeps_the_policy_writes_its_control_and_the_record_names_the_fields(draft: PolicyVersion) -> None:
    response = send(browser("admin"), draft, PAGE, **FIELDS)
    assert (response.status_code, response["Location"]) == (302, url(draft, PAGE))
    assert {name: getattr(now(draft), name) for name in KEPT} == KEPT
    event = told()[-1]
    assert event.kind == "policy-document-control-changed"
    assert event.details is not None
    said = "title, author, subject, approving body, publication date, review date, source, comments"
    assert event.details["fields"] == said, "what stayed the same, the reviewer, is not named"
    page = browser("admin").get(url(draft, PAGE)).content.decode()
    assert 'value="1 September 2026"' in page and 'value="Autumn 2029"' in page


@pytest.mark.parametrize("office", KEEPERS)
def test_the_page_is_there_for_whoever_keeps_the_policy(draft: PolicyVersion, office: str) -> None:
    assert browser(office).get(url(draft, PAGE)).status_code == 200


@pytest.mark.parametrize(
    ("office", "school"), [*((each, SCHOOL) for each in OTHERS), ("head", ISSUED), ("head", ELSEWHERE)]
)
def test_for_everybody_else_there_is_no_such_page(draft: PolicyVersion, office: str, school: str) -> None:
    client = browser(office, school)
    for at in {SCHOOL, school}:
        address = url(draft, PAGE, school=at)
        assert client.get(address).status_code == 404
        assert client.post(address, {"edition": 0, **FIELDS}).status_code == 404
    assert now(draft).title == draft.title


def test_only_the_title_is_needed_and_what_is_left_out_is_shown_as_a_gap(draft: PolicyVersion) -> None:
    assert send(browser(), draft, PAGE, title="Only a title").status_code == 302
    page = words(browser().get(url(draft, PAGE)))
    assert page.count("The document does not say") == 7
    empty = send(browser(), draft, PAGE, title=" ", reviewed_by="Typed already")
    assert empty.status_code == 200
    assert errors(empty).endswith("Title – Give the policy a title.")
    assert "Typed already" in empty.content.decode()
    assert now(draft).title == "Only a title"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"published": "Autumn 2026", "review_due": "2025"}, "The review would come before the document is published."),
        ({"review_due": "soon"}, "Give a day, a month such as September 2026"),
        ({"published": "14 3 27"}, "Give the year in four figures"),
        ({"published": "1 ² 2027"}, "Give a day, a month"),
        ({"published": "9" * 60}, "Use at most 40 characters. This has 60."),
        ({"subject": "a\x00b"}, "a control character"),
        ({"comments": "x" * 1_000_000}, "Use at most 300 characters. This has 1,000,000."),
        ({"author": "00000000-0000-4000-8000-000000000000"}, "Choose one of these."),
        ({"edition": "nonsense"}, "This page was opened too long ago."),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(
    draft: PolicyVersion, fields: dict[str, str], sentence: str
) -> None:
    response = send(browser(), draft, PAGE, **{"title": "Typed already", **fields})
    assert response.status_code == 200
    assert sentence in errors(response)
    assert "Typed already" in response.content.decode()
    assert now(draft).edition == 0


def test_a_review_after_publication_is_taken_by_the_days_of_the_schools_own_terms(draft: PolicyVersion) -> None:
    ends = draft.policy.school.terms.get(name="Autumn 2026").ends  # type: ignore[union-attr]
    day = {"title": "T", "review_due": "Autumn 2026", "published": f"{ends:%-d %B %Y}"}
    assert send(browser(), draft, PAGE, **day).status_code == 302
    later = {**day, "published": f"{ends + timedelta(days=1):%-d %B %Y}"}
    assert "before the document is published" in errors(send(browser(), draft, PAGE, **later))


def test_the_author_is_a_person_here_or_a_name_but_not_both(draft: PolicyVersion) -> None:
    chosen = str(person(SCHOOL, "slt").key)
    both = send(browser(), draft, PAGE, title="T", author=chosen, author_name="Somebody")
    assert "not both" in errors(both)
    assert send(browser(), draft, PAGE, title="T", author=chosen).status_code == 302
    assert now(draft).written_by == person(SCHOOL, "slt").name
    stranger = send(browser(), draft, PAGE, title="T", author=str(person(ELSEWHERE, "head").key))
    assert "Choose one of these." in errors(stranger)
    with pytest.raises(Refused, match="not somebody with an office at this school"):
        write(now(draft), author=person(ELSEWHERE, "head"))
    assert now(draft).written_by == person(SCHOOL, "slt").name


def test_an_author_who_has_left_stays_the_author(draft: PolicyVersion, schools: dict[str, School]) -> None:
    leaver = create_user(email="leaver@larkspur-infant.example", name="Lou Leaver", by=SET_UP)
    held = appoint(
        user=leaver, role=Role.STAFF, school=schools[SCHOOL], starts=AT.date() - timedelta(9), by=SET_UP, at=AT
    )
    write(now(draft), author=leaver)
    end_membership(membership=held, ends=AT.date() - timedelta(days=2), by=SET_UP, at=AT)
    assert "Lou Leaver – holds no office here now" in words(browser().get(url(draft, PAGE)))
    assert send(browser(), draft, PAGE, title="T", author=str(leaver.key)).status_code == 302
    assert now(draft).author == leaver


def test_whoever_was_overrun_keeps_what_they_typed_and_can_save_it_knowingly(draft: PolicyVersion) -> None:
    write(now(draft), title="The chair was first")
    late = send(browser(), draft, PAGE, title="The head was second", edition=0)
    assert late.status_code == 409
    assert "Somebody else changed this draft" in errors(late)
    assert "It now says: “The chair was first”" in errors(late), "R.03"
    page = late.content.decode()
    assert 'value="The head was second"' in page and 'name="edition" value="1"' in page
    assert now(draft).title == "The chair was first"
    assert send(browser(), draft, PAGE, title="The head was second", edition=1).status_code == 302
    assert now(draft).title == "The head was second"


def test_what_is_no_draft_is_only_read(approved: PolicyVersion) -> None:
    page = browser().get(url(approved, PAGE))
    assert page.status_code == 200 and "Only a draft is changed" in words(page) and 'name="title"' not in words(page)
    refused = send(browser(), approved, PAGE, title="Typed all the same")
    assert refused.status_code == 409
    assert "Only a draft is changed. This version is approved" in errors(refused)
    assert "Typed all the same" in refused.content.decode()
    with pytest.raises(Refused, match="Only a draft is changed"):
        write(approved)
    assert now(approved).title == approved.title


def test_the_operation_refuses_by_itself_whoever_may_not_and_what_cannot_be(draft: PolicyVersion) -> None:
    for school, office in ((SCHOOL, "slt"), (SCHOOL, "governor"), (ISSUED, "head"), (ELSEWHERE, "head")):
        with pytest.raises(Refused, match="Your office does not keep this school's policy"):
            write(draft, by=person(school, office))
    with pytest.raises(Refused, match="before the document is published"):
        write(draft, published="2026", review_due="2025")
    with pytest.raises(Refused, match="a title"):
        write(draft, title=" ")
    with pytest.raises(Refused, match="not both"):
        write(draft, author=person(SCHOOL, "slt"), author_name="Somebody")
    with pytest.raises(Refused, match="a month such as"):
        write(draft, published="soon", review_due="2025")
    with pytest.raises(Stale):
        write(draft, edition=7)
    assert now(draft).edition == 0


def test_a_policy_of_which_nothing_is_in_force_is_called_what_its_draft_is_called(schools: dict[str, School]) -> None:
    begun = begin(school=schools[SCHOOL], title="First thoughts", by=person(SCHOOL, "head"), at=AT)
    write(begun, title="Second thoughts")
    assert now(begun).policy.title == "Second thoughts"


def test_a_policy_in_force_keeps_its_title_while_a_draft_of_it_is_renamed(draft: PolicyVersion) -> None:
    write(draft, title="Another title")
    assert (now(draft).title, now(draft).policy.title) == ("Another title", "Social media policy")


def test_saving_what_is_there_already_tells_nobody_anything(draft: PolicyVersion) -> None:
    write(draft, title="One")
    before = len(told())
    write(now(draft), title="One")
    assert len(told()) == before


def test_the_page_asks_as_much_of_the_database_with_many_people_as_with_few(
    draft: PolicyVersion, schools: dict[str, School]
) -> None:
    client = browser()
    client.get(url(draft, PAGE))
    with CaptureQueriesContext(connection) as few:
        client.get(url(draft, PAGE))
    for number in range(12):
        user = create_user(email=f"n{number}@larkspur-infant.example", name=f"Person {number}", by=SET_UP)
        appoint(user=user, role=Role.STAFF, school=schools[SCHOOL], starts=AT.date(), by=SET_UP, at=AT)
    with CaptureQueriesContext(connection) as many:
        assert "Person 11" in words(client.get(url(draft, PAGE)))
    assert len(many) == len(few)


def write(version: PolicyVersion, **changes: Any) -> None:
    """Write document control as the head does, past every form."""
    asked = {"by": person(SCHOOL, "head"), "edition": version.edition}
    asked |= {name: changes.pop(name) for name in ("by", "edition") if name in changes}
    set_control(version=version, control=Control(**{"title": "T", **changes}), at=AT, **asked)
