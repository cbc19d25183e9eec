"""Reading one incident for a few hours, for somebody who does not see it: asked for, given by somebody else, ended."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from incidents.models.incident import Incident
from schools.history import tracked
from schools.models import School
from schools.scoping import Scoped


class Access(models.Model):
    """Somebody asks to read one incident, and perhaps may until `until` (S8.24).

    `reference` is what they typed. `incident` is empty where they can never be given one of that reference; they are
    told the same either way. A request that was turned down is decided and has no `until`.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="accesses")
    reference = models.CharField(max_length=12)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="accesses")
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="accesses")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    objects = Scoped()
    history = tracked()

    class Meta:
        verbose_name_plural = "accesses"
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="access_is_given_by_somebody_else",
                violation_error_message="Nobody lets themselves in.",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True)
                | Q(incident__isnull=False, decided_by__isnull=False, until__gt=F("decided_at")),
                name="access_is_of_an_incident_and_has_an_end",
                violation_error_message="Access is to one incident, given by somebody, and it ends.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_by", "until"],
                condition=Q(until__isnull=False, ended_at__isnull=True),
                name="access_going_on",
            ),
            models.Index(fields=["school", "asked_at"], condition=Q(decided_at__isnull=True), name="access_waiting"),
            models.Index(fields=["school", "decided_at"], name="access_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.asked_by} to {self.reference}"

    @property
    def about(self) -> str:
        """How the record names this request."""
        return f"access:{self.key}"

    @property
    def given(self) -> bool:
        """Whether somebody let them in."""
        return self.until is not None

    def is_running(self, at: datetime) -> bool:
        """Whether they may read the incident at that moment."""
        return self.until is not None and self.ended_at is None and at < self.until
