"""How the walk asks for a page: as whom, with what, what came back, and what it wrote; and nothing of it lasts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.structure.witness import schools_in, witnessed
from tests.structure.world import World

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "ALTER", "DROP", "TRUNCATE", "MERGE")
SIGN_IN = "/accounts/login/?next="


@dataclass(frozen=True)
class Answered:
    """What came back: the status in the words of the table, all that a stranger could compare, and what was written."""

    cell: str
    seen: tuple[Any, ...]
    wrote: tuple[str, ...]


def ask(world: World, method: str, address: str, who: str, body: dict[str, Any] | None = None) -> Answered:
    """Ask for a page as somebody, and take back whatever it did."""
    cache.clear()  # or the limits on signing in answer for the page
    connection.queries_log.clear()  # or it says, after thousands of questions, that it forgets
    client = world.client(who)
    theirs = schools_in(address, world.people.get(who))
    with undone(), witnessed(theirs) as witness, CaptureQueriesContext(connection) as queries:
        response = client.generic(method, address) if body is None else client.post(address, body)
        content = response.getvalue()  # reads a file to its end, and so closes it
    assert not witness.faults, f"{method} {address} as {who}:\n" + "\n".join(witness.faults)
    headers = tuple(sorted(response.headers.items()))
    wrote = tuple(sql for each in queries if (sql := each["sql"]).lstrip().upper().startswith(WRITES))
    seen = (response.status_code, content, headers, response.cookies.output())
    return Answered(cell_of(response), seen, tuple(map(table_of, wrote)))


def got(world: World, name: str, who: str) -> Answered:
    """What somebody gets who asks for a page; asked once for all tests of a world, as nothing of it lasts."""
    if (name, who) not in world.got:
        world.got[name, who] = ask(world, "GET", world.address(name, who), who)
    return world.got[name, who]


def cell_of(response: Any) -> str:
    """The status, as the table writes it."""
    location = response.headers.get("Location", "")
    return "in" if response.status_code == 302 and location.startswith(SIGN_IN) else str(response.status_code)


def table_of(statement: str) -> str:
    """The table that a statement writes to."""
    return statement.split('"')[1] if '"' in statement else statement


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is done inside. A look asks for a transaction of its own; this one does not count."""
    block: Any = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)
