"""The shelf, beginning a policy, the page of a version, and what waits on the home page: as each office sees them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.playing.cast import latest_adoption, pass_governors
from policies.models import Policy, PolicyVersion
from policies.operations import life
from policies.operations.issuing import issue
from policies.operations.starting import begin, revise
from policies.shelf import SAID_OF
from policies.starters import NAMES, load
from schools.history import SET_UP
from schools.models import School
from schools.operations import appoint, create_school, create_user
from schools.vocabulary import Role
from tests.builders import AT, client_of, person
from tests.policies.at_a_draft import (
    ELSEWHERE,
    ISSUED,
    KEEPERS,
    OTHERS,
    SCHOOL,
    approved,
    browser,
    draft,
    errors,
    schools,
    told,
    url,
    words,
)

__all__ = ["approved", "draft", "schools"]

SHELF, BEGIN = f"/{SCHOOL}/policies/", f"/{SCHOOL}/policies/begin/"


def questions(path: str, office: str = "head") -> int:
    """How many questions a page asks of the database."""
    client = browser(office)
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_the_shelf_is_for_whoever_keeps_or_approves_policies(schools: dict[str, School]) -> None:
    for office in (*KEEPERS, "governor"):
        assert browser(office).get(SHELF).status_code == 200, office
    for office in ("slt", "dsl", "staff"):
        assert browser(office).get(SHELF).status_code == 404, office
    assert browser("head", ELSEWHERE).get(SHELF).status_code == 404
    assert client_of(person(SCHOOL, "trust_lead")).get(SHELF).status_code == 404


def test_the_shelf_tells_where_every_version_stands_and_what_comes_next(approved: PolicyVersion) -> None:
    head = person(SCHOOL, "head")
    sent = revise(version=approved, by=head, at=AT)
    life.send_to_governors(version=sent, note="", by=head, at=AT)
    given_up = revise(version=approved, by=head, at=AT)
    life.withdraw(version=given_up, note="", by=head, at=AT)
    begin(school=approved.policy.school, title="Parents online", by=head, at=AT)
    page = words(browser().get(SHELF))
    for said in (
        "Version 1 of Parents online Draft Fill in what is missing, then send it to the governors.",
        "Version 4 of Social media policy Withdrawn It was given up",
        "Version 3 of Social media policy With the governors The governors have it.",
        "Version 2 of Social media policy Approved The governors approved it.",
        "Version 1 of Social media policy In force since 1 September 2025 It stays as it is.",
    ):
        assert said in page
    assert "Version 3 of Social media policy With the governors Read it, then record" in words(
        browser("governor").get(SHELF)
    )


def test_a_school_sees_what_it_was_issued_once_it_is_approved_and_who_keeps_it(draft: PolicyVersion) -> None:
    there = f"/{ISSUED}/policies/"
    assert "Version 2" not in words(browser("head", ISSUED).get(there))
    pass_governors(draft, person(SCHOOL, "head"), person(SCHOOL, "chair"), "", AT)
    page = words(browser("head", ISSUED).get(there))
    assert "Kept by Larkspur Infant Academy, and issued to Larkspur Junior Academy." in page
    assert "Version 2 of Social media policy Approved The governors approved it. It governs nothing here" in page


def test_a_shelf_with_nothing_on_it_teaches_how_to_begin(schools: dict[str, School]) -> None:
    school = create_school(slug="new-school", name="New School", by=SET_UP, at=AT)
    for name, role in (("head", Role.HEAD), ("governor", Role.GOVERNOR)):
        user = create_user(email=f"{name}@new.example", name=name, by=SET_UP, verified=True)
        appoint(user=user, role=role, school=school, starts=AT.date() - timedelta(days=9), by=SET_UP, at=AT)
        page = client_of(user).get("/new-school/policies/")
        teaches = "Start from the words you have, from one of three model policies, or from a blank page."
        assert (teaches in words(page)) == (role == Role.HEAD)
        assert ("/new-school/policies/begin/" in page.content.decode()) == (role == Role.HEAD)


def test_the_questions_of_the_shelf_the_version_and_the_home_page_do_not_grow(approved: PolicyVersion) -> None:
    home, policy, hub = f"/{SCHOOL}/", f"/{SCHOOL}/policy/", url(approved, "version")
    few = [questions(path) for path in (SHELF, home, policy, hub)]
    head = person(SCHOOL, "head")
    for n in range(4):
        other = begin(school=approved.policy.school, title=f"Another {n}", by=head, at=AT)
        revised = revise(version=approved, by=head, at=AT)
        pass_governors(revised, head, person(SCHOOL, "chair"), "", AT)
        when = AT.date() + timedelta(days=n)
        for school in (approved.policy.school, School.objects.get(slug=ISSUED)):
            life.adopt(school=school, version=revised, adopted_on=when, review_due="", by=SET_UP, at=AT)
        life.withdraw(version=other, note="", by=head, at=AT)
    many = [questions(path) for path in (SHELF, home, policy, hub)]
    assert many == few


@pytest.mark.parametrize("name", NAMES)
def test_a_policy_begins_from_a_model_with_all_that_the_model_says(schools: dict[str, School], name: str) -> None:
    page = words(browser().get(BEGIN))
    assert SAID_OF[name] in page and set(SAID_OF) == set(NAMES)
    answer = browser("admin").post(BEGIN, {"start": name})
    made = PolicyVersion.objects.latest("pk")
    starter = load(name)
    assert answer["Location"] == url(made, "version")
    assert (made.title, made.policy.school, made.sections) == (starter.title, schools[SCHOOL], starter.sections)
    assert (made.categories.count(), made.steps.count()) == (len(starter.categories), len(starter.steps))
    assert (made.written_by, made.published) == ("", "")
    assert [each.kind for each in told()][-1] == "policy-begun"


def test_a_policy_begins_with_a_title_alone_and_not_without_one(schools: dict[str, School]) -> None:
    before = Policy.objects.count()
    for fields, sentence in (
        ({}, "Choose one of these."),
        ({"start": "nothing-like-it", "title": "Kept"}, "Choose one of these."),
        ({"start": "empty", "title": " "}, "Give the empty policy a title."),
        ({"start": "empty", "title": "x" * 201}, "Use at most 200 characters."),
        ({"start": "empty", "title": "a\x00"}, "a control character"),
    ):
        answer = browser().post(BEGIN, fields)
        assert answer.status_code == 200 and sentence in errors(answer)
    assert Policy.objects.count() == before
    assert browser("chair").post(BEGIN, {"start": "empty", "title": "Eltern & Schule"}).status_code == 302
    made = PolicyVersion.objects.latest("pk")
    assert (made.title, made.number, made.sections) == ("Eltern & Schule", 1, [])
    assert browser().post(BEGIN, {"start": "primary", "title": "Our own"}).status_code == 302
    assert PolicyVersion.objects.latest("pk").title == "Our own"


def test_only_whoever_keeps_the_policy_begins_one(schools: dict[str, School]) -> None:
    for office in OTHERS:
        assert browser(office).get(BEGIN).status_code == 404, office
        assert browser(office).post(BEGIN, {"start": "empty", "title": "X"}).status_code == 404, office
    assert not Policy.objects.filter(title="X").exists()


def test_the_page_of_a_draft_tells_how_far_each_part_is_and_leads_to_it(schools: dict[str, School]) -> None:
    empty = begin(school=schools[SCHOOL], title="Parents online", by=person(SCHOOL, "head"), at=AT)
    page = browser().get(url(empty, "version"))
    for said in ("1 of 7 filled in", "No paragraphs yet", "No categories yet", "No steps yet", "13 topics left open"):
        assert said in words(page)
    for name in ("control", "text", "categories", "procedure", "gaps", "linked", "past", "issue"):
        assert f'href="{url(empty, f"version_{name}")}"' in page.content.decode(), name
    assert "Suggestions from the text" not in words(page)


def test_the_page_of_a_version_in_full_counts_what_is_in_it(draft: PolicyVersion) -> None:
    page = words(browser().get(url(draft, "version")))
    for said in ("7 of 7 filled in", "36 paragraphs in 6 sections", "21 categories", "5 steps", "3 linked"):
        assert said in page
    assert "Send it to the governors" in page


def test_suggestions_are_a_part_only_where_there_are_any(draft: PolicyVersion) -> None:
    from schools.history import acting

    with acting(SET_UP):
        draft.suggestions.create(what="FIELD", sentence="It was written by Jo", accepted=True)
        one = draft.suggestions.create(what="FIELD", sentence="It is due in 2030")
    assert "Suggestions from the text 1 of 2 to decide" in words(browser().get(url(draft, "version")))
    with acting(SET_UP):
        one.accepted = False
        one.save()
    assert "Suggestions from the text All decided" in words(browser().get(url(draft, "version")))


def test_a_governor_reads_the_whole_of_it_and_changes_nothing(draft: PolicyVersion) -> None:
    life.send_to_governors(version=draft, note="The categories first", by=person(SCHOOL, "head"), at=AT)
    page = browser("governor").get(url(draft, "version"))
    text = words(page)
    starter = load("joint-academy")
    for said in (
        *(each["text"] for section in starter.sections for each in section["paragraphs"]),
        *(each["name"] for each in starter.categories),
        *(each["words"] for each in starter.steps),
    ):
        assert said in text
    assert "Amara Okafor sent it to the governors. The categories first" in text
    assert "what changed since version 1" in text
    html = page.content.decode()
    assert url(draft, "version_approve") in html and url(draft, "version_send_back") in html
    assert url(draft, "version_control") not in html and "What it is made of" not in text


def test_everybody_reads_what_is_adopted_and_only_its_people_see_what_is_not(draft: PolicyVersion) -> None:
    old = latest_adoption(School.objects.get(slug=SCHOOL)).version
    for office in ("slt", "dsl", "staff"):
        page = browser(office).get(url(old, "version"))
        assert page.status_code == 200 and "What comes next" not in words(page)
        assert browser(office).get(url(draft, "version")).status_code == 404
    assert browser("head", ELSEWHERE).get(url(old, "version", school=ELSEWHERE)).status_code == 404
    assert browser().get(f"/{SCHOOL}/policies/{old.policy.slug}/{'9' * 30}/").status_code == 404


@pytest.mark.parametrize(
    ("office", "school", "said"),
    [
        ("governor", SCHOOL, "waits for the governors’ approval. Read it and decide"),
        ("chair", SCHOOL, "waits for the governors’ approval. Read it and decide"),
        ("head", SCHOOL, ""),
        ("staff", SCHOOL, ""),
        ("governor", ISSUED, ""),
    ],
)
def test_what_waits_for_the_governors_is_on_their_home_page_alone(
    draft: PolicyVersion, office: str, school: str, said: str
) -> None:
    assert "on its way" not in words(browser(office, school).get(f"/{school}/"))
    life.send_to_governors(version=draft, note="", by=person(SCHOOL, "head"), at=AT)
    page = words(browser(office, school).get(f"/{school}/"))
    assert ("A policy on its way" in page) == bool(said)
    assert said in page


def test_what_was_approved_waits_for_each_school_to_adopt_it(approved: PolicyVersion) -> None:
    said = "Version 2 of “Social media policy” was approved. It governs nothing here until the school adopts it."
    for school in (SCHOOL, ISSUED):
        for office in KEEPERS:
            assert said in words(browser(office, school).get(f"/{school}/")), office
        assert said not in words(browser("governor", school).get(f"/{school}/"))
    when: dict[str, Any] = {"adopted_on": AT.date(), "review_due": "", "by": SET_UP, "at": AT}
    life.adopt(school=approved.policy.school, version=approved, **when)
    assert said not in words(browser().get(f"/{SCHOOL}/"))
    assert said in words(browser("head", ISSUED).get(f"/{ISSUED}/"))


def test_the_page_of_the_policy_leads_its_people_to_the_shelf_and_to_what_waits(draft: PolicyVersion) -> None:
    life.send_to_governors(version=draft, note="", by=person(SCHOOL, "head"), at=AT)
    page = browser().get(f"/{SCHOOL}/policy/")
    assert "Version 2 of “Social media policy” waits for the governors. See version 2" in words(page)
    assert SHELF in page.content.decode()
    staff = browser("staff").get(f"/{SCHOOL}/policy/")
    assert "waits for the governors" not in words(staff) and SHELF not in staff.content.decode()
    life.send_back(version=draft, note="Who decides?", by=person(SCHOOL, "chair"), at=AT)
    assert "was sent back to be changed. Look at it" in words(browser().get(f"/{SCHOOL}/"))


def test_a_version_issued_to_a_school_that_never_adopts_it_stays_to_be_read(schools: dict[str, School]) -> None:
    own = begin(school=schools[SCHOOL], title="Parents online", by=person(SCHOOL, "head"), at=AT)
    issue(version=own, school=schools[ISSUED], issued_on="", by=person(SCHOOL, "head"), at=AT)
    assert browser("head", ISSUED).get(url(own, "version", school=ISSUED)).status_code == 404


def test_what_keepers_and_governors_wrote_to_each_other_stays_among_them(draft: PolicyVersion) -> None:
    who: dict[str, Any] = {"by": person(SCHOOL, "head"), "at": AT}
    life.send_to_governors(version=draft, note="After what happened in June", **who)
    life.approve(version=draft, body="The governors", meeting="", note="", by=person(SCHOOL, "chair"), at=AT)
    for school in (draft.policy.school, School.objects.get(slug=ISSUED)):
        life.adopt(school=school, version=draft, adopted_on=AT.date(), review_due="", by=SET_UP, at=AT)
    for office, school, reads in (("governor", SCHOOL, True), ("staff", SCHOOL, False), ("head", ISSUED, False)):
        page = words(browser(office, school).get(url(draft, "version", school=school)))
        assert ("After what happened in June" in page) == reads, (office, school)
        assert "sent it to the governors" in page


def test_whatever_is_about_the_policy_is_under_our_policy(draft: PolicyVersion) -> None:
    beside = (SHELF, url(draft, "version_control"), f"/{SCHOOL}/notices/", f"/{SCHOOL}/hosts/", f"/{SCHOOL}/policy/")
    for path in (*beside, f"/{SCHOOL}/"):
        html = " ".join(browser().get(path).content.decode().split())
        assert (f'href="/{SCHOOL}/policy/" aria-current="page"' in html) == (path in beside), path
