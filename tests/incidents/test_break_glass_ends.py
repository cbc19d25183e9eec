"""How being let in to read ends, and that a request tells its asker nothing of what lies behind it (S8.24, S8.02)."""

from datetime import timedelta

import pytest

from incidents.access import Sight
from incidents.break_glass import Part, State, part_in, state_of
from incidents.models import Access, Incident
from incidents.operations.break_glass import end_lapsed, end_reading, let_in, turn_down
from incidents.operations.ownership import hand_over
from schools.access import standing_at
from schools.models import Event
from schools.operation import NotFound, Refused
from schools.vocabulary import Role
from tests.builders import AT, a_reported_post, person
from tests.incidents.at_the_pages import NOW, SCHOOL
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools
from tests.incidents.let_in import WHY, asker, asks, kinds, reader, sight


@pytest.mark.parametrize("office", ["admin", "head", "dsl"])
def test_the_reader_whoever_decides_and_the_owner_each_end_it_and_nobody_else(incident: Incident, office: str) -> None:
    hand_over(incident=incident, to=person(SCHOOL, "dsl"), role=Role.DSL, by=person(SCHOOL, "head"), at=AT)
    access = reader(incident)
    for other in ("slt", "chair", "governor", "staff", "trust_lead"):
        with pytest.raises(NotFound):
            end_reading(access=access, by=person(SCHOOL, other), at=NOW)
    end_reading(access=access, by=person(SCHOOL, office), at=NOW + timedelta(minutes=5))
    assert sight(asker("admin"), incident, NOW + timedelta(minutes=6)) is Sight.NOTHING
    assert kinds(incident.about)[-1] == "access-ended"
    with pytest.raises(Refused, match="over already"):
        end_reading(access=access, by=person(SCHOOL, office), at=NOW + timedelta(minutes=7))


def test_when_the_time_is_over_the_nightly_sweep_writes_it_down_once_at_its_own_moment(incident: Incident) -> None:
    access = reader(incident, hours=2)
    assert end_lapsed(at=NOW + timedelta(hours=1)) == 0
    assert [end_lapsed(at=NOW + timedelta(days=1)) for _ in range(2)] == [1, 0]
    access.refresh_from_db()
    assert access.ended_at == access.until == NOW + timedelta(hours=2) and access.ended_by is None
    ended = Event.objects.across_schools("test").filter(about=incident.about).latest("number")
    assert (ended.kind, ended.actor, ended.at) == ("access-lapsed", "system:tidying", access.until)


def test_a_request_is_answered_once_and_lapses_after_three_days(incident: Incident) -> None:
    head = person(SCHOOL, "head")
    first, late = asks(incident, asker("admin")), asks(incident, asker("trust_lead"))
    turn_down(access=first, by=head, at=NOW)
    for act in (
        lambda: let_in(access=first, hours=1, by=head, at=NOW),
        lambda: turn_down(access=first, by=head, at=NOW),
    ):
        with pytest.raises(Refused, match="answered this request already"):
            act()
    with pytest.raises(Refused, match="in time"):
        let_in(access=late, hours=1, by=head, at=NOW + timedelta(days=3))
    assert sight(asker("admin"), incident) is sight(asker("trust_lead"), incident) is Sight.NOTHING
    assert kinds(incident.about)[-1] == "access-refused"


def test_whoever_asks_cannot_tell_a_refusal_from_silence_or_from_nothing_being_there(incident: Incident) -> None:
    """S8.02: the state that they are told, what a further request gives, and how many may wait."""
    admin, lead = asker("admin"), asker("trust_lead")
    real, unreal = asks(incident, admin), asks("BBB-222", admin)
    turn_down(access=real, by=person(SCHOOL, "head"), at=NOW)
    for days, expected in ((1, State.WAITING), (3, State.LAPSED)):
        then = NOW + timedelta(days=days)
        told = {state_of(Access._base_manager.get(pk=each.pk), Part.READER, then) for each in (real, unreal)}
        assert told == {expected}
    assert asks(incident, admin).pk == real.pk and asks("BBB-222", admin).pk == unreal.pk
    for number in range(3):
        asks(f"CCC-22{number + 2}", admin)
    for reference in (incident.reference, "BBB-222"):
        assert asks(reference, admin)
    with pytest.raises(Refused, match="5 of your requests wait"):
        asks("DDD-222", admin)
    assert asks("DDD-222", lead).incident is None
    assert kinds(unreal.about) == kinds(real.about) == ["access-asked"]
    assert part_in(unreal, standing_at(person(SCHOOL, "head"), incident.school, NOW.date()), NOW) is Part.NONE


def test_a_reference_of_another_school_or_of_what_one_sees_anyway_is_as_good_as_none(schools: None) -> None:
    there = a_reported_post("larkspur-junior")
    assert asks(there, asker("admin")).incident is None
    theirs = a_reported_post()
    hand_over(incident=theirs, to=asker("trust_lead"), role=Role.TRUST_LEAD, by=person(SCHOOL, "head"), at=AT)
    assert asks(theirs, asker("trust_lead")).incident is None
    assert asks(theirs, asker("admin")).incident == theirs


def test_asking_needs_a_reason_and_the_right_to_ask(incident: Incident) -> None:
    with pytest.raises(Refused, match="Say why"):
        asks(incident, asker("admin"), reason=" \n")
    for office in ("head", "slt", "chair", "governor", "staff"):
        with pytest.raises(NotFound):
            asks(incident, person(SCHOOL, office))
    with pytest.raises(NotFound):
        asks(incident, person("coldwell", "head"))
    assert not Access._base_manager.exists()
    assert asks(incident, asker("admin")).reason == WHY
    assert Access.history.get().history_user_id == asker("admin").pk
