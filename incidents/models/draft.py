"""A report in progress, which its author alone sees. Deleted after seven days, and so kept without history."""

import uuid

from django.conf import settings
from django.db import models

from incidents.models.evidence import KeptFile
from schools.models import School
from schools.scoping import Scoped


class ReportDraft(models.Model):
    """What somebody has typed so far. `key` is also the one-time token of the incident it becomes."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drafts")
    intimate_image = models.BooleanField(null=True)
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    objects = Scoped()

    class Meta:
        indexes = [models.Index(fields=["author", "school"], name="draft_by_author")]

    def __str__(self) -> str:
        return f"Draft of {self.started_at:%d %B %Y}"


class DraftFile(KeptFile):
    """A file chosen for a report in progress, already checked and kept."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    draft = models.ForeignKey(ReportDraft, on_delete=models.CASCADE, related_name="files")
    objects = Scoped("draft__school")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.original_name
