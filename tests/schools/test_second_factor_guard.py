"""Nobody whose office can open an incident goes on with a password alone (S6.01)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from config.second_factor import OPEN_TO_GIVE, OPEN_TO_SET_UP
from schools.history import SET_UP, acting
from schools.models import User
from tests.builders import client_of, person
from tests.schools.signing import (
    PASSWORD,
    code_of,
    half_signed_in,
    is_in,
    on_password_alone,
    type_password,
    with_app,
    with_password,
)
from tests.structure.test_public_pages import PUBLIC
from tests.structure.walking import undone
from tests.structure.world import TAKES

pytestmark = pytest.mark.django_db
SCHOOL = "larkspur-infant"
HOME, INDEX, AGAIN = f"/{SCHOOL}/", "/accounts/2fa/", "/accounts/2fa/reauthenticate/"
WORDS = {"slug": SCHOOL, "key": "00000000-0000-4000-8000-000000000000", "reference": "BBB-222", "pk": "1"}


def addresses() -> dict[str, str]:
    """An address of every page there is."""
    found = {}
    for name, takes in TAKES.items():
        words = {word: WORDS.get(word, "1") for word in takes}
        try:
            found[name] = reverse(name, kwargs=words)
        except NoReverseMatch:
            found[name] = reverse(name, kwargs=words | {"step": "discuss", "term": "autumn-2026"})
    return found


def open_to(client: Client, lead: str) -> set[str]:
    """The pages that do not lead to `lead`, asked for and sent to."""
    found, cookies = set(), client.cookies.copy()
    client.raise_request_exception = False
    for name, address in addresses().items():
        for ask in (client.get, client.post):
            client.cookies = cookies.copy()
            with undone():
                response = ask(address)
            if response.status_code != 302 or response.headers["Location"].split("?")[0] != lead:
                found.add(name)
    return found


@pytest.mark.parametrize("office", ["head", "slt", "dsl", "chair", "governor", "admin", "trust_lead"])
def test_an_office_that_opens_incidents_or_keeps_people_needs_a_second_factor(office: str) -> None:
    user = person(SCHOOL, office)
    assert on_password_alone(user).get(HOME).url == INDEX
    assert client_of(user).get(HOME).status_code == 200


def test_the_operator_needs_one_and_a_member_of_staff_does_not() -> None:
    with acting(SET_UP):
        operator = User.objects.create_superuser("operator@fairpost.example", name="Pat Operator")
    assert on_password_alone(operator).get("/hosts/").url == INDEX
    assert client_of(operator).get("/hosts/").status_code == 200
    assert on_password_alone(person(SCHOOL, "staff")).get(HOME).status_code == 200


def test_without_a_factor_every_page_but_the_named_few_leads_to_setting_one_up() -> None:
    client = on_password_alone(person(SCHOOL, "head"))
    leaving = PUBLIC.keys() | OPEN_TO_SET_UP
    found = open_to(client, INDEX)
    assert found <= leaving and len(addresses()) - len(leaving) >= 70
    assert {"mfa_index", "mfa_activate_totp", "public_policy"} <= found


def test_with_a_factor_not_given_every_page_but_the_named_few_asks_for_it() -> None:
    head = person(SCHOOL, "head")
    with_app(head)
    client = on_password_alone(head)
    found = open_to(client, AGAIN)
    assert found <= PUBLIC.keys() | OPEN_TO_GIVE
    assert not found & {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_recovery_codes"}


def test_giving_the_factor_leads_back_to_where_one_was_going() -> None:
    head = person(SCHOOL, "head")
    secret = with_app(head)
    client = on_password_alone(head)
    asked = client.get(HOME)
    assert asked.url == f"{AGAIN}?next=%2F{SCHOOL}%2F"
    wrong = client.post(asked.url, {"code": "000000", "next": HOME})
    assert wrong.status_code == 200 and client.get(HOME).status_code == 302
    given = client.post(asked.url, {"code": code_of(secret), "next": HOME})
    assert given.url == HOME and client.get(HOME).status_code == 200


def test_a_sign_in_with_a_factor_asks_for_it_before_anybody_is_in(client: Client) -> None:
    head = with_password(person(SCHOOL, "head"))
    secret = with_app(head)
    half = half_signed_in(head)
    assert not is_in(half) and half.get(HOME).url.startswith("/accounts/login/")
    before = half.session.session_key
    assert half.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 302
    assert is_in(half) and half.get(HOME).status_code == 200
    assert half.session.session_key != before


def test_setting_up_an_app_at_the_first_sign_in_lets_the_person_on_and_its_first_code_is_used_up() -> None:
    head = with_password(person(SCHOOL, "head"))
    client = Client()
    type_password(client, head.email)
    assert client.get(HOME).url == INDEX
    assert b"nothing else opens" in client.get(INDEX).content
    page = client.get(reverse("mfa_activate_totp"))
    secret, before = page.context["form"].secret, client.session.session_key
    assert client.post(reverse("mfa_activate_totp"), {"code": "123"}).status_code == 200
    code = code_of(secret)
    done = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert done.url == reverse("mfa_recovery_codes") and client.session.session_key != before
    assert client.get(HOME).status_code == 200
    again = half_signed_in(head)
    assert again.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200 and not is_in(again)


def test_the_demonstration_asks_for_none_and_every_page_says_so(settings: Any) -> None:
    client = on_password_alone(person(SCHOOL, "head"))
    assert b"password alone" not in client.get("/accounts/login/").content
    settings.SECOND_FACTOR_REQUIRED, settings.DEMONSTRATION = False, True
    for address in (HOME, f"/{SCHOOL}/incidents/", f"/{SCHOOL}/nothing/", f"/{SCHOOL}/policy/"):
        assert b"a password alone signs in" in client.get(address).content, address


def test_the_last_factor_of_somebody_who_needs_one_stays(client: Client) -> None:
    for office, stays in (("head", True), ("staff", False)):
        user = person(SCHOOL, office)
        with_app(user)
        signed_in = client_of(user)
        signed_in.post(reverse("mfa_deactivate_totp"))
        assert user.authenticator_set.exists() is stays, office


def test_pages_that_have_no_use_here_are_not_there(client: Client) -> None:
    for gone in ("signup/", "email/", "password/set/", "login/code/", "inactive/", "2fa/trust/", "2fa/passkeys/"):
        assert client.get(f"/accounts/{gone}").status_code == 404, gone
    assert client.get("/admin/").status_code in (302, 404)
    assert PASSWORD
