"""A policy, its versions with document control, categories and procedure rows, and where each is in force.

A version is frozen once a school has adopted it: a correction is a new version. The review date belongs to the
adoption, because each school reviews when its own governors meet (S1-01, S1-09).
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from policies.vocabulary import CategoryKind, ConditionMode, StepName
from schools.history import tracked
from schools.models import School


class Frozen(ValidationError):
    """An adopted version, or a row of it, was about to be changed."""

    def __init__(self) -> None:
        super().__init__("This version has been adopted and cannot be changed. Make a new version instead.")


class Policy(models.Model):
    """A policy document over its versions. It may be adopted by several schools (S1-01)."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    history = tracked()

    class Meta:
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return self.title


class PolicyVersion(models.Model):
    """One version: its document control as published (S1-02 to S1-12) and its text, section by section.

    `sections` is a list of {"heading", "paragraphs": [{"id", "text"}]}; `control` a dictionary of the document
    control block as the school printed it; `silent` what the policy does not say and what happens by default.
    """

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    control = models.JSONField(default=dict)
    sections = models.JSONField(default=list)
    silent = models.JSONField(default=list)
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


class VersionRow(models.Model):
    """A row of a version: frozen with it."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, unless the version is adopted. Raises Frozen."""
        if self.version.adopted:  # type: ignore[attr-defined]
            raise Frozen()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Delete from a draft. Raises Frozen when the version is adopted."""
        if self.version.adopted:  # type: ignore[attr-defined]
            raise Frozen()
        return super().delete(*args, **kwargs)


class Category(VersionRow):
    """Something this school's policy holds to be inappropriate, in its own words, with the kind it behaves as."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="categories")
    kind = models.CharField(max_length=20, choices=CategoryKind)
    name = models.CharField(max_length=200)
    help = models.TextField(blank=True)
    examples = models.JSONField(default=list, blank=True)
    paragraph = models.CharField(max_length=40, blank=True)
    added = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    history = tracked()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name

    @property
    def hint(self) -> str:
        """What a form shows beside the name."""
        return self.help


class ProcedureStep(VersionRow):
    """What a version says of one step of the ladder: order, who decides, conditions, days and the paragraph.

    `decided_by` is a list of offices, `conditions` of `Condition` codes; no expressions and no code live here.
    """

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=16, choices=StepName)
    order = models.PositiveSmallIntegerField(null=True, blank=True)
    decided_by = models.JSONField(default=list)
    conditions = models.JSONField(default=list, blank=True)
    mode = models.CharField(max_length=3, choices=ConditionMode, default=ConditionMode.ALL)
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    paragraph = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)
    history = tracked()

    class Meta:
        ordering = [models.F("order").asc(nulls_last=True), "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "step"], name="a_step_once_in_a_version")]

    def __str__(self) -> str:
        return self.get_step_display()


class Adoption(models.Model):
    """A school adopted a version: in force there from that day until the next adoption.

    `review_due` is kept as precisely as the school said it: "Autumn 2024", "September 2024" or a day (S1-09).
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="adoptions")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="adoptions")
    adopted_on = models.DateField()
    review_due = models.CharField(max_length=40, blank=True)
    history = tracked()

    class Meta:
        ordering = ["adopted_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "adopted_on"],
                name="one_adoption_a_day",
                violation_error_message="This school already adopted a version on that day.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} at {self.school} from {self.adopted_on:%d %B %Y}"
