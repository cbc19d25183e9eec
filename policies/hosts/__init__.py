"""The reference of hosts as a plain data file, and the one place that reads it: where a post is reported, and to whom.

The file is what an installation begins with. From then on the operator keeps the entries, and what they changed is not
overwritten (`operations/hosts.py`). Nothing here is advice; every entry says how well it is known, and since when.
"""

import tomllib
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from policies.models import Host
from schools.addresses import NotAnAddress, address_of

FILE = Path(__file__).parent / "hosts.toml"
KEYS = UUID("5b0f4a57-9a0c-4f0f-8c39-2a4b8d2f7c11")
"""From which the keys of the file's entries are made, so that an entry is known again under any name."""
REPORT_HARMFUL_CONTENT = "report-harmful-content"
KINDS: dict[str, type] = {"routes": list, "aliases": list, "minimum_age": int, "school_owned": bool, "checked_on": date}
"""What is not a text."""
YOUNGEST, OLDEST = 1, 25

NO_SOURCE = "Say where it was seen: otherwise it counts as not checked."
NO_DAY = "Say on which day it was seen: otherwise it counts as not checked."


class HostsError(ValueError):
    """The file of hosts is not as it should be. The sentence names the file and the key."""


@dataclass(frozen=True)
class HostFacts:
    """What is known of a host: its names, where a report begins, what it asks for, and how well that is known."""

    name: str
    aliases: list[str] = field(default_factory=list)
    routes: list[dict[str, str]] = field(default_factory=list)
    minimum_age: int | None = None
    age_note: str = ""
    age_standing: str = Host.Standing.NOT_CHECKED.value
    needs: str = ""
    who: str = ""
    school_owned: bool = False
    standing: str = Host.Standing.NOT_CHECKED.value
    source: str = ""

    @property
    def checked(self) -> bool:
        """Whether anything of it was looked up, on whosever page."""
        return {self.standing, self.age_standing} != {Host.Standing.NOT_CHECKED.value}


@dataclass(frozen=True)
class Entry:
    """An entry of the file. `beyond` where it is no host, but where to turn when a host does not help."""

    id: str
    facts: HostFacts
    checked_on: date | None
    beyond: bool

    @property
    def key(self) -> UUID:
        """The key of its row."""
        return key_of(self.id)


def key_of(entry: str) -> UUID:
    """The key of the row that an entry of the file becomes."""
    return uuid5(KEYS, entry)


def load() -> list[Entry]:
    """The entries of our own file, hosts first. Raises HostsError."""
    return read(FILE.read_text(encoding="utf-8"), FILE.name)


@cache
def keys_beyond() -> frozenset[UUID]:
    """The keys of what is no host, but where to turn when a host does not help."""
    return frozenset(each.key for each in load() if each.beyond)


def read(text: str, name: str) -> list[Entry]:
    """Read and check the text of such a file; the name is used in messages. Raises HostsError."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise HostsError(f"{name} cannot be read: {error}.") from error
    if strangers := tables.keys() - {"host", "beyond"}:
        raise HostsError(f"{name}: nothing is called {min(strangers)!r} here. There are: host, beyond.")
    found = [
        _entry(raw, table, f"{name}, {table} {number}")
        for table in ("host", "beyond")
        for number, raw in enumerate(_typed(list, tables.get(table, []), f"{name}, {table}"), 1)
    ]
    _nothing_twice([each.id for each in found], name)
    _nothing_twice([said.casefold() for each in found for said in (each.facts.name, *each.facts.aliases)], name)
    return found


def _entry(raw: Any, table: str, where: str) -> Entry:
    known = ["id", *(each.name for each in fields(HostFacts)), "checked_on"]
    for key, value in _typed(dict, raw, where).items():
        if key not in known:
            raise HostsError(f"{where}: nothing is called {key!r} here. There are: {', '.join(known)}.")
        _typed(KINDS.get(key, str), value, f"{where}, {key}")
    for key in ("id", "name", "routes"):
        if not raw.get(key):
            raise HostsError(f"{where}: {key!r} is missing.")
    given = {**raw, "routes": [_route(each, f"{where}, routes") for each in raw["routes"]]}
    entry = Entry(
        given.pop("id"), checked_on=given.pop("checked_on", None), facts=HostFacts(**given), beyond=table != "host"
    )
    _check(entry, where)
    return entry


def _route(raw: Any, where: str) -> dict[str, str]:
    """Where a report begins: what to press or open, and its address where it has one."""
    route = {"address": "", **_typed(dict, raw, where)}
    if set(route) != {"words", "address"} or not route["words"]:
        raise HostsError(f"{where}: {raw!r} does not give words and, where there is one, an address.")
    for key, value in route.items():
        _typed(str, value, f"{where}, {key}")
    try:
        same = not route["address"] or address_of(route["address"]) == route["address"]
    except NotAnAddress:
        same = False
    if not same:
        raise HostsError(f"{where}, address: {route['address']!r} is no web address.")
    return {"words": route["words"], "address": route["address"]}


def _check(entry: Entry, where: str) -> None:
    facts = entry.facts
    for alias in facts.aliases:
        _typed(str, alias, f"{where}, aliases")
    for key in ("standing", "age_standing"):
        if getattr(facts, key) not in Host.Standing.values:
            raise HostsError(f"{where}, {key}: {getattr(facts, key)!r} is none of {', '.join(Host.Standing.values)}.")
    for key in ("name", "age_note", "who", "source"):
        longest = Host._meta.get_field(key).max_length
        if len(getattr(facts, key)) > longest:
            raise HostsError(f"{where}, {key}: it is longer than {longest} characters.")
    if facts.minimum_age is not None and not YOUNGEST <= facts.minimum_age <= OLDEST:
        raise HostsError(f"{where}, minimum_age: {facts.minimum_age} is not between {YOUNGEST} and {OLDEST}.")
    if facts.checked != bool(facts.source) or facts.checked != bool(entry.checked_on):
        raise HostsError(f"{where}: what was checked has a source and checked_on, and nothing else has.")


def _typed(kind: type, raw: Any, where: str) -> Any:
    if type(raw) is not kind:  # not isinstance: true is no number, and a moment no day
        raise HostsError(f"{where}: {raw!r} is not a {kind.__name__}.")
    return raw


def _nothing_twice(said: list[str], where: str) -> None:
    for each in said:
        if said.count(each) > 1:
            raise HostsError(f"{where}: {each!r} is there twice.")
