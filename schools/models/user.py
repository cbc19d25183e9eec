"""People who sign in, and the offices they hold."""

import uuid
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import get_random_string, salted_hmac

from schools.history import SET_UP, acting, tracked
from schools.models.school import School, Trust
from schools.vocabulary import Role

OWN = frozenset({"password", "email"})
"""What a person changes of their own account, on the sign-in pages."""


MARK = 32
"""Characters of the mark on which sessions depend: some 190 bits."""


def a_mark() -> str:
    """A new mark: whoever was signed in under the old one is not any more."""
    return get_random_string(MARK)


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make a person who signs in with `email`, kept in lower case."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an operator of the installation, who runs the service and sees no incident."""
        with acting(SET_UP):
            return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by e-mail address whatever its case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in. Deactivated, never deleted: their acts stay theirs."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=150)
    is_active = models.BooleanField(default=True)
    sessions_from = models.CharField(max_length=MARK, default=a_mark, editable=False)
    seen_off_at = models.DateTimeField(null=True, blank=True)
    last_login = None  # sign-ins are not a change to the person
    history = tracked(excluded_fields=["password"])
    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save. A password or an address alone (a reset, a change at sign-in) is the person's own act."""
        fields = set(kwargs.get("update_fields") or ())
        if not fields or not fields <= OWN:
            return super().save(*args, **kwargs)
        with acting(self):
            return super().save(*args, **kwargs)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What each session of theirs must hold: another password or another mark, and it is over (S7.06)."""
        salt = "schools.models.User.get_session_auth_hash"
        words = f"{self.password}:{self.sessions_from}"
        return salted_hmac(salt, words, secret=secret, algorithm="sha256").hexdigest()

    @property
    def record_key(self) -> str:
        """How the record names this person: a key that means nothing by itself (S14.12)."""
        return str(self.key)


class Membership(models.Model):
    """An office held at a school, or at a trust by its lead, from a day until a day."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    trust = models.ForeignKey(Trust, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    history = tracked()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role=Role.TRUST_LEAD, trust__isnull=False, school__isnull=True)
                | (~Q(role=Role.TRUST_LEAD) & Q(trust__isnull=True, school__isnull=False)),
                name="office_of_a_school_or_of_a_trust",
                violation_error_message="A trust lead is of a trust; every other office is of a school.",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="office_ends_after_it_starts",
                violation_error_message="An office ends on or after the day it starts.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()} of {self.school or self.trust}"

    def holds_on(self, day: date) -> bool:
        """Whether the office is held on that day, its last day included."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


class LastSignIn(models.Model):
    """The day on which somebody last signed in: so that accounts which nobody uses can be found (S7.07)."""

    user = models.OneToOneField(User, primary_key=True, on_delete=models.PROTECT, related_name="last_sign_in")
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.user_id} on {self.on:%d %B %Y}"
