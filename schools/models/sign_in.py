"""Where somebody is signed in: one row for each sign-in, from its first minute to its last.

The session itself (a cookie, and what the server keeps for it) is Django's. This row is what a person reads of it and
what ends it: a session whose row has ended, or which has none, opens nothing. It is not edited, so it has no history.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from schools.vocabulary import Ended


class SignIn(models.Model):
    """Somebody signed in with one browser: since when, last seen when, and when and why it ended (S7.01, S7.04)."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sign_ins")
    session_hash = models.CharField(max_length=64, unique=True)
    browser = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=12, choices=Ended, blank=True)

    class Meta:
        ordering = ["-seen_at", "-pk"]
        indexes = [models.Index(fields=["user", "ended_at"], name="where_somebody_is_signed_in")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_why="") | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
                name="a_sign_in_ends_with_a_reason",
                violation_error_message="Say why a sign-in ended.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} with {self.browser}"
