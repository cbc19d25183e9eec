"""Sent twice or by many at once, a report becomes one incident; and what it costs does not depend on what it holds."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from incidents.models import DraftFile, Evidence, Incident, Person, ReportDraft
from incidents.operations.reporting import report_draft
from incidents.playing.files import made_up
from schools.models import Event, School, User
from schools.operation import NotFound
from schools.verification import verify
from tests.builders import client_of, person, the_schools
from tests.incidents.reporting import SCHOOL, a_draft, page_of, somebody, typed
from tests.incidents.test_together import all_at_once

CLICKS = 6
BOOKKEEPING = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK")


def a_report(by: User, **changes: Any) -> Callable[[], Any]:
    """Press the button of one report, with a capture kept on it; each press from a browser of its own."""
    draft = a_draft(by)
    kept = client_of(by).post(page_of(draft, "report_add_file"), {"file": made_up("png", 1)})
    assert kept.status_code == 200
    data = typed(**changes)
    return lambda: client_of(by).post(page_of(draft), data)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("office", ["staff", "head"])
def test_clicks_at_the_same_moment_make_one_incident_and_all_lead_to_it(office: str) -> None:
    the_schools()
    by = person(SCHOOL, office)
    press = a_report(by)
    answers = all_at_once(*[press] * CLICKS)
    incident = Incident._base_manager.get()
    place = reverse("progress" if office == "staff" else "incident", args=[SCHOOL, incident.reference])
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, place)}  # type: ignore[attr-defined]
    assert Event.objects.across_schools("test").filter(about=incident.about, kind="reported").count() == 1
    assert Evidence._base_manager.count() == Person._base_manager.count() == 1
    assert not ReportDraft._base_manager.exists() and not DraftFile._base_manager.exists()
    assert verify(School.objects.get(slug=SCHOOL)).sound


@pytest.mark.django_db(transaction=True)
def test_saving_and_sending_at_the_same_moment_leave_no_draft_behind() -> None:
    the_schools()
    by = person(SCHOOL, "staff")
    draft, client = a_draft(by), client_of(by)
    script = {"X-Requested-With": "fetch"}
    data = typed()

    def save() -> int:
        return int(client_of(by).post(page_of(draft), data, headers=script).status_code)

    def add() -> int:
        upload = {"file": made_up("png", 1)}
        return int(client_of(by).post(page_of(draft, "report_add_file"), upload, headers=script).status_code)

    sent, *others = all_at_once(lambda: client.post(page_of(draft), data).status_code, save, save, add)
    assert sent == 302 and set(others) <= {200, 404}, others
    assert (
        Incident._base_manager.count() == 1
        and not ReportDraft._base_manager.exists()
        and not DraftFile._base_manager.exists()
    )
    assert Evidence._base_manager.count() == (1 if others[-1] == 200 else 0)  # a file that was taken is never lost


@pytest.mark.django_db
def test_the_back_button_and_a_reload_lead_to_the_incident_and_strangers_see_nothing() -> None:
    the_schools()
    staff = person(SCHOOL, "staff")
    draft = a_draft(staff)
    client = client_of(staff)
    made = client.post(page_of(draft), typed()).url
    for route in ("report_form", "report_image"):
        assert client.get(page_of(draft, route)).url == made
        assert client.post(page_of(draft, route), typed()).url == made
        for stranger in (person(SCHOOL, "head"), person("tregarth", "staff")):
            assert client_of(stranger).get(page_of(draft, route)).status_code == 404
    assert Incident._base_manager.count() == 1
    with pytest.raises(NotFound):
        report_draft(draft=draft, reported=None, by=person(SCHOOL, "head"), at=Incident._base_manager.get().reported_at)


def statements(press: Callable[[], Any]) -> int:
    """How many statements a press takes: session, user, memberships, everything; not the bounds of transactions."""
    with CaptureQueriesContext(connection) as captured:
        answer = press()
    assert answer.status_code == 302, answer.content.decode()
    return sum(not query["sql"].startswith(BOOKKEEPING) for query in captured)


def pressing(client: Client, **changes: Any) -> Callable[[], Any]:
    """A press of the button of a report with one capture, in one browser."""
    draft = a_draft(client.user)  # type: ignore[attr-defined]
    client.post(page_of(draft, "report_add_file"), {"file": made_up("png", 1)})
    data = typed(**changes)
    return lambda: client.post(page_of(draft), data)


@pytest.mark.django_db
def test_reporting_takes_at_most_36_statements_and_each_further_person_at_most_5() -> None:
    the_schools()
    client = client_of(person(SCHOOL, "staff"))
    client.user = person(SCHOOL, "staff")  # type: ignore[attr-defined]
    head, chair, slt = (str(person(SCHOOL, office).key) for office in ("head", "chair", "slt"))
    one = statements(pressing(client, **somebody(0, name="Kerry Lodge", part="AUTHOR")))
    counts = {"one person": one}
    people: dict[str, str] = {}
    further = [{"name": f"Parent {row}", "part": "SHARER"} for row in (2, 3)]
    accused = [{"name": f"Colleague {key[:4]}", "part": "ACCUSED", "sign_in": key} for key in (head, chair, slt)]
    for row, given in enumerate([*further, *accused], 2):
        people |= somebody(row, **given)
        counts[f"and {given['name'].split()[0]} {row}"] = statements(
            pressing(client, **somebody(0, name=f"Another {row}", part="AUTHOR"), **people)
        )
    print(counts)
    steps = list(counts.values())
    assert one <= 36
    assert all(later - earlier <= 5 for earlier, later in zip(steps, steps[1:], strict=False))
    assert steps[-1] <= one + 5 * (len(steps) - 1)
