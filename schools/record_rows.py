"""The rows of a school's record as its database holds them, read fast and as bytes, from any connection.

Checking a record reads every row of it, so this goes round Django's models, which would make an object of each: plain
SQL in the words of each database, and never a write. Texts and times come as bytes, so that no broken text and no
impossible date in a damaged database stops the reading. Whether the rows are right is asked in `damage.py`.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper

from schools.record import Head

PAGE = 2000
TEXTS, TIMES = ("kind", "about", "actor"), ("at", "recorded_at")
BINARY = ("commitment", "previous", "hash", "salt", "body")
FROM = "FROM schools_event LEFT JOIN schools_eventpayload ON event_id = id WHERE school_id = %s"
IN_ORDER = "ORDER BY number, id"


class Of(NamedTuple):
    """A school, by what its record needs of it."""

    pk: int
    slug: str
    name: str


def schools_in(on: BaseDatabaseWrapper) -> list[Of]:
    """Every school of a database, in the order of their slugs."""
    with on.cursor() as cursor:
        cursor.execute("SELECT id, slug, name FROM schools_school ORDER BY slug")
        return [Of(*row) for row in cursor.fetchall()]


def rows_of(on: BaseDatabaseWrapper, school_id: int, after: int = 0) -> Iterator[tuple[Any, ...]]:
    """Every row of a record past the number `after`, in the order of their numbers; its columns as in `damage.Row`."""
    return (_on_sqlite if on.vendor == "sqlite" else _on_postgresql)(on, school_id, after)


def head_of(on: BaseDatabaseWrapper, school_id: int) -> Head | None:
    """Where the record says that it stands."""
    hashed = _as_bytes("hash") if on.vendor == "sqlite" else "hash"
    with on.cursor() as cursor:
        cursor.execute(f"SELECT number, {hashed} FROM schools_recordhead WHERE school_id = %s", [school_id])
        found = cursor.fetchone()
    return Head(found[0], bytes(found[1])) if found else None


def hash_at(on: BaseDatabaseWrapper, school_id: int, number: int) -> bytes | None:
    """The hash of one event, or None where there is no such event."""
    hashed = _as_bytes("hash") if on.vendor == "sqlite" else "hash"
    with on.cursor() as cursor:
        cursor.execute(f"SELECT {hashed} FROM schools_event WHERE school_id = %s AND number = %s", [school_id, number])
        found = cursor.fetchone()
    return bytes(found[0]) if found else None


def _as_bytes(column: str) -> str:
    return f"CAST({column} AS BLOB)"


def _on_sqlite(on: BaseDatabaseWrapper, school_id: int, after: int) -> Iterator[tuple[Any, ...]]:
    columns = ", ".join(map(_as_bytes, (*TEXTS, *TIMES, *BINARY)))
    with on.cursor() as cursor:
        # A number that is a text comes last, as SQLite sorts it, so none is left out.
        cursor.execute(f"SELECT number, {columns} {FROM} AND number > %s {IN_ORDER}", [school_id, after])
        while page := cursor.fetchmany(PAGE):
            for number, kind, about, actor, at, recorded_at, *rest in page:
                yield number, kind, about, actor, moment_of(at), moment_of(recorded_at), *rest


def _on_postgresql(on: BaseDatabaseWrapper, school_id: int, after: int) -> Iterator[tuple[Any, ...]]:
    # The era is in the text, which to_char() would leave out; "infinity" is one too.
    times = ", ".join(f"({column} AT TIME ZONE 'UTC')::text" for column in TIMES)
    # As hex: psycopg2 would make a view of each of the five, which takes three times as long as all the rest.
    binary = ", ".join(f"encode({column}, 'hex')" for column in BINARY)
    select = f"SELECT id, number, {', '.join(TEXTS)}, {times}, {binary} {FROM}"
    on.ensure_connection()
    line = on.connection  # psycopg2's own, which another thread may use

    def page(number: int, pk: int) -> Sequence[tuple[Any, ...]]:
        with line.cursor() as cursor:
            cursor.execute(f"{select} AND (number, id) > (%s, %s) {IN_ORDER} LIMIT {PAGE}", [school_id, number, pk])
            return cursor.fetchall()

    unhex = bytes.fromhex
    for _, number, kind, about, actor, at, recorded_at, commitment, previous, hash, salt, body in ahead(page, after):
        texts = kind.encode(), about.encode(), actor.encode(), _moment(at), _moment(recorded_at)
        details = (None, None) if salt is None or body is None else (unhex(salt), unhex(body))
        yield number, *texts, unhex(commitment), unhex(previous), unhex(hash), *details


def ahead(
    page: Callable[[int, int], Sequence[tuple[Any, ...]]], after: int, last_pk: int = 2**63 - 1
) -> Iterator[tuple[Any, ...]]:
    """Every row of every page, while the database makes the next one ready."""
    with ThreadPoolExecutor(1) as reader:
        rows = page(after, last_pk)
        while rows:
            coming = reader.submit(page, rows[-1][1], rows[-1][0])
            yield from rows
            rows = coming.result()


def _moment(text: str) -> bytes:
    """`moment_of` a text, without making bytes of it first: of every row, twice."""
    if len(text) == 26 and text[10] == " ":
        return f"{text[:10]}T{text[11:]}+00:00".encode()
    return moment_of(text.encode())


def moment_of(text: bytes) -> bytes:
    """A time as the record writes it, from how both databases write one: "2027-03-14 07:05:09.1234"."""
    if len(text) == 26 and text[10:11] == b" ":
        return b"%bT%b+00:00" % (text[:10], text[11:])
    day, _, rest = text.partition(b" ")
    clock, _, fraction = rest.partition(b".")
    return b"%bT%b.%b+00:00" % (day, clock, fraction.ljust(6, b"0"))
