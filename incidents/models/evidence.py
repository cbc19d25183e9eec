"""What is kept of a post: captures (files) and statements (words)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from incidents.models.incident import Incident
from incidents.vocabulary import EvidenceKind
from schools.history import tracked
from schools.scoping import Scoped


class KeptFile(models.Model):
    """The facts of a file that passed the gate: where it lies, its hash, and what decoding found."""

    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    media_type = models.CharField(max_length=100, blank=True)
    extension = models.CharField(max_length=10, blank=True)
    original_name = models.CharField(max_length=150, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    notes = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True


KEPT_FILE_FIELDS = [field.name for field in KeptFile._meta.local_fields]


class Evidence(KeptFile):
    """A capture or a statement, with who kept it, when, and where it came from (S5.18)."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=EvidenceKind)
    words = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    objects = Scoped("incident__school")
    history = tracked()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "evidence"
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="CAPTURE") & ~Q(path="") & ~Q(sha256="")) | (Q(kind="STATEMENT") & ~Q(words="")),
                name="a_capture_is_a_file_and_a_statement_is_words",
                violation_error_message="A capture needs a file, and a statement needs words.",
            )
        ]

    may_be_read = is_legal = False
    shown_source = shown_keeper = ""
    """What the person at the page may know of it: nothing until `need_to_know` has said so."""

    def __str__(self) -> str:
        return self.original_name or self.get_kind_display()
