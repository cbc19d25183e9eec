"""What the tests of people and offices share: a Monday in term, its school, browsers, links and forms."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from schools.history import SET_UP
from schools.links import invitation_path
from schools.models import Invitation, Membership, School, User
from schools.operations import Office, appoint, create_user, invite
from schools.vocabulary import Role
from tests.builders import AT, client_of, person, the_schools
from tests.smtp import Mailbox, mail_server

HERE, ELSEWHERE = "coldwell", "tregarth"
TODAY = date(2026, 11, 16)
PASSWORD = "a-long-walk-by-the-canal"
SITE = "https://fairpost.example"


@pytest.fixture
def box(settings: Any) -> Iterator[Mailbox]:
    """A mail server, and the settings that lead to it."""
    cache.clear()
    with mail_server() as found:
        settings.EMAIL_BACKEND = "schools.mail.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", found.port, 10
        settings.SITE_URL = SITE
        yield found


@pytest.fixture
def school(db: None) -> Iterator[School]:
    """The school, on a Monday morning in term."""
    with time_machine.travel(AT, tick=True):
        yield the_schools()[HERE]


def admin() -> User:
    """The school's first administrator."""
    return person(HERE, "admin")


def second_admin(school: School) -> User:
    """Another administrator."""
    return somebody(school, "second", Role.ADMIN)


def somebody(school: School, name: str = "ada", *roles: Role) -> User:
    """Somebody who came later, with these offices; without any they are a stranger."""
    user = create_user(email=f"{name}@{school.slug}.example", name=f"{name.title()} Newcomer", by=SET_UP, verified=True)
    for role in roles:
        appoint(user=user, role=role, school=school, starts=date(2024, 9, 1), by=SET_UP, at=AT)
    return user


def invited(school: School, email: str = "new@coldwell.example", role: Role = Role.STAFF, **changes: Any) -> Invitation:
    """An invitation by the administrator."""
    given = {"name": "Nell New", "office": Office(role, TODAY), "by": admin(), "at": AT}
    return invite(school=school, email=email, **{**given, **changes})


def follow(browser: Client, invitation: Invitation) -> Any:
    """Open the link of an invitation; the page it leads to."""
    return browser.get(invitation_path(invitation.key), follow=True)


def accepted(browser: Client, **changes: str) -> Any:
    """Send the form with which somebody new accepts."""
    fields = {"name": "Nell New", "password1": PASSWORD, "password2": PASSWORD}
    return browser.post(reverse("invitation_accept"), fields | changes)


def as_admin() -> Client:
    """A browser in which the administrator is signed in."""
    return client_of(admin())


def url(name: str, *more: object) -> str:
    """The address of a page of the school."""
    return reverse(name, args=[HERE, *more])


def day_of(name: str, day: date) -> dict[str, str]:
    """A day in three boxes."""
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}


def offices(user: User) -> list[str]:
    """The offices of somebody, as they stand in the database."""
    return sorted(Membership.objects.filter(user=user).values_list("role", flat=True))


def link_in(mail: Any) -> str:
    """The path of the link in a mail; the link begins with the site's own address."""
    found = re.search(rf"^{SITE}(\S+)\s*$", mail.get_content(), re.MULTILINE)
    assert found, mail.get_content()
    return urlsplit(found[0]).path


def words(response: Any) -> str:
    """What a page says, in single spaces."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(text).split())
