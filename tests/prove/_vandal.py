"""What somebody with the owner's rights can do to a record, one function a kind, with what the check should then say.

The triggers are down while they do it: see `tampering.py`, which throws the dice and counts.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from schools.damage import Damage
from schools.models import Event, EventPayload
from schools.record import commit, genesis
from tests.prove._owner import LENGTH, Vandal, flipped

COLUMNS = ["kind", "about", "actor", "at", "recorded_at", "commitment", "previous", "hash"]
Found = tuple[Damage, int]


def edit_a_text(vandal: Vandal) -> Found:
    """Another kind, thing or actor."""
    number = vandal.pick()
    vandal.set(number, **{vandal.dice.choice(["kind", "about", "actor"]): f"other:{vandal.pick()}"})
    return Damage.EDITED, number


def edit_a_time(vandal: Vandal) -> Found:
    """A microsecond to years, earlier or later."""
    number, column = vandal.pick(), vandal.dice.choice(["at", "recorded_at"])
    by = timedelta(microseconds=vandal.dice.choice([-1, 1]) * 10 ** vandal.pick(0, 14))
    vandal.set(number, **{column: getattr(vandal.event(number), column) + by})
    return Damage.EDITED, number


def flip_a_bit(vandal: Vandal) -> Found:
    """In a commitment, a tie or a hash."""
    number, column = vandal.pick(), vandal.dice.choice(["commitment", "previous", "hash"])
    vandal.set(number, **{column: flipped(getattr(vandal.event(number), column), vandal.dice)})
    return Damage.EDITED, number


def flip_a_bit_of_details(vandal: Vandal) -> Found:
    """In the details or their salt."""
    number, column = vandal.pick(), vandal.dice.choice(["salt", "body"])
    vandal.details(number, **{column: flipped(getattr(vandal.event(number).payload, column), vandal.dice)})
    return Damage.EDITED, number


def recommit_details(vandal: Vandal) -> Found:
    """Other details with a commitment that fits them."""
    number, body = vandal.pick(), b'{"text":"nothing happened"}'
    vandal.details(number, body=body)
    vandal.set(number, commitment=commit(bytes(vandal.event(number).payload.salt), body))
    return Damage.EDITED, number


def swap_details(vandal: Vandal) -> Found:
    """The details of two events, one for the other."""
    first, second = sorted(vandal.dice.sample(range(1, LENGTH + 1), 2))
    one, other = vandal.event(first).payload, vandal.event(second).payload
    vandal.details(first, salt=bytes(other.salt), body=bytes(other.body))
    vandal.details(second, salt=bytes(one.salt), body=bytes(one.body))
    return Damage.EDITED, first


def remove_details(vandal: Vandal) -> Found:
    """Erase without an erasure."""
    number = vandal.pick()
    vandal.sql("DELETE FROM schools_eventpayload WHERE event_id = %s", vandal.event(number).pk)
    return Damage.DETAILS_MISSING, number


def remove_events(vandal: Vandal) -> Found:
    """A run of one to five, not the last."""
    first = vandal.pick(1, LENGTH - 6)
    vandal.sql("DELETE FROM schools_event WHERE school_id = %s AND number BETWEEN %s AND %s",
               vandal.school.pk, first, first + vandal.pick(0, 4))  # fmt: skip
    return Damage.MISSING, first


def truncate(vandal: Vandal) -> Found:
    """Cut off the end and leave the head."""
    first = vandal.pick()
    vandal.sql("DELETE FROM schools_event WHERE school_id = %s AND number >= %s", vandal.school.pk, first)
    return Damage.TRUNCATED, first


def swap_events(vandal: Vandal) -> Found:
    """Two events change places."""
    first, second = sorted(vandal.dice.sample(range(1, LENGTH + 1), 2))
    for old, new in ((first, 10**6), (second, first), (10**6, second)):
        vandal.renumber(old, new)
    return Damage.REORDERED, first


def move_an_event(vandal: Vandal) -> Found:
    """Take an event from its place and put it past the end."""
    number = vandal.pick()
    vandal.renumber(number, LENGTH + vandal.pick(2, 40))
    return Damage.REORDERED, number


def give_to_another_school(vandal: Vandal) -> Found:
    """An event becomes another school's."""
    number = vandal.pick(1, LENGTH - 1)
    vandal.set(number, school_id=vandal.other.pk)
    return Damage.MISSING, number


def copy(vandal: Vandal, number: int, to: int, **columns: Any) -> Event:
    """Insert an event once more under another number, with these columns."""
    event = vandal.event(number)
    values = {name: getattr(event, name) for name in COLUMNS} | columns
    return Event.objects.create(school=vandal.school, number=to, **values)


def repeat_an_event(vandal: Vandal) -> Found:
    """A copy at the end, with the head moved to it or not."""
    number = vandal.pick()
    copy(vandal, number, LENGTH + 1)
    if vandal.dice.random() < 0.5:
        move_head(vandal, LENGTH + 1, bytes(vandal.event(number).hash))
    return Damage.DUPLICATED, LENGTH + 1


def overwrite_with_a_copy(vandal: Vandal) -> Found:
    """An event is overwritten with an earlier one."""
    first, second = sorted(vandal.dice.sample(range(1, LENGTH + 1), 2))
    event = vandal.event(first)
    vandal.set(second, **{name: getattr(event, name) for name in COLUMNS})
    return Damage.DUPLICATED, second


def insert_a_forgery(vandal: Vandal) -> Found:
    """A forged event, rightly tied and sealed, with all that follow moved up by one; with details that fit, or none."""
    number, salt, body = vandal.pick(1, LENGTH - 1), vandal.dice.randbytes(32), b'{"text":"forged"}'
    forged = {"kind": "forged", "commitment": commit(salt, body)}
    for old in range(LENGTH, number - 1, -1):
        vandal.renumber(old, old + 1)
    original = vandal.event(number + 1)
    event = copy(vandal, number + 1, number, **forged, hash=vandal.seal(original, number=number, **forged))
    if vandal.dice.random() < 0.5:
        return Damage.DETAILS_MISSING, number
    EventPayload.objects.create(event=event, salt=salt, body=body)
    return Damage.FORKED, number


def fork(vandal: Vandal) -> Found:
    """An event is sealed anew on top of one further back."""
    number = vandal.pick(3, LENGTH)
    previous = bytes(vandal.event(vandal.pick(1, number - 2)).hash)
    vandal.set(number, previous=previous, hash=vandal.seal(vandal.event(number), previous=previous))
    return Damage.FORKED, number


def rewrite_and_seal(vandal: Vandal) -> Found:
    """An event is rewritten and its own hash made right."""
    number = vandal.pick()
    vandal.set(number, hash=vandal.seal(vandal.event(number), kind="rewritten"), kind="rewritten")
    return Damage.EDITED, number


def rewrite_to_the_end(vandal: Vandal) -> Found:
    """An event and all that follow are sealed again, but for the head."""
    number = vandal.pick()
    vandal.set(number, kind="rewritten")
    for place in range(number, LENGTH + 1):
        event = vandal.event(place)
        previous = bytes(vandal.event(place - 1).hash) if place > 1 else bytes(event.previous)
        vandal.set(place, previous=previous, hash=vandal.seal(event, previous=previous))
    return Damage.EDITED, LENGTH


def spoil_the_head(vandal: Vandal) -> Found:
    """The head remembers another hash."""
    move_head(vandal, LENGTH, vandal.dice.randbytes(32))
    return Damage.EDITED, LENGTH


def set_the_head_back(vandal: Vandal) -> Found:
    """The head forgets the last events."""
    number = vandal.pick(1, LENGTH - 1)
    move_head(vandal, number, bytes(vandal.event(number).hash))
    return Damage.ADDED, number + 1


def move_head(vandal: Vandal, number: int, hash: bytes) -> None:
    """Set the head."""
    vandal.sql("UPDATE schools_recordhead SET number = %s, hash = %s WHERE school_id = %s",
               number, hash, vandal.school.pk)  # fmt: skip


def twice(vandal: Vandal) -> Found:
    """Two edits; the first in the order of the record is to be named."""
    return min((edit_a_text(vandal), flip_a_bit_of_details(vandal)), key=lambda found: found[1])


KINDS: list[Callable[[Vandal], Found]] = [
    edit_a_text, edit_a_time, flip_a_bit, flip_a_bit_of_details, recommit_details, swap_details, remove_details,
    remove_events, truncate, swap_events, move_an_event, give_to_another_school, repeat_an_event,
    overwrite_with_a_copy, insert_a_forgery, fork, rewrite_and_seal, rewrite_to_the_end, spoil_the_head,
    set_the_head_back, twice,
]  # fmt: skip


def cut_with_the_head(vandal: Vandal) -> Found:
    """Cut off the end, and set the head to what is left."""
    found = truncate(vandal)
    last = vandal.event(found[1] - 1) if found[1] > 1 else None
    move_head(vandal, last.number if last else 0, bytes(last.hash) if last else genesis(vandal.school.pk))
    return found


def rewrite_with_the_head(vandal: Vandal) -> Found:
    """An event and all that follow are sealed again, and the head with them."""
    rewrite_to_the_end(vandal)
    move_head(vandal, LENGTH, bytes(vandal.event(LENGTH).hash))
    return Damage.EDITED, LENGTH


ALONE_WITH_THE_HEAD: list[Callable[[Vandal], Found]] = [cut_with_the_head, rewrite_with_the_head]
"""What no check of the record by itself can find: it takes heads kept elsewhere."""
