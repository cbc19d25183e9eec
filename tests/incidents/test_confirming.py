"""Asking once more whether it is still you, before somebody is kept from an incident or let see it again (S7.03)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from incidents.models import Exclusion, Incident
from schools.models import User
from tests.builders import AT, a_reported_post, client_of, person, seat, the_schools

pytestmark = pytest.mark.django_db
SCHOOL, PASSWORD = "larkspur-infant", "plain words that nobody guesses"
ASK = "/accounts/reauthenticate/"


@pytest.fixture(autouse=True)
def clock(db: None) -> Iterator[Any]:
    """A Monday morning, on a clock that the test moves."""
    with time_machine.travel(AT, tick=False) as moved:
        the_schools()
        yield moved


def head() -> User:
    """The head, with a password."""
    found = person(SCHOOL, "head")
    found.password = make_password(PASSWORD)
    found.save(update_fields=["password"])
    return found


def page(incident: Incident) -> str:
    """Where somebody is kept from an incident."""
    return f"/{SCHOOL}/incidents/{incident.reference}/exclude/"


def given(incident: Incident) -> dict[str, str]:
    """Its form, filled in."""
    reason = "She is <b>his</b> sister & “told” him.\r\nTwice."
    return {"version": str(incident.version), "who": str(person(SCHOOL, "slt").key), "reason": reason}


def confirm(client: Client, address: str) -> Any:
    """Type the password on the page that one was led to."""
    return client.post(f"{ASK}?next={address}", {"password": PASSWORD, "next": address})


def handed_back(html: str) -> dict[str, str]:
    """The fields of the form of one button, as a browser reads them."""
    from html import unescape

    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def test_whoever_did_not_confirm_is_asked_and_comes_back_to_the_page(clock: Any) -> None:
    """S7.03: five minutes less a second are recent, and a second more are not."""
    incident, client = a_reported_post(at=AT), client_of(head())
    clock.move_to(AT + timedelta(minutes=5) - timedelta(seconds=1))
    assert client.get(page(incident)).status_code == 200
    clock.move_to(AT + timedelta(minutes=5) + timedelta(seconds=1))
    for address in (page(incident), page(incident).replace("exclude", "readmit")):
        assert client.get(address).headers["Location"].startswith(f"{ASK}?next=")
    assert confirm(client, page(incident)).headers["Location"] == page(incident)
    assert "Keep this person out" in client.get(page(incident)).content.decode()


def test_what_was_typed_waits_and_nothing_is_done_until_it_is_sent_on(clock: Any) -> None:
    """S7.03: every letter of it comes back, in a form of one button."""
    incident, client = a_reported_post(at=AT), client_of(head(), confirmed=False)
    sent = given(incident)
    assert client.post(page(incident), sent).headers["Location"].startswith(ASK)
    assert confirm(client, page(incident)).status_code == 302
    assert not Exclusion._base_manager.exists()
    back = handed_back(client.get(page(incident)).content.decode())
    assert back == sent
    assert client.post(page(incident), back).status_code == 302
    assert Exclusion._base_manager.get().reason == sent["reason"].replace("\r\n", "\n")
    assert "<form" in client.get(page(incident)).content.decode()


def test_what_waits_is_for_that_page_that_person_and_a_quarter_of_an_hour(clock: Any) -> None:
    """S7.03: an act that was forgotten is not done later, and nobody else on the browser finds it."""
    incident = a_reported_post(at=AT)
    for spoil in ("another page", "too late", "signed out", "asked anew"):
        clock.move_to(AT)
        client = client_of(head(), confirmed=False)
        client.post(page(incident), given(incident))
        if spoil == "another page":
            confirm(client, page(incident))
            assert "sister" not in client.get(page(incident).replace("exclude", "readmit")).content.decode()
        elif spoil == "too late":
            clock.move_to(AT + timedelta(minutes=16))
        elif spoil == "signed out":
            client.post("/accounts/logout/")
            again = person(SCHOOL, "head")
            client.force_login(again, backend="allauth.account.auth_backends.AuthenticationBackend")
            seat(client, again, at=timezone.now())
        else:
            client.get(page(incident))
        if spoil != "signed out":
            confirm(client, page(incident))
        answer = client.get(page(incident))
        assert answer.status_code == 200 and "sister" not in answer.content.decode(), spoil
    assert not Exclusion._base_manager.exists()


def test_a_wrong_password_opens_nothing(clock: Any) -> None:
    incident, client = a_reported_post(at=AT), client_of(head(), confirmed=False)
    assert client.post(f"{ASK}?next={page(incident)}", {"password": "wrong words"}).status_code == 200
    assert client.get(page(incident)).headers["Location"].startswith(ASK)


def test_whoever_may_not_is_told_so_and_is_not_asked_for_a_password(clock: Any) -> None:
    """The door comes first: a stranger gets 404, a leader who is not the owner 409."""
    incident = a_reported_post(at=AT)
    for office, status in (("staff", 404), ("slt", 409)):
        client = client_of(person(SCHOOL, office), confirmed=False)
        assert client.get(page(incident)).status_code == status
        assert client.post(page(incident), given(incident)).status_code == status


def test_a_session_that_is_a_schools_account_alone_does_not_count_as_confirmed(clock: Any) -> None:
    """It may sign in by itself, so it proves nobody's presence; who has no other way is told what they need."""
    user = person(SCHOOL, "head")
    user.set_unusable_password()
    user.save(update_fields=["password"])
    incident, client = a_reported_post(at=AT), client_of(user, confirmed=False)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "socialaccount", "at": AT.timestamp()},
        {"method": "mfa", "at": AT.timestamp() - 3600, "type": "totp"},  # long ago, when they signed in
    ]
    session.save()
    answer = client.get(page(incident))
    assert answer.headers["Location"].startswith("/confirm/")
    assert "Set a password" in client.get("/confirm/").content.decode()
