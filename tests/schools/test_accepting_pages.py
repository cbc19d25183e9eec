"""Accepting an invitation in a browser: one link, and a plain page and a way out for all else (S6.08, S6.17)."""

import logging
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from schools.links import invitation_path, token_of
from schools.models import Invitation, School, User
from schools.operations import RESERVED, deactivate, end_membership, invite_again, withdraw_invitation
from tests.builders import AT, client_of, person
from tests.schools.at_the_people import (
    ELSEWHERE,
    HERE,
    PASSWORD,
    TODAY,
    accepted,
    admin,
    follow,
    invited,
    offices,
    words,
)
from tests.schools.at_the_people import school as school

HERE_TO_ACCEPT = "/invitations/"


@pytest.fixture
def made(school: School) -> Invitation:
    """An invitation of somebody who has no account."""
    return invited(school)


def errors(response: Any) -> str:
    """What the page says is wrong."""
    return words(response).partition("Please look at this again")[2]


def test_whoever_is_invited_chooses_a_password_and_signs_in(made: Invitation) -> None:
    browser = Client()
    page = follow(browser, made)
    assert "Coldwell Academy invites you" in words(page) and "new@coldwell.example" in words(page)
    done = accepted(browser, name="Nell Newlyn")
    assert (done.status_code, done["Location"]) == (302, reverse("account_login"))
    assert "Your account is ready" in words(browser.get(done["Location"]))
    browser.post(reverse("account_login"), {"login": "new@coldwell.example", "password": PASSWORD})
    assert browser.get(f"/{HERE}/").status_code == 200
    assert User.objects.get(name="Nell Newlyn").last_sign_in.on == TODAY


def test_the_token_is_in_no_page_no_referer_and_no_log(made: Invitation, caplog: Any) -> None:
    """S6.17."""
    browser, token = Client(), token_of(made.key)
    with caplog.at_level(logging.DEBUG):
        led = browser.get(invitation_path(made.key))
        assert (led.status_code, led["Location"]) == (302, HERE_TO_ACCEPT)
        page = browser.get(HERE_TO_ACCEPT)
        Client().get("/invitations/not-a-token/", follow=True)
    assert token not in page.content.decode() and "not-a-token" not in caplog.text
    assert token not in caplog.text and page["Referrer-Policy"] == "same-origin"
    assert Client().get(HERE_TO_ACCEPT).status_code == 200, "without the link there is a plain page"
    assert "There is no invitation here" in words(Client().get(HERE_TO_ACCEPT))


def test_looking_at_the_link_uses_nothing_up(made: Invitation) -> None:
    for _ in range(3):
        assert "invites you" in words(follow(Client(), made))
    assert not User.objects.filter(email=made.email).exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Your name – Fill this in."),
        ({"name": "x" * 151}, "Use at most 150 characters."),
        ({"name": "a\x00b"}, "a control character"),
        ({"password1": ""}, "Choose a password – Choose a password."),
        ({"password2": "another-long-password"}, "The two passwords are not the same."),
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password1": "password1234", "password2": "password1234"}, "too common"),
        ({"password1": "new@coldwell.example", "password2": "new@coldwell.example"}, "too similar"),
        ({"password1": "x" * 1001, "password2": "x" * 1001}, "Use at most 1,000 characters."),
        ({"password1": "a\x00" * 9, "password2": "a\x00" * 9}, "a control character"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field_and_nothing_is_made(
    made: Invitation, fields: dict[str, str], sentence: str
) -> None:
    browser = Client()
    follow(browser, made)
    response = accepted(browser, **{"name": "Nell <b>", **fields})
    assert response.status_code == 200 and sentence in errors(response)
    assert PASSWORD not in response.content.decode()
    assert not User.objects.filter(email=made.email).exists()
    assert accepted(browser).status_code == 302


def test_a_password_may_have_spaces_any_letters_and_is_not_cut(made: Invitation) -> None:
    browser, long = Client(), "  żółć und  Wörter " + "x" * 130
    follow(browser, made)
    assert accepted(browser, password1=long, password2=long).status_code == 302
    assert User.objects.get(email=made.email).check_password(long)


def test_a_link_that_was_used_withdrawn_replaced_or_is_too_old_says_so_and_the_way_out(made: Invitation) -> None:
    browser = Client()
    follow(browser, made)
    new = invite_again(invitation=made, by=admin(), at=AT)
    assert "a newer one was sent to you" in words(browser.get(HERE_TO_ACCEPT))
    assert accepted(browser).status_code == 200 and not User.objects.filter(email=made.email).exists()
    with time_machine.travel(AT + timedelta(days=8), tick=True):
        assert "A link works for seven days" in words(follow(Client(), new))
    follow(browser, new)
    accepted(browser)
    assert "This invitation has been accepted" in words(follow(Client(), new))
    other = invited(made.school, email="other@coldwell.example")
    withdraw_invitation(invitation=other, by=admin(), at=AT)
    assert "This link works no more" in words(follow(Client(), other))


def test_pressing_twice_is_no_trouble(made: Invitation) -> None:
    browser = Client()
    follow(browser, made)
    before = browser.cookies["sessionid"].value
    assert accepted(browser).status_code == 302
    again = Client()
    again.cookies["sessionid"] = before
    follow(again, made)
    assert accepted(again)["Location"] == "/"
    assert User.objects.filter(email=made.email).count() == 1


def test_somebody_with_an_account_signs_in_and_comes_back_to_accept(school: School, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False  # what is asked for besides a password has tests of its own
    there = person(ELSEWHERE, "dsl")
    there.set_password(PASSWORD)
    there.save(update_fields=["password"])
    made, browser = invited(school, email=there.email), Client()
    page = follow(browser, made)
    assert "Sign in to accept" in words(page) and "Choose a password" not in words(page)
    assert accepted(browser).status_code == 200 and offices(there) == ["DSL"]
    signed_in = browser.post("/accounts/login/?next=/invitations/", {"login": there.email, "password": PASSWORD})
    assert signed_in["Location"] == HERE_TO_ACCEPT
    assert f"You are signed in as {there.name}" in words(browser.get(HERE_TO_ACCEPT))
    assert browser.post(HERE_TO_ACCEPT)["Location"] == "/"
    assert offices(there) == ["DSL", "STAFF"]
    assert browser.get(f"/{HERE}/").status_code == 200


def test_somebody_signed_in_as_another_reads_so_and_can_sign_out(made: Invitation) -> None:
    browser = client_of(person(HERE, "slt"))
    page = follow(browser, made)
    assert "This invitation is for somebody else" in words(page) and "Sign out" in words(page)
    assert accepted(browser).status_code == 200
    assert offices(person(HERE, "slt")) == ["SLT"] and not User.objects.filter(email=made.email).exists()


def test_a_confirmed_second_address_is_theirs_and_an_unconfirmed_one_is_not(school: School) -> None:
    user = person(ELSEWHERE, "dsl")
    second = EmailAddress.objects.create(user=user, email="kate@home.example", verified=False)
    made = invited(school, email="kate@home.example")
    browser = client_of(user)
    assert "for somebody else" in words(follow(browser, made))
    second.verified = True
    second.save()
    follow(browser, made)
    browser.post(HERE_TO_ACCEPT)
    assert offices(user) == ["DSL", "STAFF"]


def test_a_shut_account_lets_nobody_in_and_makes_no_second_one(school: School) -> None:
    """S7.07."""
    left = person(HERE, "staff")
    end_membership(membership=left.memberships.get(), ends=TODAY - timedelta(days=1), by=admin(), at=AT)
    deactivate(user=left, school=school, by=admin(), at=AT)
    made, browser = invited(school, email=left.email), Client()
    assert "Your account is shut" in words(follow(browser, made))
    assert accepted(browser).status_code == 200
    assert User.objects.filter(email=left.email).count() == 1


def test_no_school_can_have_the_address_of_invitations(made: Invitation) -> None:
    assert "invitations" in RESERVED
    assert Client().post(invitation_path(made.key)).status_code == 405
