"""The pages of a version's life: who may send, send back, approve, withdraw, revise and adopt it, and from where."""

from typing import Any

import pytest

from incidents.playing.cast import latest_adoption
from policies.models import PolicyVersion
from policies.operations import life
from policies.operations.starting import begin
from policies.vocabulary import MilestoneKind, Status
from schools.history import SET_UP, acting
from schools.models import School
from schools.operation import Refused
from tests.builders import AT, person
from tests.policies.at_a_draft import (
    ELSEWHERE,
    KEEPERS,
    OTHERS,
    SCHOOL,
    browser,
    errors,
    now,
    told,
    url,
    words,
)
from tests.policies.at_a_draft import approved as approved
from tests.policies.at_a_draft import draft as draft
from tests.policies.at_a_draft import schools as schools
from tests.policies.at_its_moments import BODIES, MAY, TODAY, at_its_moment, do, status


@pytest.mark.parametrize("name", BODIES)
def test_whoever_may_do_it_does_and_whoever_may_not_finds_no_page(draft: PolicyVersion, name: str) -> None:
    version = at_its_moment(draft, name)
    strangers = [each for each in (*KEEPERS, *OTHERS) if each not in MAY[name]]
    for office in strangers:
        assert browser(office).get(url(version, name)).status_code == 404, office
        assert do(version, name, office).status_code == 404, office
    assert do(version, name, "head", ELSEWHERE).status_code == 404
    before, milestones = len(told()), version.milestones.count()
    for office in MAY[name]:
        assert browser(office).get(url(version, name)).status_code == 200, office
    assert do(version, name, MAY[name][0]).status_code == 302
    assert len(told()) == before + 1
    assert version.milestones.count() == milestones + (name not in ("version_revise", "version_adopt"))


@pytest.mark.parametrize("name", BODIES)
def test_what_does_not_follow_from_where_it_is_is_refused_with_the_words_kept(draft: PolicyVersion, name: str) -> None:
    with_governors = life.send_to_governors(version=draft, note="", by=person(SCHOOL, "head"), at=AT).version
    at_a_wrong_moment = name in ("version_send", "version_revise", "version_adopt")
    if not at_a_wrong_moment:
        life.withdraw(version=with_governors, note="", by=person(SCHOOL, "head"), at=AT)
    office, typed = MAY[name][0], {**BODIES[name], "note": "These words stay", "comments": "These words stay"}
    asked, sent = browser(office).get(url(draft, name)), do(draft, name, office, **typed)
    assert (asked.status_code, sent.status_code) == (409, 409)
    assert "This cannot be done now" in words(asked) or "cannot" in words(asked)
    assert errors(sent)
    assert status(draft) == (Status.IN_REVIEW if at_a_wrong_moment else Status.WITHDRAWN)


@pytest.mark.parametrize("name", [name for name in BODIES if name != "version_revise"])
def test_the_operation_refuses_by_itself_what_the_page_hides(draft: PolicyVersion, name: str) -> None:
    version = at_its_moment(draft, name)
    calls: dict[str, Any] = {
        "version_send": (life.send_to_governors, {"note": ""}),
        "version_send_back": (life.send_back, {"note": "No"}),
        "version_approve": (life.approve, {"body": "Us", "meeting": "", "note": ""}),
        "version_withdraw": (life.withdraw, {"note": ""}),
        "version_adopt": (life.adopt, {"school": version.policy.school, "adopted_on": TODAY, "review_due": ""}),
    }
    operation, given = calls[name]
    for office in ("slt", "staff", *(("head",) if name == "version_approve" else ())):
        with pytest.raises(Refused):
            operation(version=version, by=person(SCHOOL, office), at=AT, **given)
    operation(version=version, by=person(SCHOOL, MAY[name][0]), at=AT, **given)
    with pytest.raises(Refused):
        operation(version=version, by=person(SCHOOL, MAY[name][0]), at=AT, **given)


def test_an_empty_draft_does_not_go_to_the_governors_and_the_page_says_what_is_missing(schools: None) -> None:
    empty = begin(school=School.objects.get(slug=SCHOOL), title="Parents online", by=person(SCHOOL, "head"), at=AT)
    hub = words(browser().get(url(empty, "version")))
    asked, sent = browser().get(url(empty, "version_send")), do(empty, "version_send")
    assert (asked.status_code, sent.status_code) == (409, 409)
    for sentence in ("It has no text yet: not one paragraph.", "It has no category", "There is no step"):
        assert sentence in hub and sentence in words(asked) and sentence in errors(sent)
    assert "Send it to the governors" not in hub
    with pytest.raises(Refused):
        life.send_to_governors(version=empty, note="", by=SET_UP, at=AT)
    assert status(empty) == Status.DRAFT


def test_a_version_that_is_due_before_it_is_published_goes_no_further(draft: PolicyVersion) -> None:
    with acting(SET_UP):
        draft.published, draft.review_due = "September 2026", "Summer 2026"
        draft.save()
    refused = do(draft, "version_send")
    assert "due for review (Summer 2026) before it is published (September 2026)" in errors(refused)
    with acting(SET_UP):
        draft.review_due = "Autumn 2026"
        draft.save()
    assert do(draft, "version_send").status_code == 302


def test_the_governors_send_it_back_with_words_and_it_is_sent_again(draft: PolicyVersion) -> None:
    do(draft, "version_send")
    assert do(draft, "version_send_back", "governor", note=" ").status_code == 200
    assert status(draft) == Status.IN_REVIEW
    assert do(draft, "version_send_back", "governor").status_code == 302
    page = words(browser().get(url(draft, "version")))
    assert "Parveen Sadiq sent it back to be changed. Say who decides" in page
    assert "Change what was asked for, then send it again." in page
    assert do(draft, "version_send").status_code == 302
    assert status(draft) == Status.IN_REVIEW


def test_an_approval_names_the_body_the_meeting_and_who_recorded_it(draft: PolicyVersion) -> None:
    do(draft, "version_send")
    asked = browser("governor").get(url(draft, "version_approve")).content.decode()
    assert 'value="The governors"' in asked
    wrong = do(draft, "version_approve", "governor", body="", meeting="10 December 2026", note="Minute 7")
    assert wrong.status_code == 200
    assert "Who approved it? – Fill this in." in errors(wrong) and "This day has not come yet." in errors(wrong)
    assert "Minute 7" in wrong.content.decode()
    assert do(draft, "version_approve", "governor").status_code == 302
    last = draft.milestones.get(kind=MilestoneKind.APPROVED)
    assert (last.body, last.on, last.by) == ("The governors", "2026-11-10", person(SCHOOL, "governor"))
    page = words(browser().get(url(draft, "version")))
    assert "The governors approved it, meeting on 10 November 2026. Parveen Sadiq recorded it. Minute 7" in page


def test_a_meeting_is_kept_as_vaguely_as_it_is_known(draft: PolicyVersion) -> None:
    do(draft, "version_send")
    for typed, sentence in (("sometime", "Give a day, a month"), ("Autumn 2030", "This day has not come yet.")):
        assert sentence in errors(do(draft, "version_approve", "chair", body="Us", meeting=typed))
    assert do(draft, "version_approve", "chair", body="The committee", meeting="autumn 2026").status_code == 302
    assert draft.milestones.get(kind=MilestoneKind.APPROVED).on == "Autumn 2026"


def test_a_new_version_is_a_copy_with_its_reason_in_the_history(schools: dict[str, School]) -> None:
    old = latest_adoption(schools[SCHOOL]).version
    answer = do(old, "version_revise")
    new = old.policy.versions.get(number=2)
    assert answer["Location"] == url(new, "version")
    assert (new.comments, new.sections, new.steps.count()) == ("Class groups added", old.sections, old.steps.count())
    page = words(browser().get(url(old, "version_revise")))
    assert "A version is on its way already" in page and "Version 2" in page
    assert "Class groups added" in words(browser().get(url(new, "version")))


def test_whoever_was_late_is_told_and_nothing_happens_twice(draft: PolicyVersion) -> None:
    do(draft, "version_send")
    seen = now(draft)
    list(seen.milestones.all())
    life.approve(version=draft, by=person(SCHOOL, "chair"), at=AT, body="Us", meeting="", note="")
    late = do(draft, "version_approve", "governor")
    assert late.status_code == 409
    assert "This version is approved. It cannot be approved as it stands." in errors(late)
    assert draft.milestones.filter(kind=MilestoneKind.APPROVED).count() == 1


@pytest.mark.parametrize("note", ["a\x00", "x" * 301, "x" * 3_000_000])
def test_a_note_that_cannot_be_kept_is_refused_beside_its_field(draft: PolicyVersion, note: str) -> None:
    answer = do(draft, "version_send", note=note)
    assert answer.status_code in (200, 413)
    assert status(draft) == Status.DRAFT


def test_a_withdrawn_version_can_be_read_and_begun_anew_but_never_changed(draft: PolicyVersion) -> None:
    assert do(draft, "version_withdraw").status_code == 302
    assert browser("governor").get(url(draft, "version")).status_code == 200
    assert browser("slt").get(url(draft, "version")).status_code == 404
    assert do(draft, "version_send").status_code == 409
    assert do(draft, "version_revise").status_code == 302
