"""Forms that were taken: one row for each token, so that a form that is sent twice makes one thing (R.06)."""

from django.conf import settings
from django.db import models

from schools.models.school import School
from schools.scoping import Scoped


class SentForm(models.Model):
    """A form that somebody sent and that was taken: its token, what was in it, and where it led.

    Of the token and of what was typed only hashes are kept, made with a key. A row is written in the transaction of
    what the form made, and swept up once the token has expired.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token = models.CharField(max_length=64)
    words = models.CharField(max_length=64)
    to = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    objects = Scoped()

    class Meta:
        indexes = [models.Index(fields=["at"], name="forms_taken_long_ago")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "person", "token"],
                name="a_form_is_taken_once",
                violation_error_message="This form was taken already.",
            ),
        ]

    def __str__(self) -> str:
        return f"A form of {self.person_id} of {self.at:%d %B %Y %H:%M}"
