"""Where and how to report a post to whoever runs the site: dated reference data, kept by the operator (domain, 4)."""

import uuid

from django.db import models

from schools.history import tracked


class Host(models.Model):
    """A site or app on which posts stand, and what is known of reporting there.

    `aliases` are other names, such as a former one; `routes` a list of {"words", "address"}. What is told is only as
    good as `source` and `checked_on`; what nobody has looked up is marked as not checked.
    """

    class Standing(models.TextChoices):
        """How well an entry is known."""

        CHECKED = "CHECKED", "Seen on a page of the host"
        SECOND_HAND = "SECOND", "Seen on somebody else's page"
        NOT_CHECKED = "NOT", "Not checked"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80, unique=True)
    aliases = models.JSONField(default=list, blank=True)
    routes = models.JSONField(default=list, blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    age_note = models.CharField(max_length=200, blank=True)
    age_standing = models.CharField(max_length=8, choices=Standing, default=Standing.NOT_CHECKED)
    needs = models.TextField(blank=True)
    who = models.CharField(max_length=200, blank=True)
    school_owned = models.BooleanField(default=False)
    standing = models.CharField(max_length=8, choices=Standing, default=Standing.NOT_CHECKED)
    source = models.CharField(max_length=300, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    retired = models.BooleanField(default=False)
    history = tracked()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
