"""People with a part in an incident, and who is kept from seeing it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from incidents.models.incident import Incident
from incidents.vocabulary import Identity, Part
from schools.history import tracked
from schools.models import School
from schools.scoping import Scoped


class Person(models.Model):
    """Somebody known to a school by name. Never shared between schools."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="known_people")
    name = models.CharField(max_length=150)
    folded = models.CharField(max_length=200)
    objects = Scoped()
    history = tracked()

    class Meta:
        indexes = [models.Index(fields=["school", "folded"], name="person_by_name")]

    def __str__(self) -> str:
        return self.name


class Involvement(models.Model):
    """A person's part in one incident, and how sure that is.

    `name` is the name as it was given here: how another incident spells it would tell of that one (S8.15). `user` is
    set when they can sign in here. A wrong link is undone with a reason, never deleted.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="involvements")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="involvements")
    name = models.CharField(max_length=150, blank=True)
    part = models.CharField(max_length=12, choices=Part)
    identity = models.CharField(max_length=10, choices=Identity, default=Identity.UNKNOWN)
    relation = models.CharField(max_length=200, blank=True)
    is_child = models.BooleanField(default=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="involvements"
    )
    linked_at = models.DateTimeField()
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unlinked_at = models.DateTimeField(null=True, blank=True)
    unlinked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    unlinked_reason = models.TextField(blank=True)
    objects = Scoped("incident__school")
    history = tracked()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "person"],
                condition=Q(unlinked_at__isnull=True),
                name="a_person_once_in_an_incident",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_part_display()}"

    shown_as = ""
    shown_relation = ""

    @property
    def called(self) -> str:
        """Their name as this incident has it."""
        return self.name or self.person.name

    @property
    def shown(self) -> str:
        """The name as the person at the page may read it now. Nobody's until `need_to_know` has said what it is."""
        return self.shown_as or "somebody"

    @property
    def linked(self) -> bool:
        """Whether the link stands."""
        return self.unlinked_at is None


class Exclusion(models.Model):
    """Somebody who can sign in is kept from seeing an incident: by their part in it, or by the owner's decision.

    It ends by the owner's readmission, which leaves the conflict of interest standing, or because the link it
    came from was wrong.
    """

    class Ended(models.TextChoices):
        """How an exclusion ended."""

        READMITTED = "READMITTED", "Readmitted by the owner"
        UNLINKED = "UNLINKED", "The link was wrong"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="exclusions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exclusions")
    involvement = models.ForeignKey(Involvement, null=True, on_delete=models.PROTECT, related_name="exclusions")
    reason = models.TextField(blank=True)
    since = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_how = models.CharField(max_length=10, choices=Ended, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_reason = models.TextField(blank=True)
    objects = Scoped("incident__school")
    history = tracked()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "user"], condition=Q(ended_at__isnull=True), name="one_exclusion_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["user"], condition=Q(ended_at__isnull=True), name="exclusion_in_force")]

    def __str__(self) -> str:
        return f"{self.user} kept from {self.incident}"

    @property
    def in_force(self) -> bool:
        """Whether the person is kept out now."""
        return self.ended_at is None
