"""Somebody who left for long enough, whose name two people agree to let go of."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from schools.history import tracked
from schools.models import School
from schools.scoping import Scoped


class Leaving(models.Model):
    """The name of somebody who left is to be let go of: since when that is due, and who agreed (S14.17).

    It names them by their account, which keeps its key when the name is gone. `agreed_by` is the first person.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        LET_GO = "LET_GO", "Let go"
        KEPT = "KEPT", "Kept"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    proposed_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True)
    kept_until = models.DateField(null=True, blank=True)
    receipt = models.PositiveBigIntegerField(null=True, blank=True)
    objects = Scoped()
    history = tracked()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "user"], condition=Q(outcome=""), name="one_leaving_at_a_time"),
            models.CheckConstraint(
                condition=~Q(outcome="LET_GO") | (Q(agreed_by__isnull=False) & ~Q(agreed_by=F("settled_by"))),
                name="two_people_let_a_name_go",
                violation_error_message="Two different people agree that a name is let go of.",
            ),
        ]
        indexes = [models.Index(fields=["school", "due_on"], condition=Q(outcome=""), name="leaving_waiting")]

    def __str__(self) -> str:
        return f"The name of {self.user_id}"
