"""The page of unusual looking in a week: for the head, and for the chair where it is the head's (S16.09, S8.13)."""

import re
from datetime import datetime, timedelta

import pytest

from incidents.models import Incident
from incidents.operations.people import Named
from incidents.operations.steps import close
from incidents.playing.moments import LONDON
from incidents.unusual_looks import MANY, OFTEN
from incidents.unusual_page import monday_of
from incidents.vocabulary import Outcome, Part
from schools.models import User
from schools.record import look
from tests.builders import AT, a_reported_post, an_author, person, the_author
from tests.incidents.at_the_pages import NOW, SCHOOL, browser, url, words
from tests.incidents.at_the_pages import schools as schools
from tests.incidents.lists_and_homes import accused, questions, some, without_token

pytestmark = pytest.mark.usefixtures("schools")
PAGE = f"/{SCHOOL}/unusual/"
NOTHING = "Nothing unusual this week"
LAST_NIGHT = datetime(2026, 11, 16, 23, 10, tzinfo=LONDON)


def looked(incident: Incident, office: str, at: datetime = LAST_NIGHT, kind: str = "incident", about: str = "") -> User:
    """Somebody looked, then."""
    user = person(SCHOOL, office)
    look(school=incident.school, viewer=user, kind=kind, about=about or incident.about, at=at)
    return user


def page(office: str = "head", week: str = "") -> str:
    """What somebody reads."""
    return words(browser(office).get(PAGE, {"week": week} if week else {}))


def test_a_week_with_nothing_says_what_would_stand_there() -> None:
    assert NOTHING in page() and "more than fifteen incidents" in page() and MANY == 15 and OFTEN == 10
    assert "Unusual is not wrong" in page()


def test_the_head_reads_of_others_and_the_chair_of_the_head_and_nobody_of_themselves() -> None:
    incident = a_reported_post()
    looked(incident, "slt")
    looked(incident, "head")
    head, chair = page(), page("chair")
    assert "Simon Peel Senior leader" in head and '<h2 id="person-2">' not in browser().get(PAGE).content.decode()
    assert "Amara Okafor Head of school" in chair and "Simon Peel" not in chair
    assert incident.reference in head and incident.reference in chair
    assert url(incident) in browser().get(PAGE).content.decode()
    assert url(incident) not in browser("chair").get(PAGE).content.decode(), "the chair does not open it"
    for office in ("slt", "dsl", "governor", "staff", "admin", "trust_lead"):
        assert browser(office).get(PAGE).status_code == 404, office


def test_every_sign_is_told_with_its_incidents() -> None:
    old = a_reported_post(at=AT - timedelta(days=200), posted=None)
    close(
        incident=old, outcome=Outcome.RESOLVED_BY_DISCUSSION, reasons="Talked", by=person(SCHOOL, "head"),
        at=AT - timedelta(days=199),
    )  # fmt: skip
    looked(old, "dsl", AT)
    many = some(MANY + 1)
    for number, each in enumerate(many):
        looked(each, "slt", AT + timedelta(minutes=number))
    mine = a_reported_post()
    for number in range(OFTEN):
        looked(mine, "dsl", AT + timedelta(minutes=number), "person", f"involvement:{the_author(mine).key}")
    said = page()
    assert "Closed long before" in said and "Many incidents within an hour" in said
    assert "One person’s record again and again" in said and "Has done nothing in it" in said
    assert "and 4 more" in said and "16 times" in said and "10 times" in said
    assert "Out of hours" not in said


def test_lists_and_reports_that_one_follows_are_not_counted() -> None:
    incident = a_reported_post()
    looked(incident, "staff", kind="progress")
    looked(incident, "slt", kind="list", about="incidents")
    assert NOTHING in page()


def test_weeks_go_from_monday_to_sunday_in_london_and_not_beyond_this_one() -> None:
    incident = a_reported_post(at=AT - timedelta(days=30), posted=None)
    looked(incident, "slt", datetime(2026, 11, 15, 23, 59, tzinfo=LONDON))
    assert NOTHING in page() and "16 November to 22 November 2026" in page()
    assert "Simon Peel" in page(week="2026-11-09") and "Simon Peel" in page(week="2026-11-12")
    assert "The week after" in page(week="2026-11-09") and "The week after" not in page()
    assert "16 November to 22 November 2026" in page(week="2030-01-01")


@pytest.mark.parametrize("said", ["", "x", "2026-13-01", "0001-01-01", "9999-12-31", "²", "2026-W47-1", "\x00"])
def test_what_is_no_day_is_this_week_or_the_first_there_is(said: str) -> None:
    assert browser().get(PAGE, {"week": said}).status_code == 200
    assert monday_of(said, NOW.date()).weekday() == 0


@pytest.mark.parametrize("office", ["head", "chair"])
def test_whoever_is_kept_from_an_incident_gets_the_same_bytes_with_and_without_it(office: str) -> None:
    """S8.13: also where it would make a count higher, or too many within an hour, or a person looked at too often."""
    leader = "slt" if office == "head" else "head"
    others = some(MANY)
    for number, each in enumerate(others):
        looked(each, leader, AT + timedelta(minutes=number))
    known = a_reported_post(people=[an_author()])
    for number in range(OFTEN - 1):
        looked(known, leader, AT + timedelta(hours=2, minutes=number), "person", f"involvement:{the_author(known).key}")
    before = without_token(browser(office).get(PAGE))
    hidden = a_reported_post(people=[an_author(), accused(office)])
    looked(hidden, leader, AT + timedelta(minutes=20))
    looked(hidden, leader, AT + timedelta(hours=3), "person", f"involvement:{the_author(hidden).key}")
    looked(hidden, leader, LAST_NIGHT, "evidence", "evidence:00000000-0000-4000-8000-000000000000")
    assert without_token(browser(office).get(PAGE)) == before
    assert hidden.reference not in before
    shown = a_reported_post(people=[Named("Somebody", Part.WITNESS)])
    looked(shown, leader, AT + timedelta(minutes=20))
    assert without_token(browser(office).get(PAGE)) != before, "else this would prove nothing"


def test_another_schools_looks_are_not_here() -> None:
    there = a_reported_post("larkspur-junior")
    look(
        school=there.school, viewer=person("larkspur-junior", "slt"), kind="incident", about=there.about, at=LAST_NIGHT
    )
    assert NOTHING in page()
    assert "Marcus Bell" in words(browser("head", "larkspur-junior").get("/larkspur-junior/unusual/"))


def test_it_asks_as_many_questions_for_many_looks_as_for_few() -> None:
    looked(a_reported_post(), "slt")
    client = browser()
    few = len(questions(client, PAGE))
    for each in some(40):
        for office in ("slt", "dsl", "admin", "staff"):
            looked(each, office)
    assert len(questions(client, PAGE)) == few <= 22
    assert len(re.findall("<table", client.get(PAGE).content.decode())) == 4
