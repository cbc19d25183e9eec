"""What the tests of being let in share: who asks, what they ask, and whoever is let in."""

from datetime import datetime, timedelta
from typing import Any

from incidents.access import Sight, viewer_of
from incidents.facts import facts_of
from incidents.letting_in import could_decide
from incidents.models import Access, Incident
from incidents.operations.break_glass import ask_to_read, let_in
from schools.access import standing_at
from schools.models import Event, School, User
from tests.builders import person
from tests.incidents.at_the_pages import NOW, SCHOOL

ASKERS = {
    "admin": (SCHOOL, "admin"),
    "trust_lead": (SCHOOL, "trust_lead"),
    "head elsewhere": ("larkspur-junior", "head"),
    "leader elsewhere": ("larkspur-junior", "slt"),
}
"""Everybody who may ask, by what they are."""

OFFICES = ("head", "slt", "dsl", "chair", "governor", "staff", "admin", "trust_lead")

WHY = "The trust was asked about it by the press."


def asker(name: str) -> User:
    """One of them."""
    return person(*ASKERS[name])


def asks(incident: Incident | str, by: User, at: datetime = NOW, **changes: Any) -> Access:
    """Somebody asks to read an incident, or whatever lies behind a reference."""
    reference = incident if isinstance(incident, str) else incident.reference
    given = {"school": School.objects.get(slug=SCHOOL), "reference": reference, "reason": WHY, "by": by, "at": at}
    return ask_to_read(**given | changes)


def reader(incident: Incident, name: str = "admin", hours: int = 8, at: datetime = NOW) -> Access:
    """Somebody who asked, and whom the head lets in."""
    access = asks(incident, asker(name), at - timedelta(minutes=10))
    let_in(access=access, hours=hours, by=person(SCHOOL, "head"), at=at)
    return Access._base_manager.get(pk=access.pk)


def kinds(about: str) -> list[str]:
    """The events of one thing."""
    return list(
        Event.objects.across_schools("test").filter(about=about).order_by("number").values_list("kind", flat=True)
    )


def sight(user: User, incident: Incident, at: object = NOW) -> Sight:
    """How much of the incident somebody sees."""
    return viewer_of(user, facts_of(Incident._base_manager.get(pk=incident.pk), at)).sight  # type: ignore[arg-type]


def deciders(access: Access) -> set[str]:
    """Whose it is to answer."""
    school = School.objects.get(slug=SCHOOL)
    standings = {office: standing_at(person(SCHOOL, office), school, NOW.date()) for office in OFFICES}
    return {each for each, standing in standings.items() if could_decide(standing, NOW.date()).filter(pk=access.pk)}
