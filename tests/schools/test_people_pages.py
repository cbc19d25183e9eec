"""The pages on which an administrator invites, gives, ends, and looks after accounts; and the second person's."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from schools.history import SET_UP
from schools.mail import wait_until_handed_over
from schools.models import Invitation, Membership, Outgoing, School, User
from schools.operations import appoint, end_membership
from schools.vocabulary import Role
from tests.builders import AT, client_of, person, the_schools
from tests.schools.at_the_people import (
    ELSEWHERE,
    HERE,
    TODAY,
    admin,
    as_admin,
    day_of,
    invited,
    offices,
    second_admin,
    url,
    words,
)
from tests.schools.at_the_people import school as school

FIELDS = {"name": "Nell New", "email": "new@coldwell.example", "role": "STAFF", **day_of("starts", TODAY)}


def errors(response: Any) -> str:
    """What the summary says is wrong."""
    found = re.search(r'<div class="error-summary".*?</div>', response.content.decode(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def test_somebody_is_invited_and_stands_on_the_page_until_they_accept(school: School) -> None:
    browser = as_admin()
    assert "Invite somebody" in words(browser.get(url("people")))
    sent = browser.post(url("invite"), FIELDS)
    assert (sent.status_code, sent["Location"]) == (302, url("people"))
    page = words(browser.get(url("people")))
    assert "Nell New Invited Member of staff, from 16 November 2026. new@coldwell.example" in page
    made = Invitation._base_manager.get()
    assert browser.post(url("invitation", made.key), {"do": "again"}).status_code == 302
    assert browser.post(url("invitation", made.key), {"do": "again"}).status_code == 409
    newer = Invitation._base_manager.get(outcome="")
    assert browser.post(url("invitation", newer.key), {"do": "withdraw"}).status_code == 302
    assert "Nell New" not in words(browser.get(url("people")))
    assert "works no more" in words(browser.get(url("invitation", newer.key)))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "Their name – Fill this in."),
        ({"email": "nell"}, "Give an e-mail address"),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "Give an e-mail address"),
        ({"email": "x" * 300 + "@b.example"}, "Use at most 254 characters."),
        ({"name": "Nell\x00"}, "a control character"),
        ({"name": "x" * 1_000_000}, "Use at most 150 characters."),
        ({"role": ""}, "Choose one of these."),
        ({"role": "TRUST_LEAD"}, "Choose one of these."),
        (day_of("starts", TODAY - timedelta(days=1)), "This day has passed."),
        (day_of("ends", TODAY - timedelta(days=1)), "The last day is before the first."),
        ({"starts_0": "31", "starts_1": "2"}, "There is no such day."),
    ],
)
def test_what_cannot_be_an_invitation_is_said_with_what_was_typed_kept(
    school: School, fields: dict[str, str], sentence: str
) -> None:
    """S1.07."""
    response = as_admin().post(url("invite"), {**FIELDS, **fields})
    assert response.status_code == 200 and sentence in errors(response)
    assert 'value="new@coldwell.example"' in response.content.decode() or "email" in fields
    assert not Invitation._base_manager.exists() and not Outgoing.objects.exists()


def test_a_refusal_is_409_with_what_was_typed(school: School) -> None:
    """S8.25."""
    response = as_admin().post(url("invite"), {**FIELDS, "email": admin().email})
    assert response.status_code == 409 and "Nobody gives themselves an office" in errors(response)
    assert 'value="Nell New"' in response.content.decode()


def test_one_person_is_shown_with_what_their_offices_open_and_how_they_came_about(school: School) -> None:
    browser, user = as_admin(), person(HERE, "slt")
    response = browser.post(url("person_appoint", user.key), {"role": "GOVERNOR", **day_of("starts", TODAY)})
    assert (response.status_code, response["Location"]) == (302, url("person", user.key))
    page = words(browser.get(url("person", user.key)))
    assert "Governor From 16 November 2026 A governor. Approves policies" in page
    assert "Sandra Holt gave them the office of Governor, from 16 November 2026." in page
    key = f"GOVERNOR:{TODAY}:"
    gone = browser.post(url("person_end", user.key), {"which": key, "when": "now"})
    assert gone.status_code == 302 and offices(user) == ["SLT"]
    assert browser.post(url("person_end", user.key), {"which": key, "when": "now"}).status_code == 200
    later = {"which": "SLT:2020-09-01:", "when": "day"}
    assert "Give the last day." in errors(browser.post(url("person_end", user.key), later))
    assert browser.post(url("person_end", user.key), later | day_of("day", TODAY)).status_code == 302
    assert Membership.objects.get(user=user).ends == TODAY


def test_a_head_waits_for_the_second_person_who_is_told_by_mail_and_decides_on_a_page(school: School) -> None:
    """S2.04."""
    browser, user, second = as_admin(), person(HERE, "slt"), second_admin(school)
    browser.post(url("person_appoint", user.key), {"role": "HEAD", **day_of("starts", TODAY)})
    waiting = Invitation._base_manager.get()
    confirm = url("invitation_confirm", waiting.key)
    assert list(Outgoing.objects.filter(template="second_person").values_list("to", "data__link")) == [
        (second.email, confirm)
    ]
    assert "Waiting for a second person" in words(browser.get(url("people")))
    own = browser.get(confirm)
    assert own.status_code == 409 and "somebody else than whoever asked for it" in words(own)
    assert browser.post(confirm, {"do": "confirm"}).status_code == 409 and offices(user) == ["SLT"]
    assert client_of(user).get(confirm).status_code == client_of(person(HERE, "head")).get(confirm).status_code == 404
    theirs = client_of(second)
    assert "be head of school?" in words(theirs.get(confirm))
    assert "Press one of the buttons" in errors(theirs.post(confirm, {"do": "again"}))
    assert theirs.post(confirm, {"do": "confirm"}).status_code == 302
    assert offices(user) == ["HEAD", "SLT"]
    assert theirs.post(confirm, {"do": "confirm"}).status_code == 409


def test_with_one_administrator_the_head_finds_the_page_and_can_say_no(school: School) -> None:
    made = invited(school, role=Role.ADMIN)
    assert "Nasreen Malik" in words(as_admin().get(url("invitation", made.key)))
    head = client_of(person(HERE, "head"))
    assert head.get(url("invitation", made.key)).status_code == 404, "that page is the administrator's"
    assert head.post(url("invitation_confirm", made.key), {"do": "refuse"}).status_code == 302
    assert Invitation._base_manager.get().outcome == "WITHDRAWN"


def test_only_the_schools_own_administrator_finds_any_of_these_pages(school: School) -> None:
    made, user = invited(school), person(HERE, "slt")
    stranger, nobody = person(ELSEWHERE, "slt"), "00000000-0000-4000-8000-000000000000"
    pages = [url(name, user.key) for name in ("person", "person_appoint", "person_end", "person_account")]
    pages += [url("invite"), url("invitation", made.key)]
    for who in ("head", "chair", "slt", "staff", "governor"):
        assert {client_of(person(HERE, who)).get(page).status_code for page in pages} == {404}
    assert {client_of(person(ELSEWHERE, "admin")).get(page).status_code for page in pages} == {404}
    assert {as_admin().get(page).status_code for page in pages} == {200}
    for name in ("person", "person_appoint", "person_end", "person_account"):
        found = [as_admin().get(url(name, key)) for key in (stranger.key, nobody)]
        assert found[0].status_code == found[1].status_code == 404 and found[0].content == found[1].content


def test_a_link_for_a_new_password_goes_to_them_alone_and_bears_our_address(school: School, settings: Any) -> None:
    """S6.18, S6.19."""
    user = person(HERE, "slt")
    assert as_admin().post(url("person_account", user.key), {"do": "reset"}).status_code == 302
    [row] = Outgoing.objects.all()
    assert (row.to, row.template, row.data["reset"]) == (user.email, "password_link", user.record_key)
    assert "had a link for a new password sent" in words(as_admin().get(url("person", user.key)))


def test_an_account_is_shut_and_its_name_let_go_on_the_page_once_the_office_ended(school: School) -> None:
    browser, user = as_admin(), person(HERE, "slt")
    page = url("person_account", user.key)
    assert browser.post(page, {"do": "shut"}).status_code == 409
    end_membership(membership=user.memberships.get(), ends=TODAY - timedelta(days=1), by=admin(), at=AT)
    assert "They hold no office here any more" in words(browser.get(page))
    assert browser.post(page, {"do": "forget"}).status_code == 409
    assert browser.post(page, {"do": "shut"}).status_code == 302
    assert browser.post(page, {"do": "forget"}).status_code == 302
    assert "A former colleague (1)" in words(browser.get(url("person", user.key)))
    assert User.objects.get(pk=user.pk).name == "A former colleague (1)"


@pytest.mark.parametrize("name", ["people", "person", "invitation"])
def test_a_page_asks_as_many_questions_for_many_as_for_few(school: School, name: str) -> None:
    browser, user, made = as_admin(), person(HERE, "slt"), invited(school)
    address = url(name, *{"person": [user.key], "invitation": [made.key]}.get(name, []))
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for number in range(8):
        invited(school, email=f"{number}@coldwell.example")
        held = appoint(user=user, role=Role.GOVERNOR, school=school, starts=TODAY, by=SET_UP, at=AT)
        end_membership(membership=held, ends=TODAY - timedelta(days=1), by=SET_UP, at=AT)
    with CaptureQueriesContext(connection) as many:
        browser.get(address)
    assert len(many) == len(few) <= 15


WRONG_HOSTS = (
    "evil.example|localhost.evil.example|evil.example:443|localhost@evil.example|[::2]|a b||evil.example#localhost|"
    "evil.example/localhost|testserver.evil.example|127.0.0.1.evil.example|localhost:80@evil.example|.evil.example|"
    "EVIL.EXAMPLE|localhost,evil.example|evil.example?localhost|localhost:evil.example|192.0.2.1|[::1].evil.example"
).split("|")


def test_a_forged_host_changes_no_link_in_mail(school: School, settings: Any, mailoutbox: list[Any]) -> None:
    """S6.18: 38 requests, with forged names in two headers."""
    settings.SITE_URL = "https://fairpost.example"
    user = person(HERE, "slt")
    for forged in WRONG_HOSTS:
        for headers in ({"HTTP_HOST": forged}, {"HTTP_X_FORWARDED_HOST": forged}):
            cache.clear()
            response = Client().post("/accounts/password/reset/", {"email": user.email}, **headers)
            assert response.status_code in (302, 400)
    wait_until_handed_over()
    assert len(mailoutbox) == len(WRONG_HOSTS) == 19, "one for each that only the second header forged"
    for mail in mailoutbox:
        assert "https://fairpost.example/accounts/password/reset/key/" in mail.body
        assert "evil" not in mail.body and "localhost" not in mail.body


def test_an_administrator_never_sees_what_somebody_does_at_another_school(school: School) -> None:
    user, other = person(HERE, "slt"), the_schools()[ELSEWHERE]
    appoint(user=user, role=Role.CHAIR, school=other, starts=TODAY, by=SET_UP, at=AT)
    page = words(as_admin().get(url("person", user.key)))
    assert "Chair of governors" not in page and other.name not in page
