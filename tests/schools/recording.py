"""A school, a head and an event like any other, for the tests of the record. Other casts are in tests/builders.py."""

from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from schools import record
from schools.history import SET_UP, acting
from schools.models import Event, School, User

AT = datetime(2027, 3, 14, 7, 5, 9, 123456, tzinfo=UTC)


def a_school(slug: str = "meadow") -> School:
    """A school with an empty record."""
    with acting(SET_UP):
        return School.objects.create(slug=slug, name=f"{slug.title()} School")


def a_head() -> User:
    """Somebody who writes and looks."""
    with acting(SET_UP):
        return User.objects.create_user(email="a.head@example.org", name="A. Head")


def note(school: School, about: str = "incident:1", **changed: Any) -> Event:
    """Write an event like any other, but for what is said."""
    usual = {"kind": "noted", "about": about, "actor": SET_UP, "at": AT, "details": {"text": "Spoke to them"}}
    with transaction.atomic():
        return record.write(school=school, **usual | changed)
