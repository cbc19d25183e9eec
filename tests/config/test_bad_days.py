"""Days on which something gives way: a plain sentence, the right status, nothing lost and nothing half saved."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from config.setup import ROOT
from incidents.models import Evidence, Incident
from schools.models import Event, School
from schools.verification import verify
from tests.builders import a_reported_post, client_of, now, person
from tests.config.a_backup import SCHOOL, back_again, no_file_over, one_school

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "She rang at nine & was <upset>."


@pytest.fixture
def incident(transactional_db: None) -> Incident:
    """A post at one school."""
    one_school()
    return a_reported_post(SCHOOL)


def browser(office: str = "head") -> Client:
    """A browser as the real server would treat it: errors become pages, and forms need their token."""
    client = client_of(person(SCHOOL, office))
    client.raise_request_exception = False
    return client


def of(incident: Incident, name: str = "note") -> str:
    """The address of a page of the incident."""
    return reverse(name, args=[SCHOOL, incident.reference])


def a_plain_503(response: Any, *words: str) -> str:
    """The page says so in plain words, with the status and the header of something that passes."""
    page = unescape(response.content.decode())
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30"), page
    assert page.count("<h1>") == 1 and "999" in page
    for each in words:
        assert each in page, page
    return page


@contextmanager
def settings_of_database(**changes: Any) -> Iterator[None]:
    """Have the next connection made with other settings, and the one after that as before."""
    kept, options = dict(connection.settings_dict), connection.settings_dict["OPTIONS"]
    connection.close()
    connection.settings_dict.update(changes)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(kept | {"OPTIONS": options})


@contextmanager
def locked_out(incident: Incident) -> Iterator[None]:
    """Somebody else holds what the next change needs, and does not let go."""
    beside = connections.create_connection("default")
    beside.connect()
    with beside.cursor() as cursor:
        if beside.vendor == "sqlite":
            cursor.execute("BEGIN IMMEDIATE")
        else:
            cursor.execute("BEGIN; SELECT 1 FROM incidents_incident FOR UPDATE")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
            beside.close()


def test_a_wait_that_is_too_long_ends_in_a_sentence_and_what_was_typed_can_be_sent_again(incident: Incident) -> None:
    """R.05, R.10: on SQLite the whole file is locked, on PostgreSQL the rows."""
    client, events = browser(), Event.objects.across_schools("test").count()
    with locked_out(incident):
        start = time.monotonic()
        page = a_plain_503(client.post(of(incident), {"words": WORDS}), "Nothing you typed was saved")
        assert time.monotonic() - start < 20
    assert WORDS in page and f'action="{of(incident)}"' in page and "Try again" in page
    assert Event.objects.across_schools("test").count() == events
    again = dict(re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>\s*([^<]*<upset>\.)</textarea>', page))
    assert client.post(of(incident), again).status_code == 302
    assert Event.objects.across_schools("test").filter(kind="noted").count() == 1


def test_while_the_database_is_away_every_page_says_so_and_then_finds_it_again(incident: Incident) -> None:
    """R.10."""
    client = browser()
    away = {"NAME": "/nowhere/fairpost.sqlite3"} if connection.vendor == "sqlite" else {"HOST": "/nowhere"}
    with settings_of_database(**away):
        for place in (of(incident), of(incident, "incident"), "/", reverse("home", args=[SCHOOL])):
            page = a_plain_503(client.get(place), "cannot reach its records")
            assert "saved" not in page and "<form" not in page
        page = a_plain_503(client.post(of(incident), {"words": WORDS}), "Keep this page open", WORDS)
        told = client.post(of(incident), {"words": WORDS}, headers={"X-Requested-With": "fetch"})
        assert told.status_code == 503 and "Keep this page open" in told.json()["error"]
    assert client.get(of(incident, "incident")).status_code == 200
    assert client.post(of(incident), {"words": WORDS}).status_code == 302


def test_what_another_site_sent_and_what_is_secret_is_never_given_back(incident: Incident) -> None:
    """A form that no page of ours made gets no button to send it, and a password is not repeated."""
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    strict.cookies = browser().cookies
    away = {"NAME": "/nowhere/fairpost.sqlite3"} if connection.vendor == "sqlite" else {"HOST": "/nowhere"}
    with settings_of_database(**away):
        page = a_plain_503(strict.post(of(incident), {"words": WORDS}))
        assert WORDS not in page and "<form" not in page
        sent = {"login": "head@tregarth.example", "password": "hidden words"}
        page = a_plain_503(strict.post("/accounts/login/", sent))
        assert "hidden words" not in page and "head@" not in page


def in_the_middle(break_it: Callable[[], None]) -> Callable[..., Any]:
    """Break something just before the event of a change is written, when its rows are written already."""
    broken: list[int] = []

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('INSERT INTO "schools_event"') and not broken:
            broken.append(1)
            break_it()
        return execute(sql, params, many, context)

    return wrapper


def test_a_database_that_goes_away_in_the_middle_of_a_change_leaves_none_of_it(incident: Incident) -> None:
    """R.08, R.09, R.10: PostgreSQL is killed and recovers; SQLite, which is no server, runs out of room."""
    client, events, step = browser(), Event.objects.across_schools("test").count(), {"words": WORDS * 200}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")  # no room inside the file either
    with connection.execute_wrapper(in_the_middle(kill_or_fill)):
        page = a_plain_503(client.post(of(incident), step), "Keep this page open")
    assert ("not certain" if connection.vendor == "postgresql" else "no room left") in page
    back_again()
    assert Event.objects.across_schools("test").count() == events and verify(School.objects.get()).sound
    assert client.post(of(incident), step).status_code == 302
    assert Event.objects.across_schools("test").count() == events + 1 and verify(School.objects.get()).sound


def kill_or_fill() -> None:
    """Kill the server's process for this connection, at which the server restarts; or let the file grow no more."""
    if connection.vendor == "postgresql":
        os.kill(connection.connection.info.backend_pid, signal.SIGKILL)
        return
    inner = connection.connection
    inner.execute(f"PRAGMA max_page_count = {inner.execute('PRAGMA page_count').fetchone()[0]}")


def test_a_database_that_can_only_be_read_still_shows_what_leaves_no_look(incident: Incident) -> None:
    """R.09, R.12: an incident stays shut, because who looked cannot be written; a note is refused, and given back."""
    head, admin, events = browser(), browser("admin"), Event.objects.across_schools("test").count()
    for client, name in ((head, "policy"), (admin, "people")):
        assert client.get(reverse(name, args=[SCHOOL])).status_code == 200
    options = dict(connection.settings_dict["OPTIONS"])
    if connection.vendor == "sqlite":
        options["init_command"] += "PRAGMA query_only=ON;"
    else:
        options["options"] += " -c default_transaction_read_only=on"
    with settings_of_database(OPTIONS=options):
        for client, name in ((head, "policy"), (admin, "people")):
            assert client.get(reverse(name, args=[SCHOOL])).status_code == 200
        a_plain_503(head.get(of(incident, "incident")), "record of who looked cannot be written", "call 999")
        a_plain_503(head.post(of(incident), {"words": WORDS}), "Nothing you typed was saved", WORDS)
    assert Event.objects.across_schools("test").count() == events
    assert head.post(of(incident), {"words": WORDS}).status_code == 302


@pytest.mark.parametrize(
    ("database", "words"), [("", "query_only=ON"), ("postgresql://x/y", "default_transaction_read_only=on")]
)
def test_one_switch_makes_both_databases_refuse_every_write(tmp_path: Path, database: str, words: str) -> None:
    """R.12: what the test above sets is what FAIRPOST_READ_ONLY sets."""
    said = []
    for switch in ("1", ""):
        told = {"FAIRPOST_READ_ONLY": switch, "FAIRPOST_DATA": str(tmp_path), "FAIRPOST_MODE": "test"}
        told |= {"DATABASE_URL": database} if database else {}
        clean = {key: value for key, value in os.environ.items() if not key.startswith("DATABASE_")}
        code = "from config import settings; print(settings.DATABASES['default']['OPTIONS'])"
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=clean | told, capture_output=True, text=True)
        said.append(words in done.stdout)
    assert said == [True, False]


def test_without_room_for_a_file_nothing_of_it_is_kept(incident: Incident, evidence_root: Path, png: bytes) -> None:
    """R.09: the upload breaks off, or the evidence folder cannot be written, and the page says what to do."""
    client, events = browser(), Event.objects.across_schools("test").count()
    large = SimpleUploadedFile("large.png", png + bytes(9_000_000), "image/png")
    sent = {"file": large, "source": WORDS, "shows": "no"}
    with no_file_over(8_000_000):
        a_plain_503(client.post(of(incident, "keep_evidence"), sent), "no room left")
    evidence_root.rename(evidence_root.with_name("gone"))
    evidence_root.write_text("a file where the folder was")
    small = SimpleUploadedFile("small.png", png, "image/png")
    page = client.post(of(incident, "keep_evidence"), {"file": small, "source": WORDS, "shows": "no"})
    said = unescape(page.content.decode())
    assert page.status_code in (200, 409) and "could not be stored just now" in said and WORDS in said
    assert not Evidence._base_manager.exists() and Event.objects.across_schools("test").count() == events
    evidence_root.unlink()
    evidence_root.with_name("gone").rename(evidence_root)
    assert [each for each in evidence_root.rglob("*") if each.is_file()] == []


@pytest.fixture
def png() -> bytes:
    """A small picture."""
    from incidents.playing.files import made_up

    return made_up("png", 1).read()


def test_a_clock_that_steps_back_an_hour_loses_nothing_and_keeps_the_order(incident: Incident) -> None:
    """R.13: the order of the record is its numbers; whoever was signed in signs in again (S7.01)."""
    with time_machine.travel(now() + timedelta(hours=2), tick=True):
        assert browser().post(of(incident), {"words": "Before"}).status_code == 302
        was = browser()
    with time_machine.travel(now() + timedelta(hours=1), tick=True):
        assert was.get(of(incident)).status_code == 302
        assert browser().post(of(incident), {"words": "After"}).status_code == 302
        page = browser().get(of(incident, "incident")).content.decode()
    assert "Before" in page and "After" in page
    notes = Event.objects.across_schools("test").filter(kind="noted").order_by("number")
    assert [each.recorded_at for each in notes] == sorted((each.recorded_at for each in notes), reverse=True)
    verdict = verify(School.objects.get())
    assert verdict.sound and verdict.notes
