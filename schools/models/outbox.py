"""Mail on its way: rows written in the transaction of the change they tell of, and handed over after it (S14.06)."""

import uuid

from django.conf import settings
from django.db import models


class Outgoing(models.Model):
    """One message to one reader. It holds no text: a template, and the few facts that it is filled with (S14.05)."""

    class State(models.TextChoices):
        """Where a message stands."""

        WAITING = "WAITING", "Waiting to be handed over"
        UNDER_WAY = "UNDER_WAY", "Being handed over"
        SENT = "SENT", "Handed over"
        CUT_OFF = "CUT_OFF", "Perhaps handed over: the line broke"
        GIVEN_UP = "GIVEN_UP", "Not handed over, and not tried again"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to = models.EmailField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    template = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "next_at"], name="mail_that_is_due")]

    def __str__(self) -> str:
        return f"{self.template}, {self.get_state_display().lower()}"
