"""What every operation on a school asks first, and how it tells the school's record and the people it concerns."""

from collections.abc import Mapping
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from schools import outbox, record
from schools.access import people_of, standing_at
from schools.history import SET_UP, Actor, SystemActor
from schools.invitations import KEEPERS
from schools.models import School, User
from schools.operation import Refused
from schools.vocabulary import Permission, Role


def may_keep_people(by: Actor, school: School, at: datetime) -> None:
    """Refuse whoever does not keep the school's people and dates. The system acts for whoever runs the service."""
    if isinstance(by, SystemActor):
        return
    assert isinstance(by, User)
    if not standing_at(by, school, timezone.localdate(at)).may(Permission.KEEP_PEOPLE):
        raise Refused("Your office does not keep this school's people and dates.")


def tell(school: School, kind: str, by: Actor, at: datetime, about: str = "school", **details: str) -> None:
    """Write the event of a change to the school's record, in the same transaction."""
    record.write(school=school, kind=kind, about=about, actor=by, at=at, details={"actor_name": by.name, **details})


def about(person: User) -> str:
    """How the record names somebody of whom an event tells."""
    return f"person:{person.record_key}"


def in_words(day: date | None) -> str:
    """A day as mail and the record give it."""
    return date_format(day, "j F Y") if day else ""


def tell_of_office(
    template: str, school: School, person: User, role: str, facts: Mapping[str, str], *, by: Actor, at: datetime
) -> None:
    """Mail the person and the school's other administrators that an office was given or ended (S8.25).

    Whoever sets a school up tells nobody, and mail never says whose office it is (S14.05).
    """
    if by == SET_UP or school.demonstration:
        return
    data = {"school": school.name, "office": Role(role).label, **facts}
    outbox.post(to=person, template=template, data=data | {"link": reverse("home", args=[school.slug])}, at=at)
    there = {"link": reverse("people", args=[school.slug])}
    for user, roles in people_of(school, timezone.localdate(at)):
        if roles & KEEPERS and user.pk not in (by.id, person.pk):
            outbox.post(to=user, template=f"{template}_here", data=data | there, at=at)
