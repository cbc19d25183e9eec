"""Being signed in, in a real browser: Back after signing out, hiding a page, two tabs, a school's own account."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from incidents.models import Incident
from schools.history import SET_UP
from schools.models import School, SignIn, User
from schools.operations import appoint
from schools.vocabulary import Role
from tests.browser.conftest import DESK, PHONE, Open
from tests.builders import a_reported_post, now, person
from tests.openid_provider import NAME, Provider, running

HERE, THERE = "larkspur-infant", "larkspur-junior"
SUMMARY = "A pupil is named in a parents' group"


@pytest.fixture
def incident(schools: dict[str, School]) -> Incident:
    """Something that must not be seen over a shoulder."""
    return a_reported_post(at=now())


def address(incident: Incident, rest: str = "") -> str:
    return f"/{HERE}/incidents/{incident.reference}/{rest}"


def test_back_after_signing_out_shows_nothing_of_the_incident(incident: Incident, open_page: Open) -> None:
    """S3.08, S7.08."""
    page = open_page(person(HERE, "head"))
    page.goto(address(incident))
    expect(page.locator("main")).to_contain_text(SUMMARY)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    for _ in range(2):
        page.go_back()
        assert SUMMARY not in page.content() and incident.reference not in page.locator("body").inner_text()


def hidden(page: Page) -> None:
    """The blank page is there, and nothing of the school with it."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Blank page")
    assert page.title() == "Blank page"
    words = page.content()
    assert "Larkspur" not in words and "Fairpost" not in words


@pytest.mark.parametrize("way", ["the key", "the button", "the keyboard alone", "no script"])
def test_a_page_is_hidden_at_once(incident: Incident, open_page: Open, way: str) -> None:
    """By Escape pressed twice, by the button, and by the button as a link; Back does not bring the page up."""
    page = open_page(person(HERE, "head"), javascript=way != "no script", size=PHONE)
    page.goto(f"/{HERE}/")
    page.goto(address(incident, "note/"))
    if way == "the key":
        page.locator("textarea").fill("Half a sentence")
        page.keyboard.press("Escape")
        expect(page.locator("textarea")).to_have_value("Half a sentence")
        page.keyboard.press("Escape")
    elif way == "the keyboard alone":
        page.get_by_role("link", name="Hide this page").focus()
        page.keyboard.press("Enter")
    else:
        page.get_by_role("link", name="Hide this page").click()
    hidden(page)
    if way != "no script":
        page.go_back()
        assert address(incident) not in page.url


def test_two_presses_with_a_pause_between_hide_nothing(incident: Incident, open_page: Open) -> None:
    page = open_page(person(HERE, "head"))
    page.goto(address(incident))
    page.keyboard.press("Escape")
    page.wait_for_timeout(1200)
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    expect(page.locator("main")).to_contain_text(SUMMARY)


def of_both() -> User:
    """The head of one school, who leads at the other too."""
    user, there = person(HERE, "head"), School.objects.get(slug=THERE)
    appoint(user=user, role=Role.SLT, school=there, starts=now().date() - timedelta(days=9), by=SET_UP, at=now())
    return user


def test_two_tabs_for_two_schools_do_not_mix_them_up(incident: Incident, open_page: Open) -> None:
    """S8.26: what was typed in the first tab is refused, kept, and sent on by one button that names the school."""
    first = open_page(of_both())
    second = first.context.new_page()
    first.goto(address(incident, "note/"))
    first.locator("textarea").fill("Rang the mother on Tuesday.")
    second.goto(f"/{THERE}/")
    tones = [
        each.locator(".school-band").evaluate("band => getComputedStyle(band).backgroundColor")
        for each in (first, second)
    ]
    assert tones[0] != tones[1]
    first.locator("main form button").first.click()
    expect(first.get_by_role("heading", level=1)).to_have_text("Which school is this for?")
    first.get_by_role("button", name="It is for Larkspur Infant").click()
    expect(first.locator("main")).to_contain_text("Rang the mother on Tuesday.")
    first.locator(".change-school summary").click()
    first.locator(".change-school").get_by_role("link").first.click()
    expect(first.locator(".masthead-school")).to_contain_text("Larkspur Junior")


@pytest.fixture
def provider(site: str, settings: Any, schools: dict[str, School]) -> Iterator[Provider]:
    """A provider that sends people back to this server."""
    cache.clear()
    with running(f"{site}/accounts/oidc/oakfield/login/callback/") as started:
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [started.app()]}}
        yield started


def test_somebody_signs_in_with_their_schools_account(provider: Provider, chrome: Browser, site: str) -> None:
    """The policy of our pages lets nobody's form lead to another site, and still the way there is found."""
    user = person(HERE, "staff")
    EmailAddress.objects.update_or_create(user=user, defaults={"email": user.email, "primary": True, "verified": True})
    provider.knows("member", email=user.email, email_verified=True)
    context = chrome.new_context(base_url=site, viewport=DESK)
    page, faults = context.new_page(), []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto("/accounts/login/")
    page.get_by_role("button", name=f"Sign in with {NAME}").click()
    page.wait_for_url(f"{provider.address}/**")
    assert page.evaluate("document.referrer") == ""
    page.locator("input[name=sub]").fill("member")
    page.locator("button[type=submit], button:not([value=deny])").first.click()
    page.wait_for_url(f"{site}/{HERE}/")
    assert not [each for each in faults if "Content Security Policy" in each]
    assert SignIn.objects.get(user=user).browser.startswith("Chrome on")
    context.close()
