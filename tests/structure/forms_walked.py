"""Compares the forms that are met with the field table: what is on a page and not there, and the other way round."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from config.manual.fields import ALL, fields_at, fields_for
from tests.structure.forms_met import Fields, fields_of
from tests.structure.moments import MOMENTS, met
from tests.structure.routes import ROUTES
from tests.structure.walking import got
from tests.structure.world import World

OPEN = ("200", "409")
"""What has forms: a page that opens, and one that says why it is shut, which has none."""

Met = dict[tuple[str, str], set[str]]
"""The words that were met beside each field of each page."""


def faults(world: World) -> Iterator[str]:
    """Whatever a page offers somebody and the table does not say, or the table says and no page offers."""
    words: Met = defaultdict(set)
    for page, route in ROUTES.items():
        for who, cell in route.get.items():
            if cell in OPEN:
                found = got(world, page, who)
                wanted = fields_for(page, who) if cell == "200" else {}
                yield from differences(f"{page} as {who}", fields_in(found.seen), wanted)
                gather(words, page, fields_in(found.seen))
    for page, moment in MOMENTS:
        who, content = met(world, page, moment)
        yield from differences(f"{page} at {moment}", fields_of(content), fields_at(page, moment, who))
        gather(words, page, fields_of(content))
    yield from of_words(words)


def fields_in(seen: tuple[Any, ...]) -> Fields:
    """The fields of an answer; none in a file."""
    html = dict(seen[2]).get("Content-Type", "").startswith("text/html")
    return fields_of(seen[1]) if html else {}


def gather(words: Met, page: str, found: Fields) -> None:
    """Keep the words."""
    for name, beside in found.items():
        words[page, name] |= beside or {"("}


def differences(where: str, found: Fields, wanted: dict[str, str]) -> Iterator[str]:
    """What is there and should not be, and what should be there and is not."""
    yield from (f"{where}: {name} is not in the table" for name in found.keys() - wanted.keys())
    yield from (f"{where}: {name} is not on the page" for name in wanted.keys() - found.keys())


def of_words(met_words: Met) -> Iterator[str]:
    """Words that a page has beside a field and the table has not, or the table has and no page."""
    for (page, name), found in met_words.items():
        told = {words for form in ALL if form.page == page and name in form.fields for words in ways(form.fields[name])}
        yield from (f"{page}: {name} is called “{each}”" for each in found if not any(alike(w, each) for w in told))
        yield from (f"{page}: {name} is never “{w}”" for w in told if not any(alike(w, each) for each in found))
    for form in ALL:
        yield from (f"{form.page}: {name} is never met" for name in form.fields if (form.page, name) not in met_words)


def ways(words: str) -> list[str]:
    """The words at one time and at another."""
    return words.split(" / ")


def alike(told: str, met_words: str) -> bool:
    """Whether words are as the table has them. What is not seen is told in brackets."""
    if told.startswith("(") or met_words == "(":
        return told.startswith("(") and met_words == "("
    pattern = re.escape(told).replace("…", ".*").replace(r"\#", r"\d+")
    return re.fullmatch(pattern, met_words) is not None
