"""One thing's events as they go out of the house: each with what it takes to check it, and nothing of any other.

An event comes with the first statement that was signed after it, which dates it, and with the last, which shows that
the whole record still is what was signed; and with the way from it to the root in each. What another event is about,
who did it and when stays unknown: of it there are hashes at most (S16.23).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from schools.accounts import Accounts
from schools.anchors.merkle import Tree
from schools.anchors.statements import Statement, read
from schools.models import Anchor, Event, School
from schools.record import moment

GONE = "it is gone, and no erasure accounts for it"


@dataclass
class Proved:
    """Events as plain data, in the order of the record, and the statements that they refer to."""

    events: list[dict[str, Any]] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)


def proved(school: School, about: str) -> Proved:
    """Everything that the record has on one thing: four questions to the database, however long the record."""
    rows = Event.objects.of(school).filter(about=about).select_related("payload").order_by("number")
    accounts = Accounts(connection, school.pk)
    events = [_as_dict(row, accounts) for row in rows]
    made = [read(line) for line in Anchor.objects.order_by("number").values_list("line", flat=True)]
    used = _tie(school, events, _heads(made, school))
    return Proved(events, [each for each in made if each.number in used])


def _as_dict(row: Event, accounts: Accounts) -> dict[str, Any]:
    payload = getattr(row, "payload", None)
    under = None if payload else accounts.under(row.number)
    return {
        "number": row.number,
        "kind": row.kind,
        "about": row.about,
        "actor": row.actor,
        "at": moment(row.at),
        "recorded_at": moment(row.recorded_at),
        **{name: bytes(getattr(row, name)).hex() for name in ("commitment", "previous", "hash")},
        # Half a character, in a damaged record, comes back as it was.
        "details": payload and bytes(payload.body).decode("utf-8", "surrogateescape"),
        "salt": payload and bytes(payload.salt).hex(),
        "why": "" if payload else (f"it is said to be erased under event {under}" if under else GONE),
        **({"erased_under": under} if under else {}),
        "proofs": [],
    }


def _heads(made: Iterable[Statement], school: School) -> list[tuple[int, int]]:
    """At which number the record stood in each statement."""
    return [(each.number, entry.number) for each in made for entry in each.entries if entry.school == school.pk]


def _tie(school: School, events: Sequence[dict[str, Any]], heads: Sequence[tuple[int, int]]) -> set[int]:
    """Give each event its statements and its ways, where any was signed after it. Says which statements those are."""
    found = {each["number"]: _ends([pair for pair in heads if pair[1] >= each["number"]]) for each in events}
    tree = _tree(school, max((size for pairs in found.values() for _, size in pairs), default=0))
    for each in events:
        ways = [(statement, _way(tree, each["number"] - 1, size)) for statement, size in found[each["number"]]]
        each["proofs"] = [{"statement": statement, "way": way} for statement, way in ways]
    return {statement for pairs in found.values() for statement, _ in pairs}


def _ends(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first and the last; once, where they are one."""
    return list(dict.fromkeys([*pairs[:1], *pairs[-1:]]))


def _way(tree: Tree, place: int, size: int) -> list[str]:
    """A record that was cut short has no way any more; then there is none, and whoever checks sees it."""
    return [hash.hex() for hash in tree.way(place, size)] if place < size <= len(tree) else []


def _tree(school: School, size: int) -> Tree:
    events = Event.objects.of(school).filter(number__lte=size).order_by("number") if size else Event.objects.none()
    return Tree([bytes(hash) for hash in events.values_list("hash", flat=True)])


def leave_out(event: dict[str, Any], why: str) -> None:
    """Take away what an event tells, and the salt by which it could be guessed; its seal stays (S14.11)."""
    event["details"], event["salt"], event["why"] = None, None, event["why"] or why
