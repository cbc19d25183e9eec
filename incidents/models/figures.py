"""The figures of a term as they were given to governors: kept, so that they are the same ever after."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from schools.history import tracked
from schools.models import School
from schools.scoping import Scoped


class TermFigures(models.Model):
    """What may be read of a term once it is over, small numbers hidden already (S8.21).

    `person` is empty in the row for everybody who is kept from none of its incidents; whoever is kept from some has a
    row of their own, counted without them. A row stands whatever becomes of the dates of the term.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="term_figures")
    term = models.CharField(max_length=60)
    starts = models.DateField()
    ends = models.DateField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    figures = models.JSONField()
    frozen_at = models.DateTimeField()
    objects = Scoped()
    history = tracked()

    class Meta:
        verbose_name_plural = "term figures"
        constraints = [
            models.UniqueConstraint(
                fields=["school", "term"], condition=Q(person__isnull=True), name="one_row_of_figures_a_term"
            ),
            models.UniqueConstraint(
                fields=["school", "term", "person"],
                condition=Q(person__isnull=False),
                name="one_row_of_figures_a_term_and_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term} of {self.school}"
