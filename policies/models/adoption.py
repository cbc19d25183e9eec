"""Where a version is in force, and whether the world may read it."""

from django.db import models

from policies.models.policy import VAGUE, PolicyVersion
from schools.history import tracked
from schools.models import School
from schools.scoping import Scoped


class Adoption(models.Model):
    """A school adopted a version: in force there from that day until the next adoption.

    `review_due` is kept as precisely as the school said it: "Autumn 2024", "September 2024" or a day (S1-09).
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="adoptions")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="adoptions")
    adopted_on = models.DateField()
    review_due = models.CharField(max_length=VAGUE, blank=True)
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


class PublicPage(models.Model):
    """Whether a school shows its adopted policy to everybody, without signing in. Without a row it does not."""

    school = models.OneToOneField(School, on_delete=models.PROTECT, related_name="public_page")
    shown = models.BooleanField(default=False)
    objects = Scoped()
    history = tracked()

    def __str__(self) -> str:
        return f"{self.school}: {'shown' if self.shown else 'not shown'} to everybody"
