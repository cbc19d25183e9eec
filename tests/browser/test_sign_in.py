"""Signing in in a real browser: an app and recovery codes, and passkeys from a made-up authenticator (S6.13)."""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import Page

from schools.models import School, User
from tests.browser.conftest import PHONE, Open, violations
from tests.builders import client_of, person
from tests.schools.signing import PASSWORD, code_of, with_app, with_password

SCHOOL = "larkspur-infant"
HOME = re.compile(rf"/{SCHOOL}/$")


@pytest.fixture
def head(schools: dict[str, School]) -> User:
    """A head of school with a password."""
    cache.clear()
    return with_password(person(SCHOOL, "head"))


def give_an_authenticator(page: Page) -> None:
    """A device that holds passkeys, and whose owner is there."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    able = {"isUserVerified": True, "automaticPresenceSimulation": True}
    line.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **able}})


def watched(page: Page) -> list[str]:
    """What goes wrong in the page's scripts, or against its policy."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def type_password(page: Page, user: User) -> None:
    """The first step."""
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Page) -> None:
    """Leave."""
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(re.compile("/accounts/login/"))


def test_a_head_sets_up_an_app_and_recovery_codes_and_signs_in_with_them(head: User, open_page: Open) -> None:
    """S6.01, S6.12: without JavaScript, as everything here."""
    page = open_page(javascript=False)
    type_password(page, head)
    page.get_by_text("nothing else opens until it is done").wait_for()
    page.get_by_role("link", name="Set it up").click()
    secret = page.locator("code").inner_text()
    page.get_by_label("The six figures the app shows").fill(code_of(secret))
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_role("button", name="Make the codes").click()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="I have them safe").click()
    page.wait_for_url(HOME)
    sign_out(page)
    type_password(page, head)
    page.get_by_label("Code").fill(codes[0].lower())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(HOME)


def test_a_passkey_is_added_and_signs_in_as_second_step_and_alone(head: User, open_page: Open) -> None:
    """S6.13, under the strict policy: no script is refused."""
    page = open_page()
    said = watched(page)
    give_an_authenticator(page)
    type_password(page, head)
    page.get_by_role("link", name="Add one").click()
    page.get_by_label("A name for it").fill("My phone")
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Make your recovery codes").wait_for()
    page.goto("/accounts/2fa/")
    page.get_by_text("My phone").first.wait_for()
    sign_out(page)
    type_password(page, head)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(HOME)
    sign_out(page)
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(HOME)
    assert said == []


def test_a_passkey_that_fails_is_said_and_asking_again_takes_one(head: User, open_page: Open) -> None:
    page = open_page()
    page.goto("/accounts/2fa/passkeys/login/", wait_until="networkidle")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no')) }")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("The passkey was not used").wait_for()


def signing_pages(head: User) -> list[tuple[User | None, str]]:
    """The pages of signing in, and who opens them."""
    admin, slt = person(SCHOOL, "admin"), with_password(person(SCHOOL, "slt"))
    with_app(slt), with_app(head)
    client_of(admin).post(f"/{SCHOOL}/people/{head.key}/second-factor/", {"do": "ask", "reason": "a", "identity": "b"})
    paths = ("", "totp/activate/", "totp/deactivate/", "passkeys/add/", "recovery-codes/", "reauthenticate/")
    entrance = ("login/", "2fa/passkeys/login/", "password/reset/", "password/reset/done/")
    asked = [(None, f"/accounts/{rest}") for rest in entrance]
    asked += [(slt, f"/accounts/2fa/{rest}") for rest in paths]
    asked += [(admin, f"/accounts/2fa/{rest}") for rest in ("", "totp/activate/")]
    asked += [(admin, f"/{SCHOOL}/people/{each.key}/second-factor/") for each in (slt, head, admin)]
    return [*asked, (slt, "/accounts/password/change/"), (slt, "/accounts/reauthenticate/"), (slt, "/accounts/logout/")]


@pytest.mark.parametrize("size", [PHONE, None], ids=["phone", "desk"])
def test_every_page_of_signing_in_is_sound(head: User, open_page: Open, size: dict[str, int] | None) -> None:
    """Nothing for axe to find, nothing wider than the screen, no script refused."""
    for user, path in signing_pages(head):
        page = open_page(user, **({"size": size} if size else {}))
        said = watched(page)
        assert page.goto(path).ok, path
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        assert page.locator("h1").count() == 1 and said == [], (path, said)
        page.context.close()
