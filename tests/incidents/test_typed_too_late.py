"""What is sent when the session has just ended comes back to whoever sent it, and to nobody else (S7.05)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from incidents.models import Incident
from schools.confirming import KEPT
from schools.models import User
from tests.builders import AT, a_reported_post, person, the_schools
from tests.incidents.test_confirming import handed_back
from tests.schools.signing import code_of, type_password, with_app, with_password

pytestmark = pytest.mark.django_db
SCHOOL, TYPED = "larkspur-infant", "Rang her <b>mother</b> & left word.\r\nTwice."
LATE = AT + timedelta(minutes=31)


@pytest.fixture
def clock(db: None) -> Iterator[Any]:
    """A Monday morning, on a clock that the test moves."""
    with time_machine.travel(AT, tick=False) as moved:
        the_schools()
        yield moved


def enter(client: Client, user: User, secret: str) -> None:
    """Sign in with password and code."""
    assert type_password(client, user.email).status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).status_code == 302


def too_late(clock: Any) -> tuple[Client, str, User, str]:
    """A browser that sent a note half an hour and a minute after the last page."""
    incident, user, client = a_reported_post(at=AT), with_password(person(SCHOOL, "slt")), Client()
    secret = with_app(user)
    enter(client, user, secret)
    page = f"/{SCHOOL}/incidents/{incident.reference}/note/"
    assert client.get(page).status_code == 200
    clock.move_to(LATE)
    answer = client.post(page, {"words": TYPED})
    assert answer.headers["Location"] == f"/accounts/login/?next={page}"
    return client, page, user, secret


def notes() -> int:
    """How many events the incident has, a note being one."""
    incident = Incident._base_manager.get()
    from schools import record

    return len(record.story_of(incident.school, incident.about))


def test_a_note_that_was_sent_too_late_comes_back_and_is_sent_on_by_one_button(clock: Any) -> None:
    client, page, user, secret = too_late(clock)
    before = notes()
    assert "mother" not in client.get("/accounts/login/").content.decode()
    enter(client, user, secret)
    html = client.get(page).content.decode()
    assert handed_back(html) == {"words": TYPED} and notes() == before
    assert client.post(page, {"words": TYPED}).status_code == 302 and notes() == before + 1
    assert "mother" not in client.get(page).content.decode()


def test_nobody_else_on_that_browser_gets_it_and_then_it_is_gone(clock: Any) -> None:
    client, page, user, secret = too_late(clock)
    other = with_password(person(SCHOOL, "dsl"))
    enter(client, other, with_app(other))
    assert "mother" not in client.get(page).content.decode()
    assert KEPT not in client.session
    client.post("/accounts/logout/")
    clock.shift(timedelta(seconds=30))
    enter(client, user, secret)
    assert "mother" not in client.get(page).content.decode()


def test_a_password_alone_does_not_bring_it_back(clock: Any) -> None:
    client, page, user, _ = too_late(clock)
    type_password(client, user.email)
    assert "mother" not in client.get(page, follow=True).content.decode()


def test_it_waits_a_quarter_of_an_hour_and_not_for_a_password(clock: Any) -> None:
    client, page, user, secret = too_late(clock)
    client.post("/accounts/password/change/", {"oldpassword": "hidden words", "password1": "x", "password2": "x"})
    assert "hidden" not in str(dict(client.session)) and TYPED.split()[0] in str(dict(client.session))
    clock.shift(timedelta(minutes=16))
    enter(client, user, secret)
    assert "mother" not in client.get(page).content.decode()
