"""For how long a school keeps its incidents, what must not go for now, and what two people agree to erase."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from incidents.models.incident import Incident
from incidents.vocabulary import Erases, Rule
from schools.erasure import Ground
from schools.history import tracked
from schools.models import School
from schools.scoping import Scoped


class RetentionPeriod(models.Model):
    """A school keeps what falls under a rule for so many years, and says why. Without a row the default holds."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="retention_periods")
    rule = models.CharField(max_length=12, choices=Rule)
    years = models.PositiveSmallIntegerField()
    reason = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    objects = Scoped()
    history = tracked()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "rule"], name="one_period_a_rule")]

    def __str__(self) -> str:
        return f"{self.get_rule_display()}: {self.years}"


class LegalHold(models.Model):
    """Nothing of an incident is disposed of while this stands: a claim, an inquiry, a request for its records."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="legal_holds")
    reason = models.TextField()
    placed_at = models.DateTimeField()
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_reason = models.TextField(blank=True)
    objects = Scoped("incident__school")
    history = tracked()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident"], condition=Q(lifted_at__isnull=True), name="one_legal_hold_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"Legal hold on {self.incident}"


class Disposal(models.Model):
    """Something that is to be erased, why, and who agreed. It is done when a second person has (S14.13).

    `subject` names the thing as the record does. `agreed_by` is the first person; where somebody proposed it, they
    are. Once it is done the words are gone and `receipt` is the number of the event that tells of it.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        ERASED = "ERASED", "Erased"
        KEPT = "KEPT", "Kept"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="disposals")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="disposals")
    subject = models.CharField(max_length=60)
    erases = models.CharField(max_length=10, choices=Erases)
    ground = models.CharField(max_length=12, choices=Ground)
    rule = models.CharField(max_length=12, choices=Rule, blank=True)
    reason = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
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
            models.UniqueConstraint(fields=["subject", "erases"], condition=Q(outcome=""), name="proposed_once"),
            models.CheckConstraint(
                condition=~Q(outcome="ERASED") | (Q(agreed_by__isnull=False) & ~Q(agreed_by=models.F("settled_by"))),
                name="two_people_agreed",
                violation_error_message="Two different people agree to an erasure.",
            ),
        ]
        indexes = [models.Index(fields=["school", "proposed_at"], condition=Q(outcome=""), name="disposal_waiting")]

    def __str__(self) -> str:
        return f"{self.get_erases_display()}, {self.incident}"
