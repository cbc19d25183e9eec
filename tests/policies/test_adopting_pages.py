"""Adopting a version from a day, at the school that keeps it and at another; and its review date afterwards."""

from datetime import timedelta

import pytest

from incidents.playing.cast import latest_adoption, pass_governors
from policies.models import Adoption, PolicyVersion
from policies.operations import life
from policies.operations.starting import revise
from policies.vocabulary import Status
from schools.history import SET_UP
from schools.models import School
from schools.operation import NotFound
from tests.builders import AT, person
from tests.policies.at_a_draft import (
    ELSEWHERE,
    ISSUED,
    OTHERS,
    SCHOOL,
    browser,
    errors,
    told,
    url,
    words,
)
from tests.policies.at_a_draft import approved as approved
from tests.policies.at_a_draft import draft as draft
from tests.policies.at_a_draft import schools as schools
from tests.policies.at_its_moments import (
    TODAY,
    do,
    page_one,
    status,
)


def test_adopting_says_what_changes_and_puts_the_version_in_force_from_the_day(approved: PolicyVersion) -> None:
    asked = browser().get(url(approved, "version_adopt"))
    assert "Posts dated before that day stay under version 1, even if they are reported later." in words(asked)
    assert "Incidents that are logged already keep their own version." in words(asked)
    assert do(approved, "version_adopt").status_code == 302
    made = latest_adoption(School.objects.get(slug=SCHOOL))
    assert (made.version, str(made.adopted_on), made.review_due) == (approved, "2027-01-05", "Autumn 2028")
    page = words(browser().get(url(approved, "version")))
    assert "In force from 5 January 2027" in page
    assert "In force since 1 September 2025" in words(browser().get(url(page_one(approved), "version")))


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("1 9 2025", "This school already adopted a version on that day."),
        ("31 8 2025", "Version 1 has been in force since 1 September 2025. Give a later day"),
        ("31 2 2027", "There is no such day."),
        ("  ", "Fill this in."),
    ],
)
def test_a_day_that_is_taken_or_past_or_none_is_refused(approved: PolicyVersion, day: str, sentence: str) -> None:
    pieces = day.split(" ") if day.strip() else ["", "", ""]
    typed = {f"adopted_on_{n}": piece for n, piece in enumerate(pieces)}
    answer = do(approved, "version_adopt", **typed, review_due="Autumn 2028")
    assert answer.status_code in (200, 409) and sentence in errors(answer)
    assert 'value="Autumn 2028"' in answer.content.decode()
    assert Adoption.objects.filter(version=approved).count() == 0


def test_a_version_in_force_is_not_adopted_again_withdrawn_or_sent_back(schools: None) -> None:
    version = latest_adoption(School.objects.get(slug=SCHOOL)).version
    assert "in force here already, since 1 September 2025" in errors(do(version, "version_adopt"))
    assert "A version that was adopted is not withdrawn." in errors(do(version, "version_withdraw"))
    assert "A version that was adopted is not sent back." in errors(do(version, "version_send_back"))
    assert do(version, "version_send").status_code == 409
    assert Adoption.objects.filter(version=version, school__slug=SCHOOL).count() == 1


def test_a_school_adopts_what_another_keeps_once_it_is_issued_and_approved(draft: PolicyVersion) -> None:
    junior = School.objects.get(slug=ISSUED)
    do(draft, "version_send")
    assert browser("head", ISSUED).get(url(draft, "version", school=ISSUED)).status_code == 404
    assert do(draft, "version_adopt", "head", ISSUED).status_code == 404
    do(draft, "version_approve", "chair")
    assert browser("head", ISSUED).get(url(draft, "version", school=ISSUED)).status_code == 200
    for name in ("version_send_back", "version_withdraw", "version_revise", "version_approve"):
        assert do(draft, name, "chair", ISSUED).status_code == 404, name
    assert do(draft, "version_adopt", "governor", ISSUED).status_code == 404
    assert do(draft, "version_adopt", "admin", ISSUED).status_code == 302
    assert latest_adoption(junior).version == draft
    assert latest_adoption(School.objects.get(slug=SCHOOL)).version.number == 1
    assert [each.kind for each in told(ISSUED)][-1] == "policy-adopted"


def test_a_school_to_which_nothing_was_issued_adopts_nothing(
    approved: PolicyVersion, schools: dict[str, School]
) -> None:
    with pytest.raises(NotFound):
        life.adopt(
            school=schools[ELSEWHERE],
            version=approved,
            adopted_on=TODAY,
            review_due="",
            by=person(ELSEWHERE, "head"),
            at=AT,
        )


def test_the_review_date_is_set_by_whoever_keeps_the_policy(schools: dict[str, School]) -> None:
    address = f"/{SCHOOL}/policy/review/"
    for office in OTHERS:
        assert browser(office).get(address).status_code == 404
        assert browser(office).post(address, {"review_due": "2030"}).status_code == 404
    assert 'value="Summer 2029"' in browser().get(address).content.decode()
    wrong = browser().post(address, {"review_due": "next year"})
    assert wrong.status_code == 200 and 'value="next year"' in wrong.content.decode()
    early = browser().post(address, {"review_due": "2019"})
    assert early.status_code == 409 and "before it is published (September 2020)" in errors(early)
    assert browser("admin").post(address, {"review_due": "14 March 2028"}).status_code == 302
    assert latest_adoption(schools[SCHOOL]).review_due == "2028-03-14"
    assert "Next review: 14 March 2028." in words(browser("staff").get(f"/{SCHOOL}/policy/"))
    assert latest_adoption(schools[ISSUED]).review_due == "Summer 2029"


def test_two_days_of_the_same_school_are_told_apart_by_the_later_one(approved: PolicyVersion) -> None:
    school = School.objects.get(slug=SCHOOL)
    third = revise(version=approved, by=person(SCHOOL, "head"), at=AT)
    do(approved, "version_adopt", adopted_on_0="16", adopted_on_1="11", adopted_on_2="2026")
    pass_governors(third, person(SCHOOL, "head"), person(SCHOOL, "chair"), "", AT)
    life.adopt(school=school, version=third, adopted_on=TODAY + timedelta(days=30), review_due="", by=SET_UP, at=AT)
    assert "In force since 16 November 2026" in words(browser().get(url(approved, "version")))
    assert "In force from 16 December 2026" in words(browser().get(url(third, "version")))
    assert status(page_one(approved)) == Status.APPROVED, "the other school has not gone on"
