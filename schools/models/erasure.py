"""What was erased from the record and from history, row by row, and files that are still to be destroyed.

A permit names one row, by its table and its number, and the event that tells of the erasure. The triggers of the
database let go of a row that is so named and of no other (S14.14); the event commits to the whole list of its permits
(S14.13), so that a permit which nobody wrote down is found. It holds nothing of what was erased.
"""

from django.db import models

from schools.models.event import AddedOnly, AddedOnlyQuerySet, Event
from schools.scoping import Scoped

TOMBSTONE = "erased"
"""The kind of an event that tells of an erasure. Its own details are never erased: the triggers refuse it."""


class ErasurePermit(AddedOnly):
    """One row that was erased, lawfully: which, and under which event."""

    tombstone = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="permits")
    table_name = models.CharField(max_length=60)
    row = models.BigIntegerField()
    objects = Scoped("tombstone__school", rows=AddedOnlyQuerySet)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["table_name", "row"], name="a_row_is_erased_once")]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row}"


class DoomedFile(models.Model):
    """A file to be destroyed, written down in the transaction that erased its row; gone once the file is."""

    path = models.CharField(max_length=200, unique=True)
    doomed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.path
