"""A school that has just been set up, its people in browsers of their own, and how one gets on from page to page."""

from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from playwright.sync_api import Page, expect

from schools.history import SET_UP
from schools.models import School, Trust
from schools.operations import appoint, create_school, create_user, set_terms
from schools.term_dates import terms_of_year
from schools.vocabulary import Role
from tests.browser.conftest import Open

PASSWORD = "nothing-yet-on-the-shelf"
PEOPLE = {Role.HEAD: "Ada Fenn", Role.GOVERNOR: "Ivor Dale", Role.STAFF: "Mo Quill"}


def a_school(slug: str, name: str, trust: Trust | None = None) -> School:
    """A school with terms, a head, a governor and a member of staff, and no policy at all."""
    now = timezone.now()
    school = create_school(slug=slug, name=name, trust=trust, by=SET_UP, at=now)
    for role, person in PEOPLE.items():
        email, secret = f"{role.lower()}@{slug}.example", make_password(PASSWORD)
        user = create_user(email=email, name=person, by=SET_UP, password_hash=secret, verified=True)
        appoint(user=user, role=role, school=school, starts=date(2020, 9, 1), by=SET_UP, at=now)
    for year in range(now.year - 1, now.year + 2):
        set_terms(school=school, terms=terms_of_year(year), by=SET_UP, at=now)
    return school


def signed_in(open_page: Open, school: School, role: Role, **how: Any) -> Page:
    """A browser of their own, in which somebody has signed in and stands on the home page of the school."""
    page = open_page(**how)
    page.emulate_media(reduced_motion="reduce")  # no time is spent on gliding from place to place
    page.goto("/")
    page.get_by_label("E-mail address").fill(f"{role.lower()}@{school.slug}.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    heading(page, PEOPLE[role])
    return page


def heading(page: Page, words: str) -> None:
    """The page on which one is says this at its top."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(words, timeout=10_000)


def says(page: Page, *sentences: str) -> None:
    """The page says each of these, to be seen."""
    for each in sentences:
        expect(page.get_by_role("main").get_by_text(each).filter(visible=True).first).to_be_visible(timeout=10_000)


def follow(page: Page, link: str, to: str) -> None:
    """Follow a link of the page to a page with this heading."""
    page.get_by_role("main").get_by_role("link", name=link).first.click()
    heading(page, to)


def press(page: Page, button: str) -> None:
    """Press the button of this name."""
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
