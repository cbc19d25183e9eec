"""How and when parents were told of the policy (S2-14 to S2-16), and who was reminded to tell them."""

import uuid

from django.db import models

from schools.history import tracked
from schools.models import School, User
from schools.scoping import Scoped


class Notice(models.Model):
    """Parents were told of the policy, in one of the ways a school has, for a school year.

    `school_year` is the year in which the school year began: 2026 for 2026 to 2027. A booklet given out in July is of
    the year it is for. A page on the website has an address, and the day on which it was last seen there. A notice
    entered by mistake is withdrawn, with the day it was withdrawn on, never deleted.
    """

    class Way(models.TextChoices):
        """The ways of telling parents."""

        BOOKLET = "BOOKLET", "Admissions booklet"
        NEWSLETTER = "NEWSLETTER", "Start-of-year newsletter"
        WEBSITE = "WEBSITE", "School website"
        OTHER = "OTHER", "Another way"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="notices")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    told_on = models.DateField()
    school_year = models.PositiveSmallIntegerField()
    way = models.CharField(max_length=10, choices=Way, default=Way.NEWSLETTER)
    details = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=500, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    objects = Scoped()
    history = tracked()

    class Meta:
        ordering = ["-told_on"]

    def __str__(self) -> str:
        return f"{self.get_way_display()}, {self.told_on:%d %B %Y}"


class Reminder(models.Model):
    """Somebody was reminded by e-mail to tell parents (S2-15): the row keeps anybody from being reminded twice a year.

    It is written before the message is handed over, and taken back only when it surely was not.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="reminders")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()
    objects = Scoped()
    history = tracked()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "person", "school_year"], name="reminded_once_a_year")]

    def __str__(self) -> str:
        return f"{self.person}, {self.school}, {self.school_year}"
