"""Several at once: one answer to a request, one request for one wish, and an end that holds (S8.24, R.02, R.06)."""

from datetime import timedelta

import pytest

from incidents.models import Access
from incidents.operations.break_glass import end_reading, let_in, turn_down
from schools.models import Event
from schools.operation import Refused
from schools.verification import verify
from tests.builders import a_reported_post, person, the_schools
from tests.incidents.at_the_pages import NOW, SCHOOL
from tests.incidents.let_in import asker, asks, reader
from tests.incidents.test_together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_several_answers_at_once_exactly_one_stands() -> None:
    schools = the_schools()
    incident, head = a_reported_post(), person(SCHOOL, "head")
    access = asks(incident, asker("admin"))
    results = all_at_once(
        *(lambda: let_in(access=access, hours=2, by=head, at=NOW) for _ in range(2)),
        *(lambda: turn_down(access=access, by=head, at=NOW) for _ in range(2)),
    )
    assert [type(each) for each in results if each is not None] == [Refused] * 3, results
    answered = Event.objects.across_schools("test").filter(
        about=incident.about, kind__in=["access-given", "access-refused"]
    )
    assert answered.count() == 1
    assert Access.history.count() == 2, "asked, and answered once"
    assert (answered.get().kind == "access-given") is (Access._base_manager.get().until is not None)
    assert verify(schools[SCHOOL]).sound


def test_asking_many_times_at_once_is_one_request() -> None:
    the_schools()
    incident, admin = a_reported_post(), asker("admin")
    results = all_at_once(*(lambda: asks(incident, admin) for _ in range(5)))
    assert {each.pk for each in results if isinstance(each, Access)} == {Access._base_manager.get().pk}, results
    assert Event.objects.across_schools("test").filter(kind="access-asked").count() == 1


def test_it_ends_once_however_many_end_it_at_once() -> None:
    the_schools()
    incident = a_reported_post()
    access, then = reader(incident), NOW + timedelta(minutes=5)
    enders = [asker("admin"), person(SCHOOL, "head")]
    results = all_at_once(*(lambda who=who: end_reading(access=access, by=who, at=then) for who in enders))
    assert [type(each) for each in results if each is not None] == [Refused], results
    assert Event.objects.across_schools("test").filter(about=incident.about, kind="access-ended").count() == 1
