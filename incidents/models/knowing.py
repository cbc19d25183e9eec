"""Who needs to know what inside one incident: names that are not told, and documents that few may read."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from incidents.models.evidence import Evidence
from incidents.models.incident import Incident
from incidents.models.person import Involvement
from schools.history import tracked
from schools.scoping import Scoped


class KeptName(models.Model):
    """A name that is not told in one incident: of who reported it, of somebody linked, or where evidence came from.

    The owner and the safeguarding lead alone read it, with the reason, until the owner ends it.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="kept_names")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    involvement = models.ForeignKey(Involvement, null=True, on_delete=models.PROTECT, related_name="+")
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    since = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ended_reason = models.TextField(blank=True)
    objects = Scoped("incident__school")
    history = tracked()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, involvement__isnull=True, evidence__isnull=True)
                | Q(user__isnull=True, involvement__isnull=False, evidence__isnull=True)
                | Q(user__isnull=True, involvement__isnull=True, evidence__isnull=False),
                name="one_name_kept_back",
                violation_error_message="One name is kept back at a time.",
            ),
            *(
                models.UniqueConstraint(
                    fields=["incident", field],
                    condition=Q(ended_at__isnull=True),
                    name=f"{field}_name_kept_back_once",
                )
                for field in ("user", "involvement", "evidence")
            ),
        ]

    def __str__(self) -> str:
        return f"A name kept back in {self.incident}"


class LegalDocument(models.Model):
    """Evidence, or a note by its number in the record, that is legal advice or was made for it: few may read it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="legal_documents")
    evidence = models.ForeignKey(Evidence, null=True, on_delete=models.PROTECT, related_name="legal_documents")
    note = models.PositiveBigIntegerField(null=True, blank=True)
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    objects = Scoped("incident__school")
    history = tracked()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(evidence__isnull=False, note__isnull=True) | Q(evidence__isnull=True, note__isnull=False),
                name="a_legal_document_is_evidence_or_a_note",
                violation_error_message="A legal document is a piece of evidence or a note.",
            ),
            models.UniqueConstraint(
                fields=["incident", "evidence"], condition=Q(ended_at__isnull=True), name="evidence_marked_legal_once"
            ),
            models.UniqueConstraint(
                fields=["incident", "note"], condition=Q(ended_at__isnull=True), name="a_note_marked_legal_once"
            ),
        ]

    def __str__(self) -> str:
        return f"A legal document of {self.incident}"


class Adviser(models.Model):
    """Somebody whom the owner lets read one legal document."""

    document = models.ForeignKey(LegalDocument, on_delete=models.PROTECT, related_name="advisers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    objects = Scoped("document__incident__school")
    history = tracked()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "user"], condition=Q(ended_at__isnull=True), name="an_adviser_once_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} may read {self.document}"
