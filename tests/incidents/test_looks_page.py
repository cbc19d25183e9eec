"""The page on which the owner of an incident sees who has looked at it (S16.07)."""

from datetime import datetime, timedelta

import pytest
import time_machine

from incidents.models import Incident
from incidents.operations.keeping import keep_capture
from incidents.operations.ownership import hand_over
from incidents.playing.files import made_up
from incidents.playing.moments import LONDON
from incidents.views.looks import _number
from schools.files.store import receive
from schools.history import SET_UP
from schools.models import School, User
from schools.operations import appoint, create_user
from schools.record import look
from schools.vocabulary import Role
from tests.builders import AT, a_reported_post, person, the_author
from tests.incidents.at_the_pages import NOW, SCHOOL, browser, url, words
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools
from tests.incidents.let_in import reader
from tests.incidents.lists_and_homes import questions


def looked(incident: Incident, by: User, at: datetime, kind: str = "incident", about: str = "") -> None:
    """Somebody looked, then."""
    look(school=incident.school, viewer=by, kind=kind, about=about or incident.about, at=at)


def test_the_owner_reads_who_looked_from_when_to_when_at_what_and_how_often(incident: Incident) -> None:
    """S16.07: a line for each person and day, the latest first."""
    slt, dsl = person(SCHOOL, "slt"), person(SCHOOL, "dsl")
    kept = keep_capture(incident=incident, received=receive(made_up("png", 1), folder=SCHOOL), by=slt, at=AT)
    for minutes in (0, 5, 61):
        looked(incident, slt, AT + timedelta(minutes=minutes))
    looked(incident, slt, AT + timedelta(minutes=30), "evidence", f"evidence:{kept.key}")
    looked(incident, slt, AT + timedelta(minutes=31), "person", f"involvement:{the_author(incident).key}")
    looked(incident, dsl, AT + timedelta(hours=3))
    looked(a_reported_post(), dsl, AT + timedelta(hours=3))
    page = words(browser().get(url(incident, "incident_looks")))
    lines = page.split("How often", 1)[1]
    assert "The incident 3 times, a piece of evidence, somebody’s part in it 09:00 to 10:01 5 times" in lines
    assert (
        "Ruth Calder Designated safeguarding lead 16 November 2026 The incident Has done nothing in it 12:00 Once"
        in (lines)
    )
    assert lines.index("Amara Okafor") < lines.index("Ruth Calder") < lines.index("Simon Peel")


def test_it_is_the_owners_page_and_for_everybody_else_not_there(incident: Incident) -> None:
    for office in ("slt", "dsl", "chair", "governor", "staff", "admin", "trust_lead"):
        assert browser(office).get(url(incident, "incident_looks")).status_code == 404, office
    assert "See who has looked" in words(browser().get(url(incident)))
    assert "See who has looked" not in words(browser("slt").get(url(incident)))
    hand_over(incident=incident, to=person(SCHOOL, "dsl"), role=Role.DSL, by=person(SCHOOL, "head"), at=AT)
    assert browser("dsl").get(url(incident, "incident_looks")).status_code == 200
    assert browser("head").get(url(incident, "incident_looks")).status_code == 404
    reader(incident)
    assert browser("admin").get(url(incident, "incident_looks")).status_code == 404


def test_what_is_unusual_is_marked_and_what_is_not_is_not(incident: Incident) -> None:
    looked(incident, person(SCHOOL, "head"), datetime(2026, 11, 16, 10, 0, tzinfo=LONDON))
    assert "tag-waiting" not in browser().get(url(incident, "incident_looks")).content.decode()
    looked(incident, person(SCHOOL, "head"), datetime(2026, 11, 16, 23, 0, tzinfo=LONDON))
    reader(incident)
    browser("admin").get(url(incident))
    page = words(browser().get(url(incident, "incident_looks")))
    assert "The incident twice" not in page and "The incident 2 times Out of hours 10:00 to 23:00 Twice" in page
    assert "Read it, let in for a few hours Let in to read it for a few hours" in page
    assert "School administrator" in page


def test_a_day_is_a_day_in_london_also_in_summer(incident: Incident) -> None:
    looked(incident, person(SCHOOL, "slt"), datetime(2026, 7, 1, 23, 30, tzinfo=LONDON))
    looked(incident, person(SCHOOL, "slt"), datetime(2026, 7, 2, 0, 30, tzinfo=LONDON))
    page = words(browser().get(url(incident, "incident_looks")))
    assert "1 July 2026" in page and "2 July 2026" in page and "23:30" in page and "00:30" in page


def test_fifty_lines_are_a_page_and_it_asks_as_many_questions_for_many_as_for_few(incident: Incident) -> None:
    client, address = browser(), url(incident, "incident_looks")
    few = len(questions(client, address))
    slt, school = person(SCHOOL, "slt"), School.objects.get(slug=SCHOOL)
    for day in range(120):
        looked(incident, slt, AT - timedelta(days=day))
    for number in range(10):
        who = create_user(email=f"n{number}@larkspur.example", name=f"Newcomer {number}", by=SET_UP)
        appoint(user=who, role=Role.SLT, school=school, starts=AT.date(), by=SET_UP, at=AT)
        looked(incident, who, AT)
    assert len(questions(client, address)) == few <= 22
    counts = []
    for number in (1, 2, 3):
        page = client.get(f"{address}?page={number}").content.decode()
        counts.append(page.count('data-label="Day"'))
        assert ("Older" in page) is (number < 3) and ("Newer" in page) is (number > 1)
    assert counts == [50, 50, 31]
    assert "Nobody looked as long ago as that" in words(client.get(f"{address}?page=4"))


@pytest.mark.parametrize("said", ["0", "-1", "x", "99999999999999999999", "²", "1e3", ""])
def test_what_is_no_number_of_a_page_is_the_first(incident: Incident, said: str) -> None:
    assert _number(said) == 1
    assert browser().get(url(incident, "incident_looks"), {"page": said}).status_code == 200


def test_somebody_who_left_is_still_named(incident: Incident) -> None:
    with time_machine.travel(NOW, tick=False):
        gone = create_user(email="gone@larkspur.example", name="Gone Long", by=SET_UP)
        looked(incident, gone, AT)
        assert "Gone Long No office any more" in words(browser().get(url(incident, "incident_looks")))
