"""How and when parents were told of the policy (S2-14 to S2-16)."""

from django.db import models

from schools.history import tracked
from schools.models import School


class Notice(models.Model):
    """Parents were told of the policy on a day, in one of the ways a school has.

    A notice entered by mistake is withdrawn, with the day it was withdrawn on, never deleted.
    """

    class Way(models.TextChoices):
        """The ways of telling parents."""

        BOOKLET = "BOOKLET", "Admissions booklet"
        NEWSLETTER = "NEWSLETTER", "Start-of-year newsletter"
        WEBSITE = "WEBSITE", "School website"
        OTHER = "OTHER", "Another way"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="notices")
    told_on = models.DateField()
    way = models.CharField(max_length=10, choices=Way, default=Way.NEWSLETTER)
    details = models.CharField(max_length=300, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    history = tracked()

    class Meta:
        ordering = ["-told_on"]

    def __str__(self) -> str:
        return f"{self.get_way_display()}, {self.told_on:%d %B %Y}"
