"""What came of each check of a school's record, kept beside the record and never changed (S16.24)."""

from django.db import models

from schools.models.event import CODE_LENGTH, AddedOnly, AddedOnlyQuerySet
from schools.models.school import School
from schools.scoping import Scoped


class RecordCheck(AddedOnly):
    """One check: up to which event, and whether all was as it was written. No row says what stands in the record."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="record_checks")
    at = models.DateTimeField()
    by = models.CharField(max_length=CODE_LENGTH)
    number = models.PositiveBigIntegerField()
    hash = models.BinaryField(max_length=32)
    damage = models.CharField(max_length=20, blank=True)
    first = models.PositiveBigIntegerField(null=True)
    last = models.PositiveBigIntegerField(null=True)
    files = models.PositiveBigIntegerField(null=True)
    rows = models.PositiveBigIntegerField(null=True)
    odd = models.JSONField(default=list)
    odd_in_all = models.PositiveBigIntegerField(default=0)
    objects = Scoped(rows=AddedOnlyQuerySet)

    class Meta:
        indexes = [models.Index(fields=["school", "-at"], name="checks_of_a_record")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(damage="", first=None, last=None)
                | (~models.Q(damage="") & models.Q(first__isnull=False, last__isnull=False)),
                name="damage_has_a_place",
            )
        ]

    def __str__(self) -> str:
        return f"Check of {self.at:%d %B %Y %H:%M}"

    @property
    def sound(self) -> bool:
        """Whether every event stands as it was written."""
        return self.damage == ""

    @property
    def well(self) -> bool:
        """Whether nothing at all is to be looked into."""
        return self.sound and self.odd_in_all == 0
