"""Notes that all was backed up, that a backup was tried out in a drill, and that this is a restored place."""

from django.db import models

from schools.models.event import AddedOnly, AddedOnlyQuerySet


class Safekeeping(AddedOnly):
    """A backup, a drill or a restore that was done (R.22). It belongs to no school: a backup holds them all."""

    class Kind(models.TextChoices):
        """What was done."""

        BACKUP = "BACKUP", "Backup"
        DRILL = "DRILL", "Drill"
        RESTORE = "RESTORE", "Restore"

    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    backup_at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    events = models.PositiveBigIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    fault = models.CharField(max_length=300, blank=True)
    objects = AddedOnlyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["kind", "-at"], name="latest_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.at:%d %B %Y %H:%M}"
