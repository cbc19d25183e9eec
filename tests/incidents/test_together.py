"""Two people at once, and one person twice, on the real database of the run: one wins, nothing is lost or doubled."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from incidents.models import Incident, Taken
from incidents.operations.details import add_note
from incidents.operations.keeping import keep_statement
from incidents.operations.recording import record_check
from incidents.operations.reporting import Reported, report
from incidents.operations.steps import take_step
from incidents.vocabulary import Channel, PostState
from policies.vocabulary import StepName
from schools.models import Event, School
from schools.operation import Stale
from schools.verification import verify
from tests.builders import AT, a_reported_post, person, the_schools

pytestmark = pytest.mark.django_db(transaction=True)
LATER = AT + timedelta(hours=1)


def all_at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads that start together, each with its own connection; what each gave or raised."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            barrier.wait()
            return act()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_people_who_move_one_incident_at_once_exactly_one_wins_and_the_others_are_told() -> None:
    schools = the_schools()
    incident = a_reported_post()
    leaders = [person("larkspur-infant", office) for office in ("head", "slt", "dsl")]
    saw = incident.version

    def support(leader: object) -> Callable[[], object]:
        given = {"incident": incident, "step": StepName.SUPPORT, "by": leader, "at": LATER, "version": saw}
        return lambda: take_step(**given)

    results = all_at_once(*(support(leader) for leader in leaders))
    assert [type(each) for each in results if isinstance(each, Exception)] == [Stale, Stale], results
    assert Taken._base_manager.filter(incident=incident).count() == 1
    assert Taken.history.filter(incident=incident).count() == 1
    assert Event.objects.across_schools("test").filter(about=incident.about, kind="step-taken").count() == 1
    assert verify(schools["larkspur-infant"]).sound


def test_evidence_and_notes_do_not_stand_in_each_others_way() -> None:
    the_schools()
    incident = a_reported_post()
    slt, head = person("larkspur-infant", "slt"), person("larkspur-infant", "head")
    given = {"incident": incident, "at": LATER}
    results = all_at_once(
        lambda: keep_statement(words="I saw it", by=slt, **given),
        lambda: add_note(words="Rang at 9", by=head, **given),
        lambda: record_check(state=PostState.UP, by=slt, version=incident.version, **given),
    )
    assert not [each for each in results if isinstance(each, Exception)], results


def test_a_report_sent_many_times_at_once_makes_one_incident() -> None:
    the_schools()
    school, staff, token = School.objects.get(slug="larkspur-infant"), person("larkspur-infant", "staff"), uuid4()
    reported = Reported(summary="Once", channel=Channel.FORUM, category_kinds=["COMPLAINT"])
    send = {"school": school, "reported": reported, "token": token, "by": staff, "at": AT}
    results = all_at_once(*(lambda: report(**send) for _ in range(6)))
    assert {each.pk for each in results if isinstance(each, Incident)} == {Incident._base_manager.get().pk}, results
    assert len([each for each in results if isinstance(each, Incident)]) == 6, results
    assert Event.objects.across_schools("test").filter(kind="reported").count() == 1
