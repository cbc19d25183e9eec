"""Erasures for the route walk: somebody who waits to be erased, and the receipt of somebody who was."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from incidents.models import Disposal, Incident, Involvement, Leaving
from incidents.operations.disposing import agree, propose_person
from incidents.operations.letting_go import propose_leavers
from incidents.operations.people import Named, link_person, unlink_person
from incidents.vocabulary import Part
from schools.erasure import receipt_key
from schools.history import SET_UP
from schools.models import School, User
from schools.operations import appoint, create_user
from schools.vocabulary import Role
from tests.builders import a_reported_post


def take_off_again(incident: Incident, head: User, at: datetime) -> Involvement:
    """Somebody who was linked wrongly, and was taken off."""
    link = link_person(incident=incident, named=Named("Wrong Person", Part.NAMED), by=head, at=at)
    unlink_person(incident=incident, link=link, reason="Another person", by=head, at=at)
    return link


def make_erasures(incident: Incident, people: Mapping[str, Any], at: datetime) -> tuple[Disposal, UUID]:
    """What the head proposed on this incident, and the key of a receipt from another."""
    head, other = people["head"], a_reported_post(at=at)
    given = {"reason": "Another person", "at": at}
    proposed = propose_person(incident=incident, link=take_off_again(incident, head, at), by=head, **given)
    waits = propose_person(incident=other, link=take_off_again(other, head, at), by=people["dsl"], **given)
    stone = agree(disposal=waits, by=head, at=at)
    assert stone is not None
    take_off_again(incident, head, at)
    return proposed, receipt_key(stone.hash)


def make_leaving(school: School, at: datetime) -> Leaving:
    """What the nightly job proposed about somebody who left long ago."""
    left = create_user(email="left.long.ago@example.org", name="Lester Longago", by=SET_UP)
    appoint(
        user=left, role=Role.STAFF, school=school, starts=date(2010, 9, 1), ends=date(2012, 7, 31), by=SET_UP, at=at
    )
    propose_leavers(at=at)
    return Leaving.objects.of(school).get(user=left)
