"""The rows of a version: categories, steps of the procedure, linked policies. Each is frozen with its version."""

import uuid
from typing import Any

from django.db import models

from policies.models.policy import Frozen, PolicyVersion
from policies.vocabulary import CategoryKind, ConditionMode, StepName
from schools.history import tracked


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
    """Something this school's policy holds to be inappropriate, in its own words, with the kind it behaves as.

    A category that is no longer wanted is retired: it is offered for no new incident. `before` is the same category
    in the version before, so that a change can be told from a new one.
    """

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="categories")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=CategoryKind)
    name = models.CharField(max_length=200)
    help = models.TextField(blank=True)
    examples = models.JSONField(default=list, blank=True)
    paragraph = models.CharField(max_length=40, blank=True)
    added = models.BooleanField(default=False)
    retired = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    before = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="after")
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


class LinkedPolicy(VersionRow):
    """A document that the policy leads to: by title, and by an address or a file where there is one (S1-12).

    `steps` lists the steps at which it is shown. A file is kept like evidence: as it came, with its hash.
    """

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="linked")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    address = models.CharField(max_length=500, blank=True)
    keeper = models.CharField(max_length=200, blank=True)
    steps = models.JSONField(default=list, blank=True)
    path = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    original_name = models.CharField(max_length=120, blank=True)
    history = tracked()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "linked policies"

    def __str__(self) -> str:
        return self.title


class Suggestion(VersionRow):
    """Something read out of a text that was brought in, beside the sentence it came from, for a person to decide.

    `what` is a field of document control, a category or a step; `value` what would be written. Nothing is written
    until somebody accepts it.
    """

    class What(models.TextChoices):
        """What a suggestion is about."""

        FIELD = "FIELD", "Document control"
        CATEGORY = "CATEGORY", "Category"
        STEP = "STEP", "Step"

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="suggestions")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    what = models.CharField(max_length=8, choices=What)
    value = models.JSONField(default=dict)
    sentence = models.TextField()
    paragraph = models.CharField(max_length=40, blank=True)
    accepted = models.BooleanField(null=True)
    history = tracked()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.sentence[:60]}"
