"""Offices that are held out to somebody and not theirs yet: by a link of one use, or until a second person agrees."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from schools.history import tracked
from schools.models.school import School
from schools.scoping import Scoped
from schools.vocabulary import Role


class Invitation(models.Model):
    """An office held out to somebody, by e-mail; or to a colleague who has an account, for a second person to confirm.

    The link of an invitation is in no table: only the hash of its token is.
    """

    class Outcome(models.TextChoices):
        """What became of it. Nothing yet: it is open, or too old."""

        ACCEPTED = "ACCEPTED", "Accepted"
        WITHDRAWN = "WITHDRAWN", "Withdrawn"
        REPLACED = "REPLACED", "Sent again"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=12, choices=Role)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    name = models.CharField(max_length=150)
    email = models.EmailField()
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True, default="")
    settled_at = models.DateTimeField(null=True, blank=True)
    objects = Scoped()
    history = tracked()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["school", "outcome"], name="invitations_that_are_open")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "email", "role"], condition=Q(outcome=""), name="one_open_invitation_to_an_office"
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="invitation_ends_after_it_starts",
                violation_error_message="An office ends on or after the day it starts.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True) | (~Q(outcome="") & Q(settled_at__isnull=False)),
                name="settled_with_an_outcome",
                violation_error_message="What is settled has an outcome.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} at {self.school}, from {self.starts:%d %B %Y}"
