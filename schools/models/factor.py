"""The second factor, beside what django-allauth keeps of it: what was used up, and how a lost one is reset."""

import uuid

from django.db import models
from django.db.models import Q

from schools.history import tracked
from schools.models.school import School
from schools.models.user import User
from schools.scoping import Scoped

WORDS_LENGTH = 1000


class AcceptedStep(models.Model):
    """The last half minute of which a person's code was taken: none of it or before is taken again (S6.10)."""

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    step = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"step {self.step}"


class RecoveryCode(models.Model):
    """A code for the day the phone is lost, by its hash alone. It works once (S6.12)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return "used" if self.used_at else "not used"


class FactorReset(models.Model):
    """Somebody lost their second factor, and an administrator who knows who they are lets them begin anew (S6.15)."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="factor_resets")
    reason = models.CharField(max_length=WORDS_LENGTH)
    identity = models.CharField(max_length=WORDS_LENGTH)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    objects = Scoped()
    history = tracked()

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(done_at__isnull=True, withdrawn_at__isnull=True),
                name="one_factor_reset_waits",
                violation_error_message="A reset of this person waits already.",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="factor_reset_approved_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False, done_at__isnull=True),
                name="factor_reset_withdrawn_by_and_at",
            ),
            models.CheckConstraint(
                condition=~Q(started_by=models.F("user")) & ~Q(approved_by=models.F("user")),
                name="factor_reset_is_by_somebody_else",
            ),
        ]

    def __str__(self) -> str:
        return f"second factor of {self.user_id}"

    @property
    def waits(self) -> bool:
        """Whether it still needs somebody's second word."""
        return self.done_at is None and self.withdrawn_at is None
