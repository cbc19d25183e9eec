"""Lets canaries into every text of four schools, walks the site as everybody, and counts those that got out.

A canary of one school found in anything that somebody of another school is given is a leak (S8.05, S8.06), and so is
any that a governor, an administrator or a member of staff is given without having written it (S8.22). Everybody begins
at home and follows every link of the site, asks for every search, sort and page of a list, and tries the address of
every incident of every school. What is searched: the bytes of each answer, its headers, the words of each PDF, mails,
and what was logged.
"""

import logging
import re
import tempfile
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from config.logs import OURS, OneLine
from tests.builders import client_of, person, the_schools
from tests.prove._marked import SLUGS, Marked, marked_schools

OFFICES = ("head", "slt", "dsl", "chair", "governor", "staff", "admin")
LEADERS = ("head", "slt", "dsl")
"""Who may come across the texts of their own school's incidents."""

PER_INCIDENT = 25
LINK = re.compile(rb'(?:href|action|src)="(/[^"#]*)')
CANARY = re.compile(rb"[Cc]q[a-z]{12}")
NOT_FOLLOWED = ("/accounts/", "/static/")
MOST = 1_500
"""Pages that one person is led to, at the most."""


@dataclass
class Walk:
    """What one person was given."""

    who: str
    slug: str
    asked: int = 0
    found: Counter[str] = field(default_factory=Counter)
    where: dict[str, str] = field(default_factory=dict)

    def take(self, path: str, content: bytes) -> None:
        """Look through what came back."""
        for match in CANARY.findall(content):
            word = match.decode().capitalize()
            self.found[word] += 1
            self.where.setdefault(word, path)


def run(count: int) -> int:
    """Let `count` canaries in. Returns how many got out."""
    seen = Listening()
    with tempfile.TemporaryDirectory() as folder, override_settings(EVIDENCE_ROOT=Path(folder)):
        the_schools()
        call_command("collectstatic", interactive=False, verbosity=0)
        marked = marked_schools(count, timezone.now() - timedelta(hours=3), count)
        with seen:
            walks = [walk(marked, slug, office, min(MOST, count)) for slug in SLUGS for office in OFFICES]
    leaks = [leak for each in walks for leak in leaks_of(marked, each)]
    leaks += [f"in the log: {word}" for word in known(marked, seen.text)]
    leaks += [f"in a mail: {word}" for each in mail.outbox for word in known(marked, str(each.message()))]
    met = {word for each in walks for word in each.found}
    print(
        f"{len(marked.canaries)} canaries in {len(SLUGS)} schools, {sum(each.asked for each in walks)} pages asked for"
    )
    print(f"{len(met)} met by those who may; {len(leaks)} leaks; {len(seen.lines)} lines of log searched")
    print("\n".join(leaks[:50]))
    return len(leaks)


def leaks_of(marked: Marked, walk: Walk) -> Iterator[str]:
    """What this person was given and should not have been."""
    for word in walk.found:
        home = marked.canaries.get(word) or marked.canaries.get(word.lower())
        if home is None:
            continue
        own = home == walk.slug and (walk.who in LEADERS or walk.who == "staff" and word in marked.of_staff)
        if not own:
            yield f"{walk.who} of {walk.slug} was given {word} of {home} at {walk.where[word]}"


def walk(marked: Marked, slug: str, office: str, most: int) -> Walk:
    """Everything that one person comes to, up to so many pages."""
    client, found = client_of(person(slug, office)), Walk(office, slug)
    todo = deque([f"/{slug}/", *tried(marked, slug)])
    known_paths = set(todo)
    while todo and found.asked < most:
        path = todo.popleft()
        content, links = opened(client, path)
        found.asked += 1
        found.take(path, content)
        for link in links:
            if link not in known_paths and not link.startswith(NOT_FOLLOWED):
                known_paths.add(link)
                todo.append(link)
    return found


def tried(marked: Marked, slug: str) -> Iterator[str]:
    """Addresses that nobody leads to: every incident of every school, searches for its words, drafts of others."""
    for other, incidents in marked.incidents.items():
        for incident in incidents:
            yield f"/{slug}/incidents/{incident.reference}/"
            yield f"/{other}/incidents/{incident.reference}/"
            if other != slug:
                # All but the last letter: the page says back what was looked for, and that is no leak.
                yield f"/{slug}/incidents/?state=all&words={incident.summary[:-1]}"
                yield f"/{slug}/incidents/?state=all&person={incident.search.split()[0][:-1]}"
        yield from (f"/{place}/report/{key}/" for key in marked.drafts[other] for place in {slug, other})
        yield from (f"/{other}/", f"/{other}/incidents/", f"/{other}/summaries/")
    sorts = ("newest", "oldest", "due")
    yield from (
        f"/{slug}/incidents/?state={state}&sort={sort}" for state in ("open", "closed", "all") for sort in sorts
    )


def opened(client: Client, path: str) -> tuple[bytes, list[str]]:
    """What came back: headers, bytes and the words of a PDF; and where it leads."""
    response: Any = client.get(path.replace("&amp;", "&"))
    content = response.getvalue()
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items()).encode()
    links = [link.decode() for link in LINK.findall(content)] if response.status_code == 200 else []
    if content.startswith(b"%PDF"):
        content = words_of(content)
    return headers + content, links


def words_of(content: bytes) -> bytes:
    """The words of a PDF."""
    document = pypdfium2.PdfDocument(BytesIO(content))
    return "\n".join(page.get_textpage().get_text_range() for page in document).encode()


def known(marked: Marked, text: str) -> set[str]:
    """The canaries in a text."""
    return {word for word in re.findall("[Cc]q[a-z]{12}", text) if {word, word.capitalize()} & marked.canaries.keys()}


class Listening(logging.Handler):
    """Keeps whatever is logged while it listens, down to DEBUG and with all SQL, as the log would write it (S16.03)."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(OneLine())

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join(self.lines)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(self.format(record))

    def __enter__(self) -> "Listening":
        self.before = {name: logging.getLogger(name).level for name in ("", *OURS, "django", "django.request")}
        for name in self.before:
            logging.getLogger(name).setLevel(logging.DEBUG)
        logging.getLogger().addHandler(self)
        connection.force_debug_cursor = True
        return self

    def __exit__(self, *_: object) -> None:
        connection.force_debug_cursor = False
        logging.getLogger().removeHandler(self)
        for name, level in self.before.items():
            logging.getLogger(name).setLevel(level)
