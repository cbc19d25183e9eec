"""What the owner of a record's tables can do that leaves its chain sound: each to the end, and the head with it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from schools.history import SET_UP
from schools.models import Event, RecordHead, School
from schools.record import Draft, chain, genesis


@dataclass
class Forger:
    """Somebody with the owner's rights, a record of `length` events, and dice."""

    school: School
    length: int
    dice: random.Random

    def cut(self, to: int) -> None:
        """Remove every event behind this one, and move the head."""
        gone = "SELECT id FROM schools_event WHERE school_id = %s AND number > %s"
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM schools_eventpayload WHERE event_id IN ({gone})", [self.school.pk, to])
            cursor.execute("DELETE FROM schools_event WHERE school_id = %s AND number > %s", [self.school.pk, to])
        self._head(to, self._hash(to))

    def fill(self, start: int, count: int) -> None:
        """Add made-up events, sealed as real ones are."""
        drafts = [self._draft(start + place) for place in range(count)]
        events, payloads, head = chain(self.school, start + 1, self._hash(start), drafts)
        for event, payload in zip(events, payloads, strict=True):
            event.save()
            payload.save()
        self._head(*head)

    def _hash(self, number: int) -> bytes:
        return bytes(Event.objects.of(self.school).get(number=number).hash) if number else genesis(self.school.pk)

    def _head(self, number: int, hash: bytes) -> None:
        RecordHead.objects.of(self.school).update(number=number, hash=hash)

    def _draft(self, number: int) -> Draft:
        at = timezone.now() - timedelta(days=self.dice.randrange(400))
        return Draft("noted", "incident:1", SET_UP, at, {"text": f"Nothing of the kind, {number}"})


def cut_short(forger: Forger) -> tuple[str, int]:
    """To any length, nothing included."""
    end = forger.dice.randrange(forger.length)
    forger.cut(end)
    return "truncated", end + 1


def rewrite(forger: Forger) -> tuple[str, int]:
    """From any event to the end, with as many events as there were."""
    end = forger.dice.randrange(forger.length)
    forger.cut(end)
    forger.fill(end, forger.length - end)
    return "anchor mismatch", end + 1


def cut_and_refill(forger: Forger) -> tuple[str, int]:
    """With more events than there were."""
    end = forger.dice.randrange(forger.length)
    forger.cut(end)
    forger.fill(end, forger.length - end + forger.dice.randint(1, 20))
    return "anchor mismatch", end + 1


KINDS: list[Callable[[Forger], tuple[str, int]]] = [cut_short, rewrite, cut_and_refill]
