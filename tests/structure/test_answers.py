"""What every answer carries, whoever asks and however it ends: headers, cookies, its type (S3.01 to S3.03, S4.03)."""

import json
import re
from collections import Counter
from typing import Any

import pytest
from django.test import Client

from tests.schools.signing import PASSWORD, with_password
from tests.structure.answers import every_answer, in_production
from tests.structure.world import World

pytestmark = pytest.mark.django_db

OURS = ["'self'"]
POLICY = {
    **dict.fromkeys(("default-src", "base-uri", "frame-ancestors", "object-src"), ["'none'"]),
    **dict.fromkeys(("script-src", "style-src", "font-src", "connect-src", "form-action"), OURS),
    "img-src": ["'self'", "data:"],
}
ALWAYS = {
    "Strict-Transport-Security": re.compile(r"max-age=(3153[6-9]|[4-9]\d{4}|\d{6})\d+; includeSubDomains"),
    "X-Content-Type-Options": re.compile("nosniff"),
    "Referrer-Policy": re.compile("same-origin"),
    "Cross-Origin-Opener-Policy": re.compile("same-origin"),
    "Cross-Origin-Resource-Policy": re.compile("same-origin"),
    "X-DNS-Prefetch-Control": re.compile("off"),
}
DENIED = ("camera", "microphone", "geolocation", "display-capture")
TELLING = ("Server", "X-Powered-By", "X-Version", "Access-Control-Allow-Origin")
STATUSES = {200, 302, 400, 403, 404, 405, 409, 413, 429, 500}


MADE: list[tuple[str, Any]] = []
"""Every answer, asked for once for all these tests."""


@pytest.fixture
def answers(world: World, monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[tuple[str, Any]]:
    """Every answer, as production gives it."""
    for name, value in in_production().items():
        setattr(settings, name, value)
    if not MADE:
        MADE.extend(every_answer(world, monkeypatch))
    return MADE


def headers_at_fault(answer: Any) -> list[str]:
    """What is wrong with the headers of an answer."""
    directives = [part.split() for part in answer.headers.get("Content-Security-Policy", "").split(";")]
    policy = {each[0]: each[1:] for each in directives if each}
    sandboxed = policy.pop("sandbox", None)
    faults = [] if policy == POLICY and len(directives) == len(policy) + (sandboxed is not None) else ["policy"]
    insecure = answer.wsgi_request.scheme == "http"
    wanted = {name: value for name, value in ALWAYS.items() if not (insecure and name.startswith("Strict"))}
    faults += [name for name, value in wanted.items() if not value.fullmatch(answer.headers.get(name, ""))]
    faults += [each for each in DENIED if f"{each}=()" not in answer.headers.get("Permissions-Policy", "")]
    return faults + [name for name in TELLING if name in answer.headers]


def type_at_fault(answer: Any) -> str:
    """What is wrong with the type of an answer that has a body (S4.03)."""
    said, body = answer.headers.get("Content-Type", ""), answer.whole
    if not body:
        return ""
    kind, _, charset = said.partition("; ")
    if kind.startswith("text/"):
        body.decode(charset.removeprefix("charset=").strip('"') if charset else "")
        html = body.lstrip()[:15].lower() == b"<!doctype html>"
        return "" if charset and html == (kind == "text/html") else f"{said} for {body[:20]!r}"
    if kind == "application/json":
        return "" if json.loads(body) is not None else "no JSON"
    starts = {"application/pdf": b"%PDF-", "image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8", "application/zip": b"PK"}
    return "" if body.startswith(starts.get(kind, b"none of these")) else f"{said} for {body[:20]!r}"


def test_every_answer_of_every_page_and_status_carries_every_header(answers: list[tuple[str, Any]]) -> None:
    """S3.01, S3.02."""
    seen = Counter(answer.status_code for _, answer in answers)
    print(f"{len(answers)} answers: {dict(seen)}")
    assert len(answers) >= 900 and set(seen) >= STATUSES
    wrong = {words: faults for words, answer in answers if (faults := headers_at_fault(answer))}
    assert not wrong
    assert [words for words, answer in answers if answer.status_code == 500] == ["an error of ours"]


def test_every_answer_is_of_the_type_that_it_says(answers: list[tuple[str, Any]]) -> None:
    """S4.03."""
    kinds = Counter(answer.headers.get("Content-Type", "none") for _, answer in answers)
    print(dict(kinds))
    assert {"text/html; charset=utf-8", "application/pdf"} <= set(kinds)
    assert not {words: fault for words, answer in answers if (fault := type_at_fault(answer))}


def test_what_is_signed_in_or_shut_is_never_stored(answers: list[tuple[str, Any]]) -> None:
    """S3.08: only static files may be kept."""
    kept = {words for words, answer in answers if answer.headers.get("Cache-Control") != "no-store"}
    assert kept == {"a static file"}


def test_every_cookie_is_for_this_host_for_https_and_short(answers: list[tuple[str, Any]], world: World) -> None:
    """S3.03: and of the sign-in itself."""
    head = with_password(world.people["head"])
    form = {"login": head.email, "password": PASSWORD}
    signing_in = Client().post("/accounts/login/", form, secure=True)
    cookies: dict[str, list[tuple[str, Any]]] = {}
    for words, answer in [*answers, ("signing in", signing_in)]:
        for name, morsel in answer.cookies.items():
            cookies.setdefault(name, []).append((words, morsel))
    print({name: len(found) for name, found in cookies.items()})
    assert {"__Host-session", "__Host-csrf"} <= set(cookies)
    assert all(name.startswith("__Host-") for name in cookies)
    for words, morsel in (each for found in cookies.values() for each in found):
        safe = morsel["secure"] and morsel["httponly"] or not morsel.value
        assert safe and morsel["path"] == "/" and not morsel["domain"], f"{words}: {morsel.OutputString()}"
        assert morsel["samesite"] in ("Lax", "Strict") and len(morsel.OutputString()) < 4096
