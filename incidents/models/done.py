"""What was done and what was found: steps taken, and dated answers and observations. Rows are added, not edited."""

from django.conf import settings
from django.db import models

from incidents.models.incident import Incident
from incidents.models.person import Involvement
from incidents.vocabulary import FindingKind
from policies.vocabulary import StepName
from schools.history import tracked
from schools.scoping import Scoped


class Taken(models.Model):
    """A step that was taken. `due_at` makes an action that is open until `done_at`."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="steps_taken")
    step = models.CharField(max_length=16, choices=StepName)
    to = models.ForeignKey(Involvement, null=True, blank=True, on_delete=models.PROTECT, related_name="steps_taken")
    note = models.TextField(blank=True)
    necessity = models.TextField(blank=True)
    despite = models.TextField(blank=True)
    emergency = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    objects = Scoped("incident__school")
    history = tracked()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "step taken"
        verbose_name_plural = "steps taken"

    def __str__(self) -> str:
        return self.get_step_display()


class Finding(models.Model):
    """A dated answer or observation: the parent's, the host's, the safeguarding lead's, or a check of the post."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=16, choices=FindingKind)
    value = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    of = models.ForeignKey(Involvement, null=True, blank=True, on_delete=models.PROTECT, related_name="findings")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    objects = Scoped("incident__school")
    history = tracked()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value}"
