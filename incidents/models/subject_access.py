"""Somebody asks for what the school keeps about them: the request, its clock, and what was decided of each incident."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from incidents.models.incident import Incident
from incidents.models.person import Person
from schools.history import tracked
from schools.models import School
from schools.scoping import Scoped


class SubjectAccessRequest(models.Model):
    """A request, as it was logged. What is answered stands in the parts: one for each person who answers.

    `name` is what was typed. `requester` is set when they can sign in here: then they see nothing of the request.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="subject_access_requests")
    name = models.CharField(max_length=150)
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField()
    came = models.TextField()
    logged_at = models.DateTimeField()
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    identity_at = models.DateTimeField(null=True, blank=True)
    identity_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    identity_how = models.TextField(blank=True)
    extended_at = models.DateTimeField(null=True, blank=True)
    extended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    extended_reason = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.TextField(blank=True)
    erasing_at = models.DateTimeField(null=True, blank=True)
    erasing_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    objects = Scoped()
    history = tracked()

    class Meta:
        indexes = [models.Index(fields=["school", "-received_on", "-id"], name="subject_access_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(requester__isnull=True) | ~Q(requester=models.F("logged_by")),
                name="nobody_logs_their_own_request",
                violation_error_message="Nobody answers a request of their own.",
            )
        ]

    def __str__(self) -> str:
        return f"Request of {self.received_on}"

    @property
    def about(self) -> str:
        """How the record names this request."""
        return f"subject-access:{self.key}"


class SubjectAccessPause(models.Model):
    """Days that do not count, because the school waits for the person. Open until they have answered."""

    class Why(models.TextChoices):
        """What the school waits for."""

        IDENTITY = "IDENTITY", "We asked them to show who they are"
        CLARIFY = "CLARIFY", "We asked them what exactly they want"

    request = models.ForeignKey(SubjectAccessRequest, on_delete=models.PROTECT, related_name="pauses")
    why = models.CharField(max_length=10, choices=Why)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    objects = Scoped("request__school")
    history = tracked()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=Q(until__isnull=True), name="one_pause_at_a_time"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=models.F("since")),
                name="a_pause_ends_after_it_began",
                violation_error_message="A pause cannot end before it began.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_why_display()}, since {self.since}"


class SubjectAccessPart(models.Model):
    """What one person answers: of the incidents that they may open and nobody answers for before them (S8.13).

    Nobody else is shown how it ended, so that a page of one never tells what another holds.
    """

    class Outcome(models.TextChoices):
        """How a part was answered."""

        RELEASED = "RELEASED", "An answer was made to be handed over"
        NOTHING = "NOTHING", "Nothing is held"

    request = models.ForeignKey(SubjectAccessRequest, on_delete=models.PROTECT, related_name="parts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    objects = Scoped("request__school")
    history = tracked()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "by"], name="one_part_a_person"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="a_part_is_closed_with_an_outcome",
                violation_error_message="A part is closed with an outcome, and an open one has none.",
            ),
        ]

    def __str__(self) -> str:
        return f"The part of {self.by}"


class SubjectAccessPerson(models.Model):
    """Somebody known to the school who is the person that asks, as whoever answers has chosen."""

    part = models.ForeignKey(SubjectAccessPart, on_delete=models.PROTECT, related_name="people")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="subject_access")
    objects = Scoped("part__request__school")
    history = tracked()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["part", "person"], name="a_person_once_in_a_part")]

    def __str__(self) -> str:
        return str(self.person)


class SubjectAccessReview(models.Model):
    """That somebody looked at every item of one incident, and what they decided of each.

    `digest` is of what they saw: once the incident says something else, it has to be looked at again.
    """

    class Reason(models.TextChoices):
        """Why an item is kept back. The words go out, so they never say what is kept back."""

        OTHERS = "OTHERS", "it is about somebody else, and could not be told without telling of them"
        PICTURE = "PICTURE", "other people may be seen in it"
        SOURCE = "SOURCE", "it could tell who told the school"
        UNNAMED = "UNNAMED", "it is about somebody who must not be named"
        LEGAL = "LEGAL", "it is about legal advice"
        HARM = "HARM", "it could do serious harm to somebody’s health or safety"
        CRIME = "CRIME", "it could stand in the way of preventing or solving a crime"
        NOT_THEIRS = "NOT_THEIRS", "it is not about the person who asked"

    part = models.ForeignKey(SubjectAccessPart, on_delete=models.PROTECT, related_name="reviews")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="subject_access_reviews")
    digest = models.CharField(max_length=64)
    decisions = models.JSONField(default=dict)
    reviewed_at = models.DateTimeField()
    objects = Scoped("part__request__school")
    history = tracked()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["part", "incident"], name="one_review_an_incident")]

    def __str__(self) -> str:
        return f"{self.part}, {self.incident}"
