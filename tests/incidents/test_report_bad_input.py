"""Reporting withstands what people and machines send: a sentence beside the field, and nothing lost or half saved."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from incidents.models import Incident, Involvement, Person, ReportDraft
from schools.models import Event, User
from tests.builders import client_of, person, the_schools
from tests.incidents.reporting import SCHOOL, a_draft, category, page_of, send, somebody, typed

RIGHT_TO_LEFT = "\u202eעברית\u202c and \u200fback"


@pytest.fixture
def staff(db: None) -> User:
    """A member of staff of a fixture school."""
    the_schools()
    return person(SCHOOL, "staff")


@pytest.fixture
def client(staff: User) -> Client:
    """A browser in which they are signed in."""
    return client_of(staff)


def refused(answer: Any, *sentences: str) -> str:
    """The page of an answer that is 200 with these sentences, each in the summary too; nothing was made of it."""
    page: str = answer.content.decode()
    assert answer.status_code == 200
    for sentence in sentences:
        assert page.count(sentence) >= 2, sentence  # in the summary, and beside the field
    assert 'class="error-summary"' in page and "<title>Error: " in page
    assert not Incident._base_manager.exists() and not Person._base_manager.exists()
    assert not Event.objects.across_schools("test").filter(kind="reported").exists()
    return page


def test_an_empty_form_says_what_is_needed_and_no_more(client: Client, staff: User) -> None:
    empty = {**somebody(0, part="AUTHOR", sign_in=""), **somebody(1, part="TARGET", sign_in=""), "report": "1"}
    answer = client.post(page_of(a_draft(staff)), empty)
    page = refused(answer, "Say in one line what it is about.", "Choose where it was posted.", "Choose at least one.")
    assert "Answer this before you send it" in page
    assert page.count('class="field-message"') == 4


def test_nothing_at_all_is_no_error_page(client: Client, staff: User) -> None:
    draft = a_draft(staff)
    assert client.post(page_of(draft), {}).url == page_of(draft)
    assert client.post(page_of(draft), {"report": "1"}).status_code == 200
    assert send(client, draft).status_code == 302


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"words": "\x07ring"}, "control character"),
        ({"words": "a\x00b"}, "control character"),
        ({"summary": "a\x00b"}, "control character"),
        ({"summary": "x" * 201}, "Use at most 200 characters"),
        ({"summary": " \u00a0\n "}, "Say in one line"),
        ({"posted_on_0": "31", "posted_on_1": "2", "posted_on_2": "2026"}, "There is no such day"),
        ({"posted_on_0": "14", "posted_on_1": "3", "posted_on_2": ""}, "in figures"),
        ({"posted_time": "25:61"}, "in figures"),
        ({"posted_on_0": "", "posted_on_1": "", "posted_on_2": ""}, "Give the day as well"),
        ({"channel": "CARRIER_PIGEON"}, "Choose one of these"),
        ({"channel": "SCHOOL_OWNED\x00"}, "Choose one of these"),
        ({"audience": "EVERYBODY"}, "Choose one of these"),
        ({"host": "x" * 101}, "Use at most 100 characters"),
        ({"url": "javascript:alert(1)"}, "Give a web address"),
        ({"url": "https://me:secret@social.example/"}, "Leave out what stands before the @"),
        ({"url": "https://social.example/\u202egpj"}, "hidden character"),
        ({"url": "https://social.example/" + "x" * 2048}, "longer than"),
        ({"group_size": "many"}, "Give a number"),
        ({"group_size": "-1"}, "1 or more"),
        ({"group_size": "9" * 30}, "too large"),
        ({"concern": "x" * 5_001}, "Use at most 5,000 characters"),
        ({"witness": "A parent"}, "Write down what they said"),
        ({"categories": ["0"]}, "no category of your school"),
        ({"categories": ["1 OR 1=1"]}, "no category of your school"),
        (somebody(0, name="x" * 151, part="AUTHOR"), "Use at most 150 characters"),
        (somebody(0, name="\ufdfa" * 20, part="AUTHOR"), "Use at most 200 characters"),
        (somebody(0, name="\u200f\u0301", part="AUTHOR"), "Give a name"),
        (somebody(0, name="", relation="a parent", part="AUTHOR"), "Give a name"),
        (somebody(0, name="Kerry", part="TARGET"), "Choose one of these"),
        (somebody(0, name="Kerry", part="AUTHOR", identity="CERTAIN"), "Choose one of these"),
        (somebody(1, name=" kerry  LODGE", part="TARGET"), "stands above already"),
    ],
    ids=lambda given: ascii(given)[:60],
)
def test_what_cannot_be_taken_gets_a_sentence_and_is_still_there(
    client: Client, staff: User, changes: dict[str, Any], sentence: str
) -> None:
    draft = a_draft(staff)
    page = refused(send(client, draft, **{"concern": "Typed with care", **changes}), sentence)
    assert "Typed with care" in page or "concern" in changes
    assert ReportDraft._base_manager.get(pk=draft.pk).answers["host"] == changes.get("host", "WhatsApp")
    assert send(client, draft).status_code == 302  # the same draft, put right


def test_a_day_or_a_time_to_come_is_refused_and_the_latest_moment_is_not(client: Client, staff: User) -> None:
    draft, now = a_draft(staff), timezone.localtime()
    later = timezone.localdate() + timedelta(days=1)
    then = {"posted_on_0": later.day, "posted_on_1": later.month, "posted_on_2": later.year}
    refused(send(client, draft, posted_time="", **then), "This day has not come yet")
    today = {"posted_on_0": now.day, "posted_on_1": now.month, "posted_on_2": now.year}
    if now.hour < 23:
        refused(send(client, draft, posted_time="23:59", **today), "This time has not come yet")
    assert send(client, draft, posted_time=f"{now:%H:%M}", **today).status_code == 302


def test_a_megabyte_of_words_is_refused_with_the_limit_and_kept_on_the_draft(client: Client, staff: User) -> None:
    draft, words = a_draft(staff), "é" * 500_000
    refused(send(client, draft, words=words), "Use at most 20,000 characters. This has 500,000.")
    assert ReportDraft._base_manager.get(pk=draft.pk).answers["words"] == words


def test_more_than_a_request_may_hold_is_413_and_more_fields_than_that_400(client: Client, staff: User) -> None:
    draft = a_draft(staff)
    send(client, draft, report=[], summary="Kept before")
    assert send(client, draft, words="x" * 3_000_000).status_code == 413
    many = {f"field-{number}": "" for number in range(401)}
    assert client.post(page_of(draft), {**typed(), **many}).status_code == 400
    assert ReportDraft._base_manager.get(pk=draft.pk).answers["summary"] == "Kept before"
    assert not Incident._base_manager.exists()


def test_right_to_left_text_is_kept_as_it_is_and_shown_apart(client: Client, staff: User) -> None:
    draft = a_draft(staff)
    send(client, draft, report=[], summary=RIGHT_TO_LEFT)
    assert f"<bdi>{RIGHT_TO_LEFT}</bdi>" in client.get(page_of(draft, "report_throw_away")).content.decode()
    assert send(client, draft, summary=RIGHT_TO_LEFT, words=RIGHT_TO_LEFT).status_code == 302
    incident = Incident._base_manager.get()
    assert incident.summary == incident.posts.get().words == RIGHT_TO_LEFT


def test_markup_that_is_typed_comes_back_as_text(client: Client, staff: User) -> None:
    typed_in = '"><script>alert(1)</script>'
    page = refused(
        send(client, a_draft(staff), channel="", words=typed_in, **somebody(0, name=typed_in)), "Choose where"
    )
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


@pytest.mark.parametrize("slug", ["tregarth", "larkspur-junior"])
def test_a_category_of_another_school_is_refused_where_its_version_is_another(
    client: Client, staff: User, slug: str
) -> None:
    shared = category("RACIST", slug).version == category("RACIST").version
    answer = send(client, a_draft(staff), categories=[category("RACIST", slug).pk])
    assert shared == (slug == "larkspur-junior")
    if shared:
        assert answer.status_code == 302
    else:
        refused(answer, "no category of your school")


def test_somebody_of_another_school_cannot_be_chosen_as_a_colleague(client: Client, staff: User) -> None:
    draft, stranger = a_draft(staff), person("tregarth", "head")
    for sign_in in (str(stranger.key), "1", "yes"):
        refused(
            send(client, draft, **somebody(1, name="Head", part="ACCUSED", sign_in=sign_in)), "Choose somebody of this"
        )
    head = person(SCHOOL, "head")
    assert send(client, draft, **somebody(1, name="Head", part="ACCUSED", sign_in=str(head.key))).status_code == 302
    assert Involvement._base_manager.get(user__isnull=False).user == head


def test_one_colleague_under_two_names_is_refused(client: Client, staff: User) -> None:
    key = str(person(SCHOOL, "slt").key)
    both = {
        **somebody(0, name="Mr Peel", sign_in=key, part="AUTHOR"),
        **somebody(1, name="SP", sign_in=key, part="NAMED"),
    }
    refused(send(client, a_draft(staff), **both), "stands above already")


def test_something_else_needs_a_sentence(client: Client, staff: User) -> None:
    draft, chosen = a_draft(staff), [category("OTHER").pk]
    refused(send(client, draft, categories=chosen), "Say in a sentence what it is")
    assert send(client, draft, categories=chosen, other="The school's badge was used").status_code == 302
    told = Event.objects.across_schools("test").get(kind="reported").payload
    assert b"badge was used" in bytes(told.body)


def test_more_than_twenty_people_are_refused_and_twenty_are_not(client: Client, staff: User) -> None:
    draft = a_draft(staff)
    rows = [somebody(row, name=f"Person {row}", part="AUTHOR" if row == 0 else "NAMED") for row in range(21)]
    sent = {key: value for row in rows for key, value in row.items()}
    answer = send(client, draft, **sent)
    assert answer.status_code == 200 and "at most 20 people" in answer.content.decode()
    assert not Person._base_manager.exists()
    del sent["person-20-part"]
    assert send(client, draft, **sent).status_code == 302
    assert Involvement._base_manager.count() == 20


def test_an_address_that_is_not_a_draft_is_not_found(client: Client, staff: User) -> None:
    assert client.get(f"/{SCHOOL}/report/nonsense/").status_code == 404
    assert client.get(page_of(ReportDraft(school=a_draft(staff).school))).status_code == 404
    assert client.get(page_of(a_draft(staff))).status_code == 200
