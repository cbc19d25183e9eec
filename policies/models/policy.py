"""A policy and its versions: document control as the school prints it, and the life of each version.

A version is frozen once a school has adopted it: a correction is a new version. Dates on a document are kept as
precisely as it says them: "14 March 2027" as 2027-03-14, "September 2020", "Autumn 2024" or "2024" (S1-08, S1-09).
"""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from policies.vocabulary import MilestoneKind
from schools.history import tracked
from schools.models import School, User

VAGUE = 40
"""The longest date that a document gives, in characters."""


class Frozen(ValidationError):
    """An adopted version, or a row of it, was about to be changed."""

    def __init__(self) -> None:
        super().__init__("This version has been adopted and cannot be changed. Make a new version instead.")


class Policy(models.Model):
    """A policy document over its versions. One school keeps it; others may be issued it and adopt it (S1-01)."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="policies")
    history = tracked()

    class Meta:
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.title


class PolicyVersion(models.Model):
    """One version: its document control (S1-02 to S1-12) and its text, section by section.

    `sections` is a list of {"heading", "source", "paragraphs": [{"id", "text"}]}; `said` maps a topic on which many
    policies are silent (`Topic`) to the paragraph where this one speaks of it. `edition` counts the changes of a
    draft, so that nobody overwrites what a colleague has just written.
    """

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    edition = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=200)
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="policies_written")
    author_name = models.CharField(max_length=200, blank=True)
    reviewed_by = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    approving_body = models.CharField(max_length=200, blank=True)
    published = models.CharField(max_length=VAGUE, blank=True)
    review_due = models.CharField(max_length=VAGUE, blank=True)
    source = models.CharField(max_length=300, blank=True)
    comments = models.CharField(max_length=300, blank=True)
    sections = models.JSONField(default=list)
    said = models.JSONField(default=dict)
    begun_at = models.DateTimeField(null=True, blank=True)
    begun_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = tracked()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="one_version_of_a_number")]

    def __str__(self) -> str:
        return f"{self.policy}, version {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, unless it is adopted. Raises Frozen."""
        if self.adopted:
            raise Frozen()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete a draft. Raises Frozen when adopted."""
        if self.adopted:
            raise Frozen()
        return super().delete(*args, **kwargs)

    @property
    def adopted(self) -> bool:
        """Whether any school has adopted it, which freezes it."""
        return self.pk is not None and self.adoptions.exists()

    @property
    def written_by(self) -> str:
        """The author as the document names them: a person here, or a name, since authors leave (S1-03)."""
        return self.author.name if self.author else self.author_name


class Milestone(models.Model):
    """A moment in the life of a version: sent to governors, sent back, approved, withdrawn. The last one counts.

    `on` is the day of the meeting as precisely as it is known, and empty where a document was approved without a
    date (S1-07).
    """

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="milestones")
    kind = models.CharField(max_length=10, choices=MilestoneKind)
    body = models.CharField(max_length=200, blank=True)
    on = models.CharField(max_length=VAGUE, blank=True)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    history = tracked()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.version}: {self.get_kind_display().lower()}"


class Issue(models.Model):
    """To whom a version was issued: a school here, which may then adopt it, or a name as printed (S1-10)."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="issues")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="issues")
    name = models.CharField(max_length=200)
    issued_on = models.CharField(max_length=VAGUE, blank=True)
    history = tracked()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "school"],
                name="issued_to_a_school_once",
                violation_error_message="This version was issued to that school already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}, issued to {self.name}"


class PastVersion(models.Model):
    """A line of the version history from before the policy was kept here, entered by hand (S1-11)."""

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="past_versions")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    label = models.CharField(max_length=40, blank=True)
    on = models.CharField(max_length=VAGUE, blank=True)
    amended_by = models.CharField(max_length=200, blank=True)
    comments = models.CharField(max_length=300, blank=True)
    history = tracked()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.policy}, version {self.label}"
