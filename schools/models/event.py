"""The tables of the sealed record: events, their erasable payloads, the head of each record, and looks.

Rows are only ever added; `record.py` is the only writer and `verification.py` the checker. The refusals here are for
people who mean well: the database's own triggers (`triggers.py`) are what holds.
"""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from schools.models.school import School
from schools.scoping import Scoped

CODE_LENGTH = 60  # of a kind, of "incident:" with a UUID, of the key of whoever acts


class NeverChanged(TypeError):
    """A row of the record was about to be changed or removed; what is written stays written (S16.10)."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__(f"{model._meta.verbose_name_plural} are only ever added, never changed or removed.")


class AddedOnlyQuerySet(models.QuerySet[Any]):
    """Reads and adds; every way of changing or removing rows is refused."""

    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NeverChanged(self.model)

    update = delete = bulk_update = _raw_delete = _refuse
    update_or_create = aupdate = adelete = abulk_update = aupdate_or_create = _refuse

    def bulk_create(self, objs: Any, *args: Any, **options: Any) -> list[Any]:
        """Add many rows, for `seed_bulk` alone; an "upsert" is refused."""
        if options.get("update_conflicts") or options.get("ignore_conflicts"):
            raise NeverChanged(self.model)
        return super().bulk_create(objs, *args, **options)


class AddedOnly(models.Model):
    """A row that can be added once and is never changed or removed."""

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:
        """Add the row. Raises `NeverChanged` when it is there already."""
        if not self._state.adding:
            raise NeverChanged(type(self))
        super().save(**options | {"force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse, always."""
        raise NeverChanged(type(self))


class Event(AddedOnly):
    """One thing that happened, numbered within its school and tied by hash to the event before it (S16.15).

    It holds no personal data: codes, times, and a commitment to the details that are kept apart (S14.12).
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=CODE_LENGTH)
    about = models.CharField(max_length=CODE_LENGTH)
    actor = models.CharField(max_length=CODE_LENGTH)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    commitment = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    objects = Scoped(rows=AddedOnlyQuerySet)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "number"], name="one_event_of_a_number")]
        indexes = [models.Index(fields=["school", "about", "number"], name="story_of_one_thing")]

    def __str__(self) -> str:
        return f"{self.number}: {self.kind}"


class EventPayload(AddedOnly):
    """What an event says, in canonical bytes, with the salt that hides it from guessing (S14.10, S14.11).

    Kept apart from the event, so that a person's details can be erased and the record still be sound.
    """

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT, related_name="payload")
    salt = models.BinaryField(max_length=32)
    body = models.BinaryField()
    objects = Scoped("event__school", rows=AddedOnlyQuerySet)

    def __str__(self) -> str:
        return f"Details of {self.event_id}"


class RecordHead(models.Model):
    """Where a school's record stands: its last number and hash. The row that writers lock (S16.17)."""

    school = models.OneToOneField(School, primary_key=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField(default=0)
    hash = models.BinaryField(max_length=32)
    objects = Scoped()

    def __str__(self) -> str:
        return f"{self.school_id} at {self.number}"


class Look(AddedOnly):
    """Who saw what, and when (S16.07). No number and no lock, so that looking is never held up."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=CODE_LENGTH)
    about = models.CharField(max_length=CODE_LENGTH)
    at = models.DateTimeField()
    objects = Scoped(rows=AddedOnlyQuerySet)

    class Meta:
        indexes = [
            models.Index(fields=["school", "about", "at"], name="looks_at_one_thing"),
            models.Index(fields=["school", "at"], name="looks_of_a_time"),
        ]

    def __str__(self) -> str:
        return f"{self.about} seen at {self.at:%d %B %Y %H:%M}"
