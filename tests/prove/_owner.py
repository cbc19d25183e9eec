"""What the owner of a record's tables can lay hands on with the triggers down. What they do with it: `_vandal.py`."""

import random
from dataclasses import dataclass
from typing import Any

from django.db import connection

from schools.models import Event, School
from schools.record import moment, seal

LENGTH = 60  # events in the record that is tampered with


@dataclass
class Vandal:
    """Somebody with the owner's rights, the record of one school, another school, and dice."""

    school: School
    other: School
    dice: random.Random

    def sql(self, statement: str, *values: Any) -> None:
        """Run it on the record itself."""
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    def set(self, place: int, **columns: Any) -> None:
        """Overwrite columns of one event."""
        for column, value in columns.items():
            self.sql(f"UPDATE schools_event SET {column} = %s WHERE school_id = %s AND number = %s",
                     value, self.school.pk, place)  # fmt: skip

    def renumber(self, old: int, new: int) -> None:
        """Give an event another number."""
        self.set(old, number=new)

    def event(self, number: int) -> Event:
        """Read one event with its details."""
        return Event.objects.across_schools("test").select_related("payload").get(school=self.school, number=number)

    def details(self, number: int, **columns: Any) -> None:
        """Overwrite columns of one event's details."""
        for column, value in columns.items():
            self.sql(f"UPDATE schools_eventpayload SET {column} = %s WHERE event_id = %s", value, self.event(number).pk)

    def pick(self, low: int = 1, high: int = LENGTH) -> int:
        """Throw the dice."""
        return self.dice.randint(low, high)

    def seal(self, event: Event, **columns: Any) -> bytes:
        """The hash that would make the event right with these columns."""
        has = {name: getattr(event, name) for name in ("kind", "about", "actor", "at", "recorded_at")} | columns
        texts = [has["kind"], has["about"], has["actor"], moment(has["at"]), moment(has["recorded_at"])]
        previous = bytes(columns.get("previous", event.previous))
        number = columns.get("number", event.number)
        return seal(
            previous, number, [text.encode() for text in texts], bytes(columns.get("commitment", event.commitment))
        )


def flipped(value: Any, dice: random.Random) -> bytes:
    """The bytes with one bit turned over."""
    changed = bytearray(bytes(value))
    changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)
