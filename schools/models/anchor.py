"""Signed statements of where the records stood, as they were sent elsewhere."""

from django.db import models

from schools.models.event import AddedOnly, AddedOnlyQuerySet


class Anchor(AddedOnly):
    """One statement, with its signatures, in the one line that is also kept outside the database (S16.20)."""

    number = models.PositiveBigIntegerField(unique=True)
    day = models.DateField(db_index=True)
    line = models.TextField()
    objects = AddedOnlyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Statement {self.number} of {self.day:%d %B %Y}"
