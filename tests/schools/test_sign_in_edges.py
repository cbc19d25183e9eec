"""The small guards of signing in, each by itself: what is counted, kept, sealed into a link, and let go."""

from typing import Any

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from django.conf import settings as project
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory

from schools.adapter import AccountAdapter
from schools.confirming import KEPT, _kept
from schools.history import SET_UP, acting
from schools.links import reset_path
from schools.models import SignIn, User
from schools.passwords import OwnWords
from schools.sign_ins import hash_of
from schools.throttle import try_password
from tests.builders import client_of, person
from tests.schools.signing import is_in, type_password, with_password

SCHOOL, WRONG, NEW = "larkspur-infant", "a wrong guess entirely", "copper kettle by the canal"
FAR = {"REMOTE_ADDR": "198.51.100.7"}


@pytest.fixture
def head(db: None) -> User:
    """A head of school with a password."""
    cache.clear()
    return with_password(person(SCHOOL, "head"))


def test_the_case_of_an_address_or_a_space_gives_no_more_tries(head: User) -> None:
    """S6.06: five are five, however the address is written."""
    for written in (head.email, head.email.upper(), f" {head.email}", head.email.title(), f"{head.email} "):
        assert try_password(RequestFactory().get("/"), written)
    assert try_password(RequestFactory().get("/"), head.email) is None
    assert b"Too many tries" in type_password(Client(), head.email.upper()).content


def test_signing_in_often_is_no_failure(head: User) -> None:
    """S6.06: a right password is taken off the count again."""
    for _ in range(7):
        client = Client()
        type_password(client, head.email)
        assert is_in(client)


def test_the_mark_of_a_known_browser_is_kept_from_scripts_and_other_sites(head: User) -> None:
    """S3.03."""
    client = Client()
    type_password(client, head.email)
    mark = client.cookies[project.KNOWN_COOKIE_NAME]
    assert mark["httponly"] and mark["samesite"] == "Lax" and mark["path"] == "/" and not mark["domain"]
    assert client.cookies[project.SESSION_COOKIE_NAME]["httponly"]


def test_the_row_of_a_sign_in_does_not_hold_the_key_of_its_session(head: User) -> None:
    """S7.01: whoever reads the table signs in with none of it."""
    client = Client()
    type_password(client, head.email)
    key = str(client.session.session_key)
    row = SignIn.objects.get(session_hash=hash_of(key))
    assert key not in str(vars(row)) and len(row.session_hash) == 64


def test_the_cookie_goes_when_the_browser_is_shut(head: User) -> None:
    """S7.01."""
    client = Client()
    type_password(client, head.email)
    morsel = client.cookies[project.SESSION_COOKIE_NAME]
    assert not morsel["max-age"] and not morsel["expires"]


def test_a_link_for_a_password_is_dead_once_an_address_of_the_account_changed(head: User) -> None:
    """S6.17."""
    link = reset_path(head.key)
    assert "This link works no more" not in Client().get(link, follow=True).content.decode()
    EmailAddress.objects.create(user=head, email="another@larkspur.example")
    assert "This link works no more" in Client().get(link, follow=True).content.decode()


def test_what_waits_for_confirming_is_for_nobody_else_in_that_session(head: User) -> None:
    """S7.03."""
    page = "/accounts/2fa/"
    for whose, shown in ((head, True), (person(SCHOOL, "slt"), False)):
        client = client_of(head)
        session: Any = client.session
        session[KEPT] = {"path": page, "typed": "words=SECRET", "user": whose.pk, "at": 2_000_000_000}
        session.save()
        request = RequestFactory().get(page)
        request.user, request.session = head, client.session
        assert bool(_kept(request)) is shown


def test_nobody_signs_themselves_up() -> None:
    """S6.09."""
    assert not AccountAdapter().is_open_for_signup(RequestFactory().get("/"))


def test_the_mark_of_one_person_opens_no_other_account_that_strangers_shut(head: User) -> None:
    """S6.06."""
    own, dsl = Client(), with_password(person(SCHOOL, "dsl"))
    type_password(own, head.email)
    own.post("/accounts/logout/")
    for _ in range(5):
        type_password(Client(), dsl.email, WRONG, **FAR)
    assert b"Too many tries" in type_password(own, dsl.email).content


def test_a_new_password_by_a_link_opens_an_account_that_was_shut_by_tries(head: User) -> None:
    """S6.06, S6.17: from a browser that is not known."""
    for _ in range(5):
        type_password(Client(), head.email, WRONG, **FAR)
    assert b"Too many tries" in type_password(Client(), head.email).content
    browser = Client()
    form = browser.get(reset_path(head.key), follow=True).redirect_chain[-1][0]
    browser.post(form, {"password1": NEW, "password2": NEW})
    afterwards = Client()
    type_password(afterwards, head.email, NEW)
    assert is_in(afterwards)


def test_a_password_is_no_second_factor(head: User) -> None:
    """S6.01: a session that was begun with one leads nowhere but to setting up the other."""
    client = Client()
    type_password(client, head.email)
    assert client.session["account_authentication_methods"][0]["method"] == "password"
    assert client.get(f"/{SCHOOL}/").url == "/accounts/2fa/"


def test_nothing_of_a_closed_account_is_left_for_the_next_request(head: User) -> None:
    """S6.08: allauth puts the person by where a later request on the same line could find them."""
    head.is_active = False
    with acting(SET_UP):
        head.save()
    assert not is_in(Client()) and type_password(Client(), head.email).status_code == 200
    assert AuthenticationBackend.unstash_authenticated_user() is None


def test_the_words_of_ones_school_and_trust_count_whatever_ones_address_is(head: User) -> None:
    """S6.04: the address has them too, mostly; here it has not."""
    head.email, head.name = "somebody@post.example", "Somebody Else"
    for password in ("Larkspur-2026!!", "larkspur larkspur 7"):
        with pytest.raises(ValidationError):
            OwnWords().validate(password, head)
        OwnWords().validate(password, User(email=head.email, name=head.name))
