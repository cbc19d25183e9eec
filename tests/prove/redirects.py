"""Asks every page, with every parameter that might lead on, to lead to another site, and counts where it would.

Sixty ways to write an address of another site so that a careless check takes it for one of ours (S3.14). Each is given
in every parameter at once, in the address and in the form, to a page as somebody who gets it and as nobody. Proved
wrong: an answer that sends the browser, as a browser reads it, anywhere but here.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.core.cache import cache
from django.core.management import call_command
from django.test import override_settings

from tests.builders import the_schools
from tests.structure.routes import ROUTES
from tests.structure.sending import body
from tests.structure.walking import undone
from tests.structure.world import TAKES, World, a_world

HOST = "evil.example"
NAMES = ("next", "return", "return_to", "url", "redirect", "redirect_to", "continue", "goto", "to", "process")
SIGNING_IN = ("account_login", "account_logout", "account_reauthenticate", "mfa_reauthenticate", "invitation_accept")
"""Pages that do lead on to where `next` says: they are asked with every payload."""

STARTS = (
    *("//", "/\\", "\\/", "\\\\", "///", "////", "/\t/", "/\n/", "/\r/", "\t//", "\n//", " //", "/ /", "//\\"),
    *("https://", "HTTPS://", "https:", "https:/", "https:///", "https:\\\\", "http://", "http:", "hTTp:/\\", "ftp://"),
    *("\x00//", "\x01//", "\x1f//", "\x0b//", "\u00a0//", "\u200b//", "\ufeff//", "\u2028//", "/\u200b/"),
    *("/%2f", "/%5c", "%2f%2f", "%5c%5c", "/%09/", "/%0d/", "//%2f", "https%3a//", "/.//", "/..//", "./\\"),
    *("https://testserver@", "//testserver@", "https://testserver:x@", "//testserver\\@", "https://testserver%40"),
    *(
        "https://testserver%2f@",
        "//testserver%00@",
        "https://testserver\\.",
        "//testserver.",
        "https:\t//",
        "https:\n//",
    ),
)
WHOLE = ("javascript:alert(1)", "data:text/html,x", "https://evil。example/", "//evil.example:80", "//3232235777/")
PAYLOADS = [*(f"{start}{HOST}/" for start in STARTS), *WHOLE]


@dataclass(frozen=True)
class Try:
    """A page, who asks for it, how, and with what."""

    name: str
    who: str
    method: str
    payload: str


def tries() -> Iterator[Try]:
    """Everything that can be tried."""
    for name, route in ROUTES.items():
        able = [who for who in ("head", *route.get) if route.get[who] in ("200", "302")][:1]
        for who in dict.fromkeys([*able, "anonymous"]):
            for method in ("GET", "POST"):
                yield from (Try(name, who, method, payload) for payload in PAYLOADS)


def run(count: int) -> int:
    """Make a world and try `count` of them. Returns how many led away."""
    with TemporaryDirectory() as folder, override_settings(EVIDENCE_ROOT=Path(folder)):
        the_schools()
        call_command("collectstatic", interactive=False, verbosity=0)
        return walk(a_world(), count)


def walk(world: World, count: int) -> int:
    """Try so many, those of signing in first."""
    every = list(tries())
    first = [each for each in every if each.name in SIGNING_IN]
    rest = [each for each in every if each.name not in SIGNING_IN]
    picked = [*first, *random.Random(count).sample(rest, min(len(rest), max(0, count - len(first))))][:count]
    wrong, led_on = [], 0
    for each in picked:
        location = where_to(world, each)
        led_on += bool(location)
        if location and leads_away(location):
            wrong.append(f"{each.method} {each.name} as {each.who} with {each.payload!r}: {location!r}")
    print(f"{len(picked)} of {len(every)} tries, {len(TAKES)} pages, {len(PAYLOADS)} payloads, {led_on} led on")
    print("\n".join(wrong))
    return len(wrong)


def where_to(world: World, each: Try) -> str:
    """Where an answer sends the browser; nothing where it does not."""
    cache.clear()
    client, given = world.client(each.who), dict.fromkeys(NAMES, each.payload)
    address = f"{world.address(each.name, each.who)}?{urlencode(given)}"
    form: dict[str, Any] = {**given, **body(world, each.name, each.who)} if each.method == "POST" else {}
    with undone():
        answer = client.post(address, form) if each.method == "POST" else client.get(address)
        answer.getvalue()
    return answer.headers.get("Location", "") or answer.headers.get("Refresh", "")


def leads_away(location: str) -> bool:
    """Whether a browser that reads this would leave: it drops what is no letter at the ends, and turns \\ into /."""
    read = location.strip("".join(map(chr, range(33)))).translate({9: None, 10: None, 13: None, 92: "/"})
    there = urlsplit(urljoin("http://testserver/", read))
    return there.scheme not in ("http", "https") or there.hostname != "testserver" or read.startswith("//")
