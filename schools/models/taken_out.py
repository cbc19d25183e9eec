"""Schools that were taken out whole: what is left to say so, and to take them out again after a restore (S14.18)."""

from django.db import models

from schools.models.event import AddedOnly, AddedOnlyQuerySet


class TakenOut(AddedOnly):
    """A school that was taken out: by the number of its record and where that ended, and never by its name.

    `line` is its receipt as the log of erasures keeps it.
    """

    record = models.PositiveBigIntegerField()
    head = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    line = models.TextField()
    objects = AddedOnlyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Record {self.record}, taken out on {self.at:%d %B %Y}"
