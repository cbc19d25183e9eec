"""The outbox: mail that is committed with its change, handed over once to a real server, and says nothing (S14.06)."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import TestCase
from django.utils import timezone

from schools.history import SET_UP
from schools.models import Outgoing, User
from schools.operations import create_user
from schools.outbox import NotInATransaction, NotMailable, due, post, stop_mail_to, tidy
from tests.builders import AT
from tests.smtp import DATA, END, FROM, HELLO, TO, Mailbox, mail_server

FACTS = {"school": "Elm Lane", "office": "Governor", "starts": "1 May 2027", "link": "/elm-lane/"}
State = Outgoing.State


@pytest.fixture
def box(settings: Any) -> Iterator[Mailbox]:
    """A mail server, and the settings that lead to it."""
    cache.clear()
    with mail_server() as found:
        settings.EMAIL_BACKEND = "schools.mail.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", found.port, 10
        settings.SITE_URL = "https://fairpost.example"
        yield found


def posted(to: User | str = "reader@elm-lane.example", **changes: str) -> Outgoing:
    with transaction.atomic():
        row = post(to=to, template="office_given", data=FACTS | changes, at=AT)
    assert row is not None
    return row


def run() -> str:
    said = StringIO()
    call_command("send_mail_due", stdout=said)
    return said.getvalue()


def state(row: Outgoing) -> str:
    row.refresh_from_db()
    return row.state


@pytest.mark.django_db(transaction=True)
def test_what_was_posted_is_handed_over_once_it_is_committed_and_never_again(box: Mailbox) -> None:
    row = posted()
    [mail] = box.taken
    assert mail["To"] == "reader@elm-lane.example"
    assert mail["Subject"] == "Elm Lane: you hold an office"
    assert mail["Message-ID"].startswith(f"<{row.key}@")
    assert "https://fairpost.example/elm-lane/" in mail.get_content()
    assert (state(row), row.attempts, row.data) == (State.SENT, 1, {}), "what it was filled with is not kept"
    assert run() == "Mail handed over: 0.\n"
    assert len(box.taken) == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_is_never_sent(box: Mailbox) -> None:
    with transaction.atomic():
        post(to="reader@elm-lane.example", template="office_given", data=FACTS, at=AT)
        transaction.set_rollback(True)
    assert box.taken == [] and not Outgoing.objects.exists()
    with pytest.raises(NotInATransaction):
        post(to="reader@elm-lane.example", template="office_given", data=FACTS, at=AT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", [HELLO, FROM, TO, DATA])
def test_what_the_server_did_not_take_is_tried_again_later_and_later(box: Mailbox, moment: str) -> None:
    box.hangs_up_at = moment
    row = posted()
    assert state(row) == State.WAITING and box.taken == []
    if row.attempts:
        assert due(timezone.now()) == [], "not at once"
        row.next_at = AT
        row.save()
    with pytest.raises(CommandError, match="Run this again later"):
        run()
    box.hangs_up_at = ""
    row.refresh_from_db()
    row.next_at = AT
    row.save()
    assert run() == "Mail handed over: 1.\n"
    assert box.readers == ["reader@elm-lane.example"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("taken", [True, False])
def test_what_was_perhaps_taken_is_not_sent_twice(box: Mailbox, taken: bool) -> None:
    box.hangs_up_at, box.hangs_up_once_taken = END, taken
    row = posted()
    assert state(row) == State.CUT_OFF
    box.hangs_up_at = ""
    assert run() == "Mail handed over: 0.\n"
    assert len(box.taken) == int(taken)


@pytest.mark.django_db(transaction=True)
def test_a_reader_whom_the_server_refuses_for_good_is_given_up(box: Mailbox) -> None:
    box.refuses = {"reader@"}
    row = posted()
    for _ in range(7):
        row.refresh_from_db()
        assert row.state == State.WAITING
        row.next_at = AT
        row.save()
        with pytest.raises(CommandError):
            run()
    assert (state(row), row.attempts) == (State.GIVEN_UP, 8)


@pytest.mark.django_db(transaction=True)
def test_a_server_that_is_away_holds_nobody_up_and_loses_nothing(box: Mailbox, settings: Any) -> None:
    settings.EMAIL_PORT, there = 1, settings.EMAIL_PORT
    row = posted()
    assert state(row) == State.WAITING
    with pytest.raises(CommandError, match="cannot be reached"):
        run()
    settings.EMAIL_PORT = there
    later = posted()
    assert state(later) == State.WAITING, "for a minute nobody waits for it"
    assert run() == "Mail handed over: 2.\n"
    assert len(box.taken) == 2


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_send_each_message_once(box: Mailbox) -> None:
    cache.set("mail-server-away", True)
    for number in range(6):
        posted(f"reader-{number}@elm-lane.example")

    def job() -> None:
        try:
            run()
        finally:
            connection.close()

    threads = [threading.Thread(target=job) for _ in range(4)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert box.readers == [f"reader-{number}@elm-lane.example" for number in range(6)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"to": "a@elm.example\nBcc: b@evil.example"},
        {"to": "a@elm.example\r\n"},
        {"to": "not an address"},
        {"school": "Elm\nBcc: b@evil.example"},
        {"school": "Elm\r\n\r\nRead this"},
        {"school": "Elm\u2028Lane"},
        {"school": "E" * 300},
    ],
)
def test_no_line_end_reaches_the_head_of_a_mail(changes: dict[str, str]) -> None:
    """S1.07."""
    with pytest.raises(NotMailable):
        posted(**changes)
    assert not Outgoing.objects.exists()


@pytest.mark.django_db
def test_whoever_is_deactivated_is_sent_nothing_more_not_even_what_waits(box: Mailbox, settings: Any) -> None:
    """S7.07."""
    user = create_user(email="bea@elm-lane.example", name="Bea", by=SET_UP)
    first, second = posted(user), posted(user)
    with transaction.atomic():
        stop_mail_to(user)
    assert state(first) == state(second) == State.GIVEN_UP
    third = posted(user)
    user.is_active = False
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert run() == "Mail handed over: 0.\n"
    assert state(third) == State.GIVEN_UP and box.taken == []
    with transaction.atomic():
        assert post(to=user, template="office_given", data=FACTS, at=AT) is None


@pytest.mark.django_db
def test_without_an_address_of_the_site_nothing_is_sent_and_all_waits(box: Mailbox, settings: Any) -> None:
    """S6.18."""
    settings.SITE_URL = ""
    with TestCase.captureOnCommitCallbacks(execute=True):
        row = posted()
    assert state(row) == State.WAITING
    with pytest.raises(CommandError, match="SITE_URL is not set"):
        run()
    assert box.taken == []


@pytest.mark.django_db
def test_what_was_sent_long_ago_is_forgotten_and_what_waits_is_not() -> None:
    sent, waiting = posted(), posted()
    sent.state = State.SENT
    sent.save()
    assert tidy(AT + timedelta(days=29)) == 0
    assert tidy(AT + timedelta(days=31)) == 1
    assert Outgoing.objects.get() == waiting
