"""How many questions the page of an incident asks of the database: never more for more rows."""

import re
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.models import Incident
from incidents.operations.details import add_further_post, add_note, link_incidents
from incidents.operations.keeping import keep_capture
from incidents.operations.letters import draft_letter
from incidents.operations.ownership import hand_over
from incidents.operations.people import Named, link_person
from incidents.operations.recording import record_check
from incidents.operations.steps import close, take_step
from incidents.playing.files import made_up
from incidents.vocabulary import LetterKind, Part, PostState
from policies.vocabulary import StepName
from schools.files.store import receive
from schools.vocabulary import Role
from tests.builders import AT, a_reported_post, person, the_author
from tests.incidents.at_the_pages import NOW, SCHOOL, browser, url
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools


def _busy(incident: Incident, rows: int) -> None:
    head = person(SCHOOL, "head")
    received = receive(made_up("png", 1), folder=SCHOOL)
    for number in range(rows):
        add_note(incident=incident, words=f"Note {number}", by=head, at=AT)
        add_further_post(incident=incident, words=f"Post {number}", posted=None, by=head, at=AT)
        link_person(incident=incident, named=Named(f"Somebody {number}", Part.SHARER), by=head, at=AT)
        keep_capture(incident=incident, received=received, by=head, at=AT)
        take_step(incident=incident, step=StepName.SUPPORT, due=NOW + timedelta(days=number + 1), by=head, at=AT)
        record_check(incident=incident, state=PostState.UP, by=head, at=AT)
        draft_letter(incident=incident, kind=LetterKind.CLOSING, to=the_author(incident), by=head, at=AT)


def _count(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    asked = [each["sql"] for each in found.captured_queries]
    return len([sql for sql in asked if not re.match(r"BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK", sql)])


def test_the_page_asks_as_many_questions_with_fifty_rows_as_with_one(incident: Incident) -> None:
    _busy(incident, 1)
    client = browser()
    few = _count(client, url(incident))
    _busy(incident, 49)
    assert _count(client, url(incident)) == few
    print(f"{few} questions")
    assert few <= 22


def _with_others(incident: Incident, rows: int) -> None:
    """Earlier breaches by the same person, each linked to this incident."""
    head, before = person(SCHOOL, "head"), AT - timedelta(days=7)
    for number in range(rows):
        earlier = a_reported_post(summary=f"Earlier {number}", at=before, posted=None)
        close(incident=earlier, outcome="RESOLVED_BY_DISCUSSION", reasons="Talked", by=head, at=before)
        link_incidents(incident=incident, to=earlier, reason="The same", by=head, at=AT)


def test_other_incidents_beside_it_cost_no_more_questions_either(incident: Incident) -> None:
    _with_others(incident, 1)
    client = browser()
    few = _count(client, url(incident))
    _with_others(incident, 6)
    assert _count(client, url(incident)) == few <= 22
    page = client.get(url(incident)).content.decode()
    assert page.count("Of somebody of the same name") == 1
    assert page.count("Earlier ") >= 7


def test_a_trust_lead_who_owns_it_asks_no_more_either(incident: Incident) -> None:
    lead = person(SCHOOL, "trust_lead")
    hand_over(incident=incident, to=lead, role=Role.TRUST_LEAD, by=person(SCHOOL, "head"), at=AT)
    assert _count(browser("trust_lead"), url(incident)) <= 22
