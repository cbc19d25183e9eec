"""Which missing details of a record an erasure accounts for, and whether erasures are what they say (S14.10, S14.13).

Read as the record itself is: plain SQL over any connection, also of a backup's file, and never a write. A permit counts
where the event that it stands under is an erasure of the same school's record, which commits to the list of permits. It
trusts no row, as checking must not.
"""

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from schools.erasure import PAYLOADS, digest
from schools.models import ErasurePermit
from schools.models.erasure import TOMBSTONE

PERMITS = ErasurePermit._meta.db_table
GONE = f"""SELECT own.number, stone.number FROM {PERMITS} AS permit
    JOIN schools_event AS stone ON stone.id = permit.tombstone_id
    JOIN schools_event AS own ON own.id = permit.row
    LEFT JOIN {PAYLOADS} AS payload ON payload.event_id = own.id
    WHERE permit.table_name = '{PAYLOADS}' AND payload.event_id IS NULL AND own.kind <> '{TOMBSTONE}'
    AND stone.kind = '{TOMBSTONE}' AND stone.school_id = %s AND own.school_id = %s AND own.number > %s"""
WITHIN = "WHERE stone.school_id = %s AND stone.number > %s AND stone.number <= %s"
STONES = f"""SELECT stone.id, stone.number, payload.body FROM schools_event AS stone
    LEFT JOIN {PAYLOADS} AS payload ON payload.event_id = stone.id {WITHIN} AND stone.kind = '{TOMBSTONE}'"""
NAMED = f"""SELECT stone.id, stone.number, {{table}}, permit.row FROM {PERMITS} AS permit
    JOIN schools_event AS stone ON stone.id = permit.tombstone_id {WITHIN}"""


class Accounts:
    """The erasures of one school's record, from the events past the number `after` on."""

    def __init__(self, on: BaseDatabaseWrapper, school_id: int, after: int = 0) -> None:
        self.on, self.school_id, self.after = on, school_id, after
        self._known: dict[int, int] = {}
        self._asking = True

    def under(self, number: int) -> int | None:
        """The number of the event under which the details of this one were erased; None where there is none.

        It is asked again for a number that is not known, as an erasure may come while the record is read; once that
        did not help, the record is damaged anyway.
        """
        if number not in self._known and self._asking:
            self._known = dict(self._rows(GONE, [self.school_id, self.school_id, self.after]))
            self._asking = number in self._known
        return self._known.get(number)

    def first_false(self, last: int) -> int | None:
        """The first event, up to the number `last`, whose permits are not those that it promised.

        An event that is no erasure promises none.
        """
        within = [self.school_id, self.after, last]
        promised = {pk: (number, _promise(body)) for pk, number, body in self._rows(STONES, within)}
        found: dict[int, list[tuple[str, Any]]] = {pk: [] for pk in promised}
        strays = []
        table = "CAST(permit.table_name AS BLOB)" if self.on.vendor == "sqlite" else "permit.table_name"
        for pk, number, name, row in self._rows(NAMED.format(table=table), within):
            if pk in promised:
                found[pk].append((name if isinstance(name, str) else bytes(name).decode(errors="replace"), row))
            else:
                strays.append(number)
        false = [number for pk, (number, promise) in promised.items() if promise != digest(found[pk])]
        return min([*false, *strays], default=None)

    def _rows(self, question: str, given: list[int]) -> Iterator[tuple[Any, ...]]:
        if PERMITS in question and not self._keeps_permits:
            return
        with self.on.cursor() as cursor:
            cursor.execute(question, given)
            yield from cursor.fetchall()

    @cached_property
    def _keeps_permits(self) -> bool:
        """Whether the database is of a version that knows erasures; a backup's file may be older."""
        return PERMITS in self.on.introspection.table_names()


def _promise(body: Any) -> str | None:
    """The digest that an erasure's details give; None where nothing can be read there."""
    try:
        given = json.loads(body if isinstance(body, str) else bytes(body))["permits"]["digest"]
    except (TypeError, ValueError, KeyError, IndexError):
        return None
    return given if isinstance(given, str) else None
