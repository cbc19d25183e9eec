"""Answers of every sort, as production gives them: every page as two people, and every status that there is."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.cache import cache as counted
from django.test import Client

from config.setup import ROOT
from schools.views import sessions
from tests.structure.routes import ROUTES
from tests.structure.sending import body
from tests.structure.walking import undone
from tests.structure.world import World

FRONT = ("SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_", "MESSAGE_STORAGE", "KNOWN_COOKIE_NAME", "ALLAUTH_", "USE_X_")
PROGRAM = """
import json; from config import settings
print(json.dumps({name: value for name, value in vars(settings).items() if name.startswith(%r)}))
"""


@cache
def in_production(**more: str) -> dict[str, Any]:
    """The settings of the front that production has and the tests do not; `more` of its environment."""
    with TemporaryDirectory() as folder:
        given = {
            "PATH": os.environ["PATH"],
            "FAIRPOST_DATA": folder,
            "SECRET_KEY": secrets.token_urlsafe(60),
            "ALLOWED_HOSTS": "fairpost.example",
            "SITE_URL": "https://fairpost.example",
            "FAIRPOST_KEYS": Fernet.generate_key().decode(),
            **more,
        }
        words = [sys.executable, "-c", PROGRAM % (FRONT,)]
        done = subprocess.run(words, cwd=ROOT, env=given, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def every_answer(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Any]]:
    """An answer to every page, asked for and sent to, and one at least of every status; each with what it is."""
    yield from of_pages(world)
    yield from of_trouble(world, monkeypatch)


def of_pages(world: World) -> Iterator[tuple[str, Any]]:
    """Every page as somebody who gets it, signed out and as a stranger; and by a method it does not take."""
    for name, route in ROUTES.items():
        able = [who for who in ("head", *route.get) if route.get[who] == "200"][:1]
        for who in (*able, "anonymous", "elsewhere"):
            for method in ("GET", "POST", "PUT"):
                yield f"{method} {name} as {who}", given(world, who, method, name)


def given(world: World, who: str, method: str, name: str) -> Any:
    """What somebody gets, and takes back whatever it did."""
    counted.clear()
    client, address = world.client(who), world.address(name, who)
    form = body(world, name, who) if method == "POST" else {}
    with undone():
        if method == "POST":
            answer = client.post(address, form, secure=True)
        else:
            answer = client.generic(method, address, secure=True)
        answer.whole = answer.getvalue()
    return answer


def of_trouble(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Any]]:
    """What goes wrong before a page is reached, or in it."""
    head, nobody = world.client("head"), Client(raise_request_exception=False)
    strict = world.client("head", enforce_csrf_checks=True)
    long = {"name": "x" * (3 * 1024 * 1024)}
    tries = {
        "a host that is none": lambda: nobody.get("/", headers={"host": "elsewhere.example"}, secure=True),
        "a form without its token": lambda: strict.post(world.address("note", "head"), {"words": "x"}, secure=True),
        "too much": lambda: head.post(world.address("note", "head"), long, secure=True),
        "not there": lambda: head.get("/nowhere/at/all/", secure=True),
        "trace": lambda: nobody.trace("/", secure=True),
        "sent by another site": lambda: head.get("/sessions/", headers={"sec-fetch-site": "cross-site"}, secure=True),
        "a static file": lambda: nobody.get(stylesheet(nobody), secure=True),
        "a redirect to https": lambda: nobody.get("/"),
    }
    for words, ask in tries.items():
        with undone():
            answer = ask()
            answer.whole = answer.getvalue()
        yield words, answer
    yield "too many tries", too_many(nobody)
    monkeypatch.setattr(sessions, "sign_ins_of", broken)
    with undone():
        answer = head.get("/sessions/", secure=True)
        answer.whole = answer.getvalue()
    yield "an error of ours", answer


def stylesheet(client: Client) -> str:
    """The address of a static file, as a page names it."""
    page = client.get("/accounts/login/", secure=True).content.decode()
    return page.partition('rel="stylesheet" href="')[2].partition('"')[0]


def too_many(client: Client) -> Any:
    """The answer to one who asks for the sign-in page too often."""
    counted.clear()
    for _ in range(61):
        answer = client.post("/accounts/login/", {"login": "a@b.example", "password": "x" * 12}, secure=True)
    answer.whole = answer.getvalue()
    counted.clear()
    return answer


def broken(*_: Any) -> None:
    """Stands for a mistake of ours."""
    raise RuntimeError("broken")
