"""The page that says where proof is kept, and what a termly summary prints of it (S16.20)."""

from datetime import timedelta

import pytest
from django.test import Client

from schools.models import Event, School
from tests.builders import AT, client_of, person
from tests.schools.anchored import night, statements_made
from tests.schools.at_the_people import HERE

pytestmark = pytest.mark.django_db
PAGE = f"/{HERE}/proof/"


@pytest.fixture
def head() -> Client:
    """The head of school, who has just typed their password."""
    return client_of(person(HERE, "head"))


def test_the_page_shows_the_last_statement_and_takes_a_mailbox(head: Client) -> None:
    assert b"None has been made yet" in head.get(PAGE).content
    night(0, at=AT)
    assert statements_made()[0].fingerprint.encode() in head.get(PAGE).content
    assert head.post(PAGE, {"address": "proof@governors.example"}).status_code == 302
    assert School.objects.get(slug=HERE).anchor_mailbox == "proof@governors.example"
    assert b"proof@governors.example" in head.get(PAGE).content
    assert head.post(PAGE, {"address": ""}).status_code == 302
    assert School.objects.get(slug=HERE).anchor_mailbox == ""


def test_the_mailbox_is_moved_only_by_whoever_may_and_confirmed_that_it_is_them() -> None:
    for office in ("staff", "slt", "dsl", "governor"):
        client = client_of(person(HERE, office))
        assert client.get(PAGE).status_code == client.post(PAGE, {"address": "a@b.example"}).status_code == 404
    late = client_of(person(HERE, "head"), confirmed=False)
    assert late.get(PAGE).status_code == 200
    assert late.post(PAGE, {"address": "a@b.example"}).status_code == 302
    assert School.objects.get(slug=HERE).anchor_mailbox == ""


@pytest.mark.parametrize(
    "typed", ["nonsense", "a@b.example\nBcc: c@d.example", "a\x00@b.example", "a" * 300 + "@b.example"]
)
def test_what_is_no_address_is_said_beside_the_field_and_nothing_is_kept(head: Client, typed: str) -> None:
    events = Event.objects.across_schools("test").count()
    response = head.post(PAGE, {"address": typed})
    assert response.status_code == 200 and b"Give one e-mail address, such as" in response.content
    assert Event.objects.across_schools("test").count() == events


def test_a_summary_prints_the_first_statement_after_its_term_and_no_count_of_events() -> None:
    """S16.20: printed twice, it says the same."""
    governor = client_of(person(HERE, "governor"))
    term = School.objects.get(slug=HERE).terms.get(name="Summer 2026")
    assert b"Proof of the record" not in governor.get(f"/{HERE}/summaries/summer-2026/").content
    for days in (-9, 3, 9):
        night(0, at=AT.replace(year=term.ends.year, month=term.ends.month, day=term.ends.day) + timedelta(days=days))
    _, second, _ = statements_made()
    page = governor.get(f"/{HERE}/summaries/summer-2026/").content.decode()
    assert second.fingerprint in page and second.key_fingerprint in page
    entry = next(each for each in second.entries if each.school == term.school_id)
    assert f"{entry.number} event" not in page
