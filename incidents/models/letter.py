"""A letter to a parent: drafted, approved, sent; frozen as sent with the hash of its bytes."""

import uuid

from django.conf import settings
from django.db import models

from incidents.models.incident import Incident
from incidents.models.person import Involvement
from incidents.vocabulary import LetterKind, LetterState, SentHow
from schools.history import tracked
from schools.scoping import Scoped


class Letter(models.Model):
    """A letter as text. `sha256` is of its UTF-8 bytes from the moment it is approved."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=16, choices=LetterKind)
    to = models.ForeignKey(Involvement, on_delete=models.PROTECT, related_name="letters")
    body = models.TextField()
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.DRAFT)
    sha256 = models.CharField(max_length=64, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sent_how = models.CharField(max_length=5, choices=SentHow, blank=True)
    objects = Scoped("incident__school")
    history = tracked()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_kind_display()
