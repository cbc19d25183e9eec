"""Sends each form as it is, and once more with the fields of every other form and every table besides (S8.08).

The clock stands and chance is dealt anew from the same cards, so that both write the same, letter by letter, unless
something that was sent besides was looked at.
"""

import re
from collections.abc import Iterator
from typing import Any

import time_machine
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from config.manual.fields import ALL, fields_for, names_of
from tests.builders import the_author
from tests.prove._crawl import the_same_chances
from tests.structure.forms_met import plain
from tests.structure.routes import ROUTES
from tests.structure.sending import body
from tests.structure.walking import WRITES, cell_of, table_of, undone
from tests.structure.world import ELSEWHERE, World

TAKEN = {"200", "204", "302", "400"}
BARE = re.compile(r"(?<![\w'.:-])\d+(?![\w'.:-])")
SEALED = re.compile(BARE.pattern + r"|'\\\\?x[0-9a-f]+'::bytea")
SEALS_NUMBERS = {"disposal"}
"""An erasure's receipt seals the numbers of the rows that went, so that it is never the same twice there."""

RECEIPT = re.compile(r"receipts/[0-9a-f-]{36}")

NOTED = {"schools_look", "schools_signin", "django_session"}
OURS = ("schools", "policies", "incidents")

ANY_NUMBER = override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=None)
"""Else the site would refuse most of it unread: nobody may send so many fields."""

ASKED_FOR = {"next"}
"""Where one goes on to, which pages of signing in take from every address and look at closely (test_redirects.py)."""

Sent = tuple[str, str, tuple[str, ...]]
"""What came of a form: its status, where it led, and every row that was written."""


def senders(page: str) -> list[str]:
    """Who sends it: the head where they may, and whoever may and has other fields in the table, or none."""
    able = [who for who in ("head", *ROUTES[page].post) if ROUTES[page].post[who] in TAKEN]
    other = [who for who in able if fields_for(page, who) != fields_for(page, able[0])]
    return [*able[:1], *other]


def faults(world: World) -> Iterator[str]:
    """Every form of which something besides its own fields was looked at."""
    values, now = plausible(world), timezone.now()
    for page in ROUTES:
        for who in senders(page):
            form = body(world, page, who)
            more = {name: value for name, value in values.items() if plain(name) not in own(page, who, form)}
            alone = sent(world, page, who, form, now)
            also = sent(world, page, who, {**more, **form}, now)
            if also != alone and not refused(also):
                yield f"{page} as {who}"


def own(page: str, who: str, form: dict[str, Any]) -> set[str]:
    """The names that the form takes from this person: as it is met first, or at the moment at which it is met."""
    return {*(fields_for(page, who) or names_of(page, who)), *map(plain, form)}


def refused(came: Sent) -> bool:
    """Whether nothing was done, but to write down that somebody looked."""
    status, _, wrote = came
    return status in ("200", "409") and {table_of(each) for each in wrote} <= NOTED


def sent(world: World, page: str, who: str, form: dict[str, Any], now: Any) -> Sent:
    """Send it, and take back what it did."""
    cache.clear()
    client = world.client(who)
    deal = (time_machine.travel(now, tick=False), the_same_chances(page), ANY_NUMBER)
    with undone(), deal[0], deal[1], deal[2], CaptureQueriesContext(connection) as queries:
        response: Any = client.post(world.address(page, who), form)
        response.getvalue()
    wrote = tuple(told(page, each["sql"]) for each in queries if each["sql"].lstrip().upper().startswith(WRITES))
    return cell_of(response), led(page, response.headers.get("Location", "")), wrote


def led(page: str, address: str) -> str:
    """Where a form led. A receipt is found by its seal, and there it seals numbers of rows."""
    seals = page in SEALS_NUMBERS and connection.vendor != "sqlite"
    return RECEIPT.sub("receipts/#", address) if seals else address


def told(page: str, statement: str) -> str:
    """A statement. PostgreSQL counts rows on though they were taken back: there the numbers of rows are left out."""
    if connection.vendor == "sqlite":
        return statement
    return (SEALED if page in SEALS_NUMBERS else BARE).sub("#", statement)


def plausible(world: World) -> dict[str, str]:
    """Every name that any form takes or any of our tables has, with a value that somebody might hope for."""
    author, colleague = the_author(world.incidents["open"]), world.people["colleague"]
    assert colleague is not None
    known = {
        **dict.fromkeys(("to", "of", "involvement"), str(author.key)),
        **dict.fromkeys(("people", "person"), str(author.person.key)),
        **dict.fromkeys(("who", "user", "by", "owner", "appointed_by", "approved_by"), str(colleague.key)),
        **dict.fromkeys(("school", "slug", "schools"), ELSEWHERE),
        "role": "ADMIN",
        "state": "SENT",
        "outcome": "NOT_A_BREACH",
        "number": "9",
        **dict.fromkeys(("is_staff", "is_superuser", "is_active", "emergency", "legal", "child", "sure"), "on"),
    }
    offered = {name for form in ALL for each in form.fields for name in numbered(each)}
    columns = {field.name for model in apps.get_models() if model._meta.app_label in OURS for field in named(model)}
    names = sorted((offered | columns | known.keys()) - ASKED_FOR)
    return {name: known.get(name, "1") for name in names}


def named(model: Any) -> list[Any]:
    """The fields of a table of ours."""
    return [] if model.__name__.startswith("Historical") else list(model._meta.local_fields)


def numbered(name: str) -> list[str]:
    """The names that a name with a mark stands for."""
    name = name.replace("STEP", "POLICE").replace("ITEM", "0123456789abcdef")
    return [name.replace("#", str(number)) for number in range(3)] if "#" in name else [name]
