"""Giving an office and ending it: by whom, to whom, for which days, and never to oneself (S2.04, S8.25)."""

from datetime import date, timedelta
from typing import Any

import pytest

from schools import record
from schools.history import OPERATING, SET_UP
from schools.invitations import seconds_for
from schools.models import Invitation, Membership, School
from schools.operation import NotFound, Refused
from schools.operations import Office, appoint, confirm_invitation, end_membership, give_office, withdraw_invitation
from schools.verification import verify
from schools.vocabulary import Role
from tests.builders import AT, person
from tests.schools.at_the_people import ELSEWHERE, HERE, TODAY, admin, offices, second_admin
from tests.schools.at_the_people import school as school

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def given(school: School, **changes: Any) -> Membership | Invitation:
    """The administrator gives the senior leader an office."""
    rest = {"person": person(HERE, "slt"), "office": Office(Role.GOVERNOR, TODAY), "by": admin(), "at": AT}
    return give_office(school=school, **{**rest, **changes})


def ended(membership: Membership, ends: date, **changes: Any) -> None:
    end_membership(membership=membership, **{"ends": ends, "by": admin(), "at": AT, **changes})


def office(who: str) -> Membership:
    return Membership.objects.get(user=person(HERE, who), school__slug=HERE)


# Giving


def test_an_administrator_gives_an_office_and_the_record_tells_of_whom_by_key_alone(school: School) -> None:
    user = person(HERE, "slt")
    assert isinstance(given(school, office=Office(Role.GOVERNOR, TOMORROW, date(2027, 7, 1))), Membership)
    assert offices(user) == ["GOVERNOR", "SLT"], "rights add"
    told = record.story_of(school, f"person:{user.record_key}")[-1]
    assert (told.kind, told.actor) == ("appointed", admin().record_key)
    assert told.details == {
        "actor_name": admin().name,
        "user": user.record_key,
        "role": "GOVERNOR",
        "starts": "17 November 2026",
        "ends": "1 July 2027",
    }
    assert verify(school).sound


@pytest.mark.parametrize("by", ["head", "chair", "slt", "governor", "staff"])
def test_nobody_else_gives_or_ends_an_office(school: School, by: str) -> None:
    with pytest.raises(Refused, match="Your office does not keep"):
        given(school, by=person(HERE, by), person=person(HERE, "dsl"))
    with pytest.raises(Refused, match="Your office does not keep"):
        ended(office("dsl"), TODAY, by=person(HERE, by))
    with pytest.raises(Refused, match="Your office does not keep"):
        given(school, by=person(ELSEWHERE, "admin"))


def test_nobody_gives_themselves_an_office(school: School) -> None:
    """S8.25."""
    for role in (Role.GOVERNOR, Role.HEAD, Role.ADMIN):
        with pytest.raises(Refused, match="Nobody gives themselves an office"):
            given(school, person=admin(), office=Office(role, TODAY))
    assert offices(admin()) == ["ADMIN"] and not Invitation._base_manager.exists()


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        (Office(Role.GOVERNOR, YESTERDAY), "nobody held it before it was given"),
        (Office(Role.GOVERNOR, date(2025, 1, 1), date(2025, 7, 1)), "nobody held it before it was given"),
        (Office(Role.GOVERNOR, TOMORROW, TODAY), "ends on or after the day it starts"),
        (Office(Role.TRUST_LEAD, TODAY), "whoever runs this service"),
        (Office(Role.SLT, TODAY), "They hold this office in that time already"),
        (Office(Role.SLT, date(2030, 1, 1), date(2030, 2, 1)), "They hold this office in that time already"),
    ],
)
def test_a_past_period_the_same_office_twice_and_the_lead_of_a_trust_are_refused(
    school: School, chosen: Office, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        given(school, office=chosen)
    assert offices(person(HERE, "slt")) == ["SLT"]


def test_the_same_office_again_after_its_last_day_is_no_clash(school: School) -> None:
    ended(office("slt"), date(2026, 12, 18))
    with pytest.raises(Refused, match="already"):
        given(school, office=Office(Role.SLT, date(2026, 12, 18)))
    given(school, office=Office(Role.SLT, date(2026, 12, 19)))
    with pytest.raises(Refused, match="already"):
        given(school, office=Office(Role.SLT, TODAY, date(2026, 12, 19)))
    assert offices(person(HERE, "slt")) == ["SLT", "SLT"]


def test_somebody_the_school_does_not_know_is_not_found(school: School) -> None:
    stranger = person(ELSEWHERE, "slt")
    for role in (Role.GOVERNOR, Role.HEAD):
        with pytest.raises(NotFound):
            given(school, person=stranger, office=Office(role, TODAY))
    with pytest.raises(Refused, match="two people"):
        appoint(user=person(HERE, "slt"), role=Role.HEAD, school=school, starts=TODAY, by=admin(), at=AT)


# It takes two


@pytest.mark.parametrize("role", [Role.HEAD, Role.ADMIN])
def test_a_head_or_administrator_is_made_by_two_people(school: School, role: Role) -> None:
    """S2.04."""
    user, second = person(HERE, "slt"), second_admin(school)
    waiting = given(school, office=Office(role, TODAY))
    assert isinstance(waiting, Invitation) and offices(user) == ["SLT"]
    assert seconds_for(waiting, AT) == [second]
    for nobody in (admin(), user, person(HERE, "head"), person(HERE, "chair"), person(ELSEWHERE, "admin"), OPERATING):
        with pytest.raises(Refused):
            confirm_invitation(invitation=waiting, by=nobody, at=AT)
    assert offices(user) == ["SLT"]
    confirm_invitation(invitation=waiting, by=second, at=AT)
    assert offices(user) == sorted(["SLT", role])
    with pytest.raises(Refused, match="meanwhile"):
        confirm_invitation(invitation=waiting, by=second, at=AT)


def test_with_one_administrator_the_head_or_the_chair_confirms_unless_it_is_for_them(school: School) -> None:
    """S2.04."""
    head, chair = person(HERE, "head"), person(HERE, "chair")
    for_slt, for_chair = given(school, office=Office(Role.ADMIN, TODAY)), None
    assert isinstance(for_slt, Invitation) and set(seconds_for(for_slt, AT)) == {head, chair}
    for_chair = given(school, person=chair, office=Office(Role.ADMIN, TODAY))
    assert isinstance(for_chair, Invitation) and seconds_for(for_chair, AT) == [head]
    with pytest.raises(Refused, match="second person"):
        confirm_invitation(invitation=for_chair, by=chair, at=AT)
    confirm_invitation(invitation=for_chair, by=head, at=AT)
    assert offices(chair) == ["ADMIN", "CHAIR"]


def test_where_nobody_else_can_the_operator_confirms_and_nowhere_else(school: School) -> None:
    waiting = given(school, office=Office(Role.HEAD, TODAY))
    assert isinstance(waiting, Invitation)
    with pytest.raises(Refused, match="Somebody at the school can confirm this"):
        confirm_invitation(invitation=waiting, by=OPERATING, at=AT)
    for who in ("head", "chair"):
        ended(office(who), YESTERDAY, by=SET_UP)
    confirm_invitation(invitation=waiting, by=OPERATING, at=AT)
    assert offices(person(HERE, "slt")) == ["HEAD", "SLT"]


def test_the_second_person_may_say_no_and_then_nothing_happens(school: School) -> None:
    waiting = given(school, office=Office(Role.HEAD, TODAY))
    assert isinstance(waiting, Invitation)
    with pytest.raises(Refused):
        withdraw_invitation(invitation=waiting, by=person(HERE, "slt"), at=AT)
    withdraw_invitation(invitation=waiting, by=person(HERE, "chair"), at=AT)
    assert offices(person(HERE, "slt")) == ["SLT"]
    with pytest.raises(Refused):
        confirm_invitation(invitation=waiting, by=person(HERE, "chair"), at=AT)


def test_what_was_confirmed_late_starts_that_day_and_what_is_over_is_refused(school: School) -> None:
    later = AT + timedelta(days=3)
    waiting = given(school, office=Office(Role.HEAD, TODAY))
    over = given(school, office=Office(Role.ADMIN, TODAY, TOMORROW))
    assert isinstance(waiting, Invitation) and isinstance(over, Invitation)
    confirm_invitation(invitation=waiting, by=person(HERE, "chair"), at=later)
    assert Membership.objects.get(user=person(HERE, "slt"), role="HEAD").starts == date(2026, 11, 19)
    with pytest.raises(Refused, match="to end before today"):
        confirm_invitation(invitation=over, by=person(HERE, "chair"), at=later)


# Ending


def test_an_office_ends_after_its_last_day_and_what_was_held_stays_held(school: School) -> None:
    for last in (date(2027, 7, 21), TODAY, YESTERDAY):
        ended(office("slt"), last)
        assert office("slt").ends == last
    with pytest.raises(Refused, match="ended already"):
        ended(office("slt"), TODAY)
    with pytest.raises(Refused, match="yesterday at the earliest"):
        ended(office("governor"), date(2026, 11, 14))
    assert office("governor").ends is None


def test_an_office_that_starts_today_or_later_is_taken_back_whole(school: School) -> None:
    later = given(school, office=Office(Role.GOVERNOR, TOMORROW))
    assert isinstance(later, Membership)
    ended(later, YESTERDAY)
    assert offices(person(HERE, "slt")) == ["SLT"]
    assert Membership.history.filter(role="GOVERNOR", history_type="-").count() == 1


def test_the_last_administrator_stays_until_there_is_another(school: School) -> None:
    """S8.25."""
    for last in (YESTERDAY, TODAY, date(2027, 7, 21)):
        with pytest.raises(Refused, match="Appoint another first"):
            ended(office("admin"), last)
    second = second_admin(school)
    ended(Membership.objects.get(user=second), date(2027, 3, 1))
    with pytest.raises(Refused, match="Appoint another first"):
        ended(office("admin"), date(2027, 3, 1))
    ended(office("admin"), date(2027, 2, 28))


def test_nobody_lengthens_their_own_office_and_one_person_lengthens_none_that_takes_two(school: School) -> None:
    """S2.04, S8.25."""
    second = second_admin(school)
    theirs, soon, late = Membership.objects.get(user=second), date(2026, 12, 1), date(2027, 12, 1)
    ended(theirs, soon)
    with pytest.raises(Refused, match="Nobody gives themselves"):
        ended(theirs, late, by=second)
    with pytest.raises(Refused, match="takes two people"):
        ended(theirs, late)
    ended(office("slt"), soon)
    ended(office("slt"), late)
    assert office("slt").ends == late
