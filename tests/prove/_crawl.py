"""Everything that one person can ask of the site: every page of the address tree, lists, links, and forms sent."""

import os
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse

from schools.erasure import receipts_of
from schools.models import School
from tests.incidents.reporting import typed
from tests.prove._hidden import Hidden
from tests.structure.sending import body
from tests.structure.walking import undone
from tests.structure.world import HERE, TAKES, World

LINK = re.compile(r'href="(/[^"#]*)')
NAMES = re.compile(
    rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[A-Z0-9]{3}-[A-Z0-9]{3}\b|(?<=Receipt )[0-9A-F]{8}\b"
)
TOKENS = re.compile(rb'(csrfmiddlewaretoken"? value="|once" value="|csrftoken=|sessionid=)[\w:-]+')
PRINTED = re.compile(rb'<p class="printed">.*</p>')
"""It tells the minute."""
OPTION = re.compile(r'<select name="(\w+)".*?</select>', re.DOTALL)
MOST_LINKS = 250

Seen = dict[str, bytes]
"""What came back, by what was asked for."""


@dataclass
class Crawl:
    """One person asking. Whatever they do is taken back before the next thing that they ask.

    Chance is played from the same cards each time. What is made while asking (a key, a reference) is then compared by
    its place alone, as is a token: of `known` names every letter counts.
    """

    world: World
    who: str
    known: set[bytes]
    seen: Seen = field(default_factory=dict)
    links: list[str] = field(default_factory=list)

    def ask(self, name: str, *steps: tuple[str, dict[str, Any] | None]) -> None:
        """Go through these pages one after the other, following where they lead, and keep what came back."""
        cache.clear()
        with undone(), the_same_chances(name):
            client = self.world.client(self.who)
            self.seen[name] = b"\n\n".join(self.step(client, *step) for step in steps)

    def step(self, client: Client, address: str, form: dict[str, Any] | None) -> bytes:
        """One page or one form; of a form that leads on, the next page too."""
        response = client.get(address) if form is None else client.post(address, form)
        found = [self.plain(response)]
        if form is not None and response.status_code == 302:
            found.append(self.plain(client.get(response.headers["Location"])))
        return b"\n\n".join(found)

    def plain(self, response: Any) -> bytes:
        """All that a person could compare: status, headers, cookies and every byte."""
        content = response.getvalue()
        if response.headers.get("Content-Type", "").startswith("text/html"):
            self.links += LINK.findall(content.decode())
        headers = "\n".join(f"{name}: {value}" for name, value in sorted(response.headers.items()))
        whole = f"{response.status_code}\n{headers}\n{response.cookies.output()}\n".encode() + content
        return self.renamed(TOKENS.sub(rb"\1a token", PRINTED.sub(b"", whole)))

    def renamed(self, page: bytes) -> bytes:
        """The page with what was made while asking called by the order in which it comes."""
        new = dict.fromkeys(name for name in NAMES.findall(page) if name not in self.known)
        place = {name: b"new %d" % number for number, name in enumerate(new)}
        return NAMES.sub(lambda found: place.get(found[0], found[0]), page)


def names_in_the_database() -> set[bytes]:
    """Every key and reference that there is."""
    found: set[bytes] = set()
    for model in apps.get_models():
        for name in {"key", "reference", "token"} & {each.name for each in model._meta.local_fields}:
            found |= {str(value).encode() for value in model._default_manager.values_list(name, flat=True)}
    receipts = [each for school in School.objects.all() for each in receipts_of(school)]
    return found | {name.encode() for each in receipts for name in (str(each.key), each.short)}


@contextmanager
def the_same_chances(name: str) -> Iterator[None]:
    """Let the machine's chance come from a row of numbers that begins anew for each thing asked."""
    numbers = random.Random(name)
    real = os.urandom, random._urandom  # type: ignore[attr-defined]
    os.urandom = random._urandom = numbers.randbytes  # type: ignore[attr-defined]
    try:
        yield
    finally:
        os.urandom, random._urandom = real  # type: ignore[attr-defined]


def crawl(world: World, hidden: Hidden, known: set[bytes]) -> Seen:
    """Ask for everything as the person who is kept out; the same questions whether the incident is there or not."""
    asking = Crawl(world, hidden.who, known)
    for name, steps in (*pages(world, hidden), *lists(hidden), *doings(world, hidden)):
        asking.ask(name, *steps)
    every_choice_of_the_list(asking)
    follow(asking)
    return asking.seen


Asked = Iterator[tuple[str, list[tuple[str, dict[str, Any] | None]]]]


def pages(world: World, hidden: Hidden) -> Asked:
    """Every named page, of what the person sees and of what they are kept from; asked for, and its form sent."""
    for route in TAKES:
        for address in sorted(addresses(world, hidden, route)):
            yield f"GET {address}", [(address, None)]
            yield f"POST {address}", [(address, body(world, route, hidden.who))]


def addresses(world: World, hidden: Hidden, route: str) -> set[str]:
    """Its address of a thing that all may know of, and with the reference and each key of the hidden incident."""
    wanted, found = TAKES[route], {world.address(route, hidden.who)}
    references = [hidden.incident.reference] if "reference" in wanted else [""]
    keys = hidden.keys if "key" in wanted and not route.startswith(("account_", "report_")) else [""]
    for reference in references:
        for key in keys:
            changes = {name: value for name, value in (("reference", reference), ("key", key)) if value}
            try:
                found.add(world.address(route, hidden.who, **changes))
            except NoReverseMatch:
                continue
    return found


def lists(hidden: Hidden) -> Asked:
    """The list, searched for every word by which the incident would be found, in every order, and turned at it."""
    address = reverse("incident_list", args=[HERE])
    looked = [{"words": word} for word in hidden.words] + [{"person": word} for word in hidden.words]
    looked += [{turn: hidden.incident.reference} for turn in ("after", "before")]
    orders = [{"words": hidden.words[0], "sort": sort} for sort in ("newest", "oldest", "due")]
    for query in looked + orders:
        for state in ("open", "closed", "all"):
            found = f"{address}?{urlencode({**query, 'state': state})}"
            yield f"GET {found}", [(found, None)]


def every_choice_of_the_list(asking: Crawl) -> None:
    """Every choice of every filter of the list, by itself, among the open and the closed."""
    address = reverse("incident_list", args=[HERE])
    page = asking.seen[f"GET {address}"].decode()
    for found in OPTION.finditer(page):
        for value in re.findall(r'<option value="([^"]*)"', found[0]):
            one = f"{address}?{urlencode({'state': 'all', found[1]: value})}"
            asking.ask(f"GET {one}", (one, None))


def doings(world: World, hidden: Hidden) -> Asked:
    """What somebody might try: the same person, the same file, the same report again, and linking it."""
    who, seen = hidden.who, world.incident("incident", hidden.who)
    page = reverse("incident", args=[HERE, seen.reference])
    version = {"version": str(seen.version)}
    for name in hidden.words[1:2] + [each.swapcase() for each in hidden.words[1:2]]:
        named = {**version, "name": name, "part": "AUTHOR", "identity": "CONFIRMED"}
        yield f"link {name}", [(reverse("add_person", args=[HERE, seen.reference]), named), (page, None)]
    link = reverse("link_incidents", args=[HERE, seen.reference])
    for reference in (hidden.incident.reference, "BBB-222"):
        yield f"link to {reference}", [(link, {**version, "reference": reference, "reason": "Why"}), (page, None)]
    ask = reverse("break_glass", args=[HERE])
    for reference in (hidden.incident.reference, "BBB-222"):
        wanted = {"reference": reference, "reason": "Because of the press"}
        yield f"ask to read {reference}", [(ask, wanted), (ask, None), (reverse("home", args=[HERE]), None)]
    yield "keep the same file", [(reverse("keep_evidence", args=[HERE, seen.reference]), _file()), (page, None)]
    start = reverse("report_start", args=[HERE])
    yield f"report it again as {who}", [(start, {}), (start, None)]
    if world.draft.author == world.people[who]:
        form = reverse("report_form", args=[HERE, world.draft.key])
        said = typed(HERE, **{"summary": hidden.words[5], "words": hidden.words[2], "person-0-name": hidden.words[1]})
        yield "report the same again", [(form, said), (reverse("home", args=[HERE]), None)]


def _file() -> dict[str, Any]:
    from incidents.playing.files import made_up

    made = made_up("png", 0)
    made.seek(0)
    return {"shows": "no", "source": "", "file": SimpleUploadedFile("again.png", made.read())}


def follow(asking: Crawl) -> None:
    """Open every page that a page leads to, until none is new."""
    followed = 0
    for address in asking.links:
        new = f"GET {address}" not in asking.seen and not address.startswith("/static/")
        if new and followed < MOST_LINKS and set(NAMES.findall(address.encode())) <= asking.known:
            followed += 1
            asking.ask(f"GET {address}", (address, None))
