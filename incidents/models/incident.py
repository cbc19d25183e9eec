"""The incident, its posts, its categories, and its links to other incidents."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from incidents.vocabulary import Audience, Channel, Outcome
from policies.models import Adoption, Category
from policies.vocabulary import StepName
from schools.history import tracked
from schools.models import School
from schools.scoping import Scoped
from schools.vocabulary import Role


class Incident(models.Model):
    """A reported post and everything that is done about it, at one school, under one version of its policy.

    The owner is an office (`owner_role`), or one person in it when `owner` is set: whoever it was handed to.
    `last_step`, `highest_step`, `due_at`, `in_hold` and `search` repeat for the lists what the rows say; operations
    keep them so. Once it is disposed of a row without words or names stays, which only figures count (S14.15).
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token = models.UUIDField(null=True, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="incidents")
    reference = models.CharField(max_length=12, unique=True)
    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="incidents")
    summary = models.CharField(max_length=200)
    concern = models.TextField(blank=True)
    channel = models.CharField(max_length=16, choices=Channel)
    host = models.CharField(max_length=100, blank=True)
    audience = models.CharField(max_length=12, choices=Audience, blank=True)
    group_size = models.PositiveIntegerField(null=True, blank=True)
    emergency = models.BooleanField(default=False)
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reported")
    owner_role = models.CharField(max_length=12, choices=Role)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="owned")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="closed")
    outcome = models.CharField(max_length=24, choices=Outcome, blank=True)
    closing_reasons = models.TextField(blank=True)
    in_hold = models.BooleanField(default=False)
    last_step = models.CharField(max_length=16, choices=StepName, blank=True)
    highest_step = models.CharField(max_length=16, choices=StepName, blank=True)
    last_step_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    search = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    disposed_at = models.DateTimeField(null=True, blank=True)
    objects = Scoped()
    history = tracked()

    class Meta:
        indexes = [
            models.Index(fields=["school", "-reported_at", "-id"], name="incident_newest"),
            models.Index(
                fields=["school", "-reported_at", "-id"],
                condition=Q(closed_at__isnull=True),
                name="incident_open_newest",
            ),
            models.Index(fields=["school", "due_at"], condition=Q(closed_at__isnull=True), name="incident_open_due"),
            models.Index(fields=["reported_by", "-reported_at"], name="incident_reported_by"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="closed_with_an_outcome",
                violation_error_message="An incident is closed with an outcome, and an open one has none.",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def about(self) -> str:
        """How the record names this incident."""
        return f"incident:{self.key}"

    @property
    def is_open(self) -> bool:
        """Whether it has not been closed."""
        return self.closed_at is None


class Post(models.Model):
    """A post of the incident: the reported one, or a further one. A day alone is kept as a day."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="posts")
    words = models.TextField(blank=True)
    url = models.CharField(max_length=2048, blank=True)
    posted_on = models.DateField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey("Involvement", null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    found_at = models.DateTimeField()
    objects = Scoped("incident__school")
    history = tracked()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.words[:60]


class Categorisation(models.Model):
    """One category of the school's policy that the post falls under."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="categorisations")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="categorisations")
    objects = Scoped("incident__school")
    history = tracked()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "category"], name="a_category_once")]

    def __str__(self) -> str:
        return str(self.category)


class Link(models.Model):
    """Two incidents that belong together, and why."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="links")
    to = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="linked_from")
    reason = models.TextField()
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    objects = Scoped("incident__school")
    history = tracked()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "to"], name="linked_once"),
            models.CheckConstraint(condition=~Q(incident=models.F("to")), name="not_linked_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.incident} and {self.to}"
