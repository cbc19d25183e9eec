"""Lines of the log: one JSON object each, of named parts, with nothing that anybody typed (S16.02 to S16.05)."""

import contextlib
import json
import logging
import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from config.logs import OURS, PARTS, Noted, OneLine
from incidents.models import Incident
from schools import triggers
from schools.models import Event
from tests.builders import a_reported_post, client_of, person, the_schools
from tests.prove.canaries import Listening
from tests.structure.source import ROOT

SCHOOL = "tregarth"
CANARY = "Cqwonderfulword"


def line_of(name: str, words: Any, *given: Any, error: BaseException | None = None) -> dict[str, Any]:
    """A record as the log writes it: always one line, with no part but those that are listed."""
    exc_info = error and (type(error), error, error.__traceback__)
    made = logging.LogRecord(name, logging.ERROR, "/elsewhere/it.py", 7, words, given, exc_info)
    text = OneLine().format(made)
    assert "\n" not in text and "\r" not in text and text.isascii() and text.isprintable()
    said = json.loads(text)
    assert set(said) <= set(PARTS)
    return said


@pytest.fixture
def heard(db: None) -> Iterator[Listening]:
    """All that is logged, down to the SQL."""
    cache.clear()
    the_schools()
    with Listening() as found:
        yield found


@pytest.fixture
def incident(heard: Listening) -> Incident:
    """A post at one school."""
    return a_reported_post(SCHOOL, summary=CANARY)


def browser(office: str = "head") -> Client:
    """A browser to which errors are pages."""
    client = client_of(person(SCHOOL, office))
    client.raise_request_exception = False
    return client


def lines(heard: Listening, event: str = "") -> list[dict[str, Any]]:
    """The lines of one event."""
    return [each for each in map(json.loads, heard.lines) if event in each.get("event", "")]


def test_nothing_in_a_record_begins_a_line_of_its_own() -> None:
    """S16.02: line ends, control characters, marks of direction, half a character."""
    for nasty in ("a\nb", "a\r\n2027 ERROR forged", "\x1b[31m\x00\x7f", "\u2028\u2029\u202e", "\ud800", '","level":"x'):
        assert line_of("schools.somewhere", "Said: %s", nasty)["event"] == f"Said: {nasty}"
    said = line_of("schools.somewhere", "Said.")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", said["at"])
    assert len(line_of("schools.somewhere", "x" * 1_000_000)["event"]) == 2_000


def test_of_other_modules_only_what_stands_in_their_code_is_written() -> None:
    """S16.03: paths, addresses, SQL and its values come as what is filled in; or in words made up on the way."""
    assert line_of("django.request", "Not Found: %s", f"/tregarth/{CANARY}/")["event"] == "Not Found: %s"
    assert "event" not in line_of("django.security.DisallowedHost", f"Invalid HTTP_HOST header: {CANARY}")
    assert CANARY not in str(line_of("django.db.backends", "(%.3f) %s; args=%s", 0.1, "SELECT 1", (CANARY,)))


def test_of_an_error_its_kinds_and_places_are_written_and_never_its_text() -> None:
    """S16.03: a database quotes the row in what it says."""
    try:
        try:
            raise ValueError(CANARY)
        except ValueError as cause:
            raise KeyError(CANARY) from cause
    except KeyError as error:
        said = line_of("incidents.views", "It failed.", error=error)
    assert said["error"] == ["KeyError", "ValueError"]
    assert said["places"][0].startswith("tests/structure/test_logs.py:") and CANARY not in str(said)


def test_a_form_that_ends_in_an_error_leaves_none_of_its_words_in_the_log(
    incident: Incident, heard: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S16.03, S16.05: at DEBUG, with SQL and a traceback; the page names the number that the log has."""

    def fails(*_: Any, **given: Any) -> None:
        raise RuntimeError(f"{CANARY} {given}")

    monkeypatch.setattr("incidents.operations.details.add_note", fails)
    monkeypatch.setattr("incidents.views.recording.add_note", fails, raising=False)
    note = reverse("note", args=[SCHOOL, incident.reference])
    answer = browser().post(f"{note}?of={CANARY}", {"words": f"{CANARY} rang at nine"})
    assert answer.status_code == 500
    [said] = [each for each in lines(heard) if each.get("status") == 500]
    number = re.search(r"<code>([0-9a-f]{12})</code>", answer.content.decode())
    assert number and said["request"] == number[1]
    assert said["error"] == ["RuntimeError"] and said["page"] == "note" and said["school"] == SCHOOL
    assert said["user"] == person(SCHOOL, "head").pk
    statements = [each for each in lines(heard) if each["from"].startswith("django.db.backends")]
    assert len(statements) > 20
    assert CANARY.lower() not in heard.text.lower() and "rang at nine" not in heard.text


def test_what_is_denied_wrong_or_too_often_is_in_the_log_with_who_and_where(
    incident: Incident, heard: Listening
) -> None:
    """S16.04: sign-ins, tries, what is not theirs, methods that a page does not take."""
    before = len(heard.lines)
    for _ in range(8):
        wrong = {"login": f"{CANARY}@tregarth.example", "password": f"{CANARY} 123456"}
        assert Client().post("/accounts/login/", wrong).status_code == 200
    browser("governor").get(reverse("incident", args=[SCHOOL, incident.reference]))
    browser("slt").delete(reverse("incident", args=[SCHOOL, incident.reference]))
    Client().get(f"/{CANARY}/nowhere/")
    said = [json.loads(each) for each in heard.lines[before:]]
    assert len([each for each in said if each.get("event") == "A sign-in failed."]) == 5
    assert len([each for each in said if each.get("event") == "Too many tries: login_failed."]) == 3
    refused = [(each.get("status"), each.get("page")) for each in said if each.get("event") == "Refused."]
    assert refused == [(404, "incident"), (405, None), (404, None)]
    denied = [each["user"] for each in said if each.get("status") == 404 and each.get("page") == "incident"]
    assert denied == [person(SCHOOL, "governor").pk]
    assert CANARY not in "\n".join(heard.lines[before:]) and incident.reference not in heard.text


def test_a_sign_in_that_goes_well_is_said_by_key(heard: Listening, client: Client) -> None:
    """S16.04."""
    user = person(SCHOOL, "governor")
    user.set_password("a-walk-by-the-canal-at-nine")
    user.save(update_fields=["password"])
    client.post("/accounts/login/", {"login": user.email, "password": "a-walk-by-the-canal-at-nine"})
    assert lines(heard, f"Person {user.pk} signed in."), heard.text[-2000:]
    assert user.email not in heard.text and "canal" not in heard.text


def test_a_number_does_not_outlive_its_request() -> None:
    """S16.02: of an error too."""

    def fails(request: HttpRequest) -> HttpResponse:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        Noted(fails)(HttpRequest())
    assert "request" not in line_of("schools.somewhere", "Said.")


def test_a_log_that_cannot_be_written_stops_nothing_and_loses_no_event(incident: Incident) -> None:
    """S16.06: a full disk under the log, by the device that is always full."""
    before, named = Event.objects.across_schools("test").count(), [logging.getLogger(each) for each in OURS]
    with open("/dev/full", "w", buffering=1) as full, contextlib.suppress(OSError):
        handler = logging.StreamHandler(full)
        for each in named:
            each.addHandler(handler)
        Client().post("/accounts/login/", {"login": "a@b.example", "password": "x"})
        note = reverse("note", args=[SCHOOL, incident.reference])
        assert browser().post(note, {"words": "She rang."}).status_code == 302
        assert browser("governor").get(note).status_code == 404
        for each in named:
            each.removeHandler(handler)
        os.dup2(os.open(os.devnull, os.O_WRONLY), full.fileno())
    assert Event.objects.across_schools("test").count() == before + 1


def test_the_inventory_names_everything_that_is_written_down() -> None:
    """S16.01: every table to which rows are only added, every part of a line, and whatever else is kept outside."""
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    inventory = text[text.index("## What is written down, and where") :].partition("\n## ")[0]
    tables = {model._meta.db_table for model in triggers.protected() if "historical" not in model._meta.db_table}
    kept = {
        *tables,
        *PARTS,
        "schools_outgoing",
        "schools_signin",
        "FAIRPOST_ANCHOR_FILE",
        "erasures.jsonl",
        "erasures.age",
    }
    assert len(tables) >= 5 and [each for each in sorted(kept) if f"`{each}`" not in inventory] == []
    assert "historical" in inventory


def test_the_log_is_set_to_be_written_so(settings: Any) -> None:
    """S16.02: the one way out is this one, and nobody is mailed what went wrong."""
    assert settings.LOGGING["formatters"] == {"line": {"()": "config.logs.OneLine"}}
    assert [each["formatter"] for each in settings.LOGGING["handlers"].values()] == ["line"]
    assert settings.ADMINS == [] and connection.vendor in ("sqlite", "postgresql")
    assert set(OURS) <= set(settings.LOGGING["loggers"])
