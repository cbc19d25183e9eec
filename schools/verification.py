"""Checks one school's record: whether it is sound, or where it was damaged first, and how (S16.18).

It reads and never writes. Every text is read as bytes, so that nothing that stands in a damaged database can stop the
reading; how a damage is found and named is in `damage.py`. What cannot be seen from here: a record rewritten, or cut
short, together with its head: that takes heads kept elsewhere. Nor are looks part of the
record.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import BinaryField, Func

from schools.damage import Break, Damage, Row, examine
from schools.models import Event, RecordHead, School
from schools.record import Head, genesis

SAYS = {
    Damage.EDITED: "event {number} was changed after it was written",
    Damage.MISSING: "{these} missing",
    Damage.DUPLICATED: "event {number} is a copy of another",
    Damage.REORDERED: "event {number} is not where it was written",
    Damage.FORKED: "event {number} is one of two that claim the same place",
    Damage.TRUNCATED: "its end is gone, {these} missing",
    Damage.ADDED: "{these} past the end that the record remembers",
    Damage.DETAILS_MISSING: "the details of event {number} are gone, and no erasure accounts for it",
}


@dataclass(frozen=True)
class Verdict:
    """What the check of one school's record found."""

    school: str
    name: str
    events: int
    broken: Break | None
    notes: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether every event stands as it was written."""
        return self.broken is None

    @property
    def sentence(self) -> str:
        """Say it in plain English."""
        if self.broken is None:
            return f"The record of {self.name} is sound: {self.events:,} event{'' if self.events == 1 else 's'}."
        number, last = self.broken.number, self.broken.last
        these = f"event {number} is" if number == last else f"events {number} to {last} are"
        said = SAYS[self.broken.damage].format(number=number, these=these)
        further = f" The last event that does not fit is {self.broken.through}." if self.broken.through > last else ""
        return f"The record of {self.name} is damaged: {said}.{further}"


def verify(school: School) -> Verdict:
    """Check the whole record of one school, in one reading and constant memory; in two when it is damaged."""
    walk, broken = examine(lambda: _rows(school.pk), lambda: _head(school.pk), genesis(school.pk))
    return Verdict(school.slug, school.name, walk.events, broken, tuple(walk.notes()))


class AsText(Func):
    """A column of text or time as it stands there, so that no broken text or impossible date stops the reading."""

    output_field = BinaryField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Bytes, whatever they are."""
        return super().as_sql(compiler, connection, template="CAST(%(expressions)s AS BLOB)", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Text, which PostgreSQL lets in only when it is whole; bytes as they are."""
        is_bytes = isinstance(self.source_expressions[0].output_field, BinaryField)
        template = "%(expressions)s" if is_bytes else "(%(expressions)s)::text"
        return super().as_sql(compiler, connection, template=template, **context)


COLUMNS = ["kind", "about", "actor", "at", "recorded_at", "commitment", "previous", "hash", "payload__salt"]


def _rows(school_id: int) -> Iterator[Row]:
    columns = [AsText(name) for name in [*COLUMNS, "payload__body"]]
    events = Event.objects.filter(school_id=school_id).order_by("number", "pk").values_list("number", *columns)
    for number, kind, about, actor, at, recorded_at, *rest in events.iterator(chunk_size=2000):
        texts = _bytes(kind), _bytes(about), _bytes(actor), _moment(_bytes(at)), _moment(_bytes(recorded_at))
        yield Row(number, *texts, *map(_bytes, rest))


def _head(school_id: int) -> Head | None:
    found = RecordHead.objects.filter(school_id=school_id).values_list("number", AsText("hash")).first()
    return Head(found[0], _bytes(found[1])) if found else None


def _bytes(value: Any) -> Any:
    """SQLite gives bytes, PostgreSQL texts and views; details that are gone stay None."""
    if isinstance(value, str):
        return value.encode()
    return value if value is None or isinstance(value, bytes) else bytes(value)


def _moment(text: bytes) -> bytes:
    """A time as the record writes it, from how the databases write it: "2027-03-14 07:05:09.1234+00"."""
    day, _, rest = text.removesuffix(b"+00").partition(b" ")
    clock, _, fraction = rest.partition(b".")
    return b"%sT%s.%s+00:00" % (day, clock, fraction.ljust(6, b"0"))
