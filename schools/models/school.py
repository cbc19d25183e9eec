"""Trusts, schools, and the days on which a school is open."""

from django.db import models
from django.db.models import F, Q

from schools.history import tracked
from schools.scoping import Scoped
from schools.vocabulary import Colour, Nation


class Trust(models.Model):
    """A trust of schools."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    history = tracked()

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """A school. Everything that happens belongs to exactly one (S1-01)."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    nation = models.CharField(max_length=3, choices=Nation, default=Nation.ENGLAND)
    trust = models.ForeignKey(Trust, null=True, blank=True, on_delete=models.PROTECT, related_name="schools")
    demonstration = models.BooleanField(default=False)
    colour = models.PositiveSmallIntegerField(choices=Colour, null=True, blank=True)
    anchor_mailbox = models.EmailField(blank=True)
    history = tracked()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def tone(self) -> Colour:
        """The colour of its band: the one chosen, or by turn, so that neighbours in the list differ (S8.26)."""
        return Colour(self.colour or ((self.pk or 1) - 1) % len(Colour) + 1)


class Term(models.Model):
    """A term of a school, with its half term (domain 6.3)."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="terms")
    name = models.CharField(max_length=40)
    starts = models.DateField()
    ends = models.DateField()
    half_term_starts = models.DateField(null=True, blank=True)
    half_term_ends = models.DateField(null=True, blank=True)
    objects = Scoped()
    history = tracked()

    class Meta:
        ordering = ["starts"]
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], name="one_term_of_a_name"),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="term_ends_after_it_starts",
                violation_error_message="A term ends after it starts.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ClosureDay(models.Model):
    """A day in term on which the school is shut: INSET, snow, an election."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="closures")
    day = models.DateField()
    why = models.CharField(max_length=120)
    objects = Scoped()
    history = tracked()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["school", "day"], name="one_closure_a_day")]

    def __str__(self) -> str:
        return f"{self.day:%d %B %Y}: {self.why}"
