"""The page of people, offices and dates: for whoever keeps the school's people, and nobody else."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schools.access import GRANTS
from schools.calendar import TermDates
from schools.history import SET_UP
from schools.models import Membership, School
from schools.operations import add_closure, appoint, create_school, create_user, end_membership, set_terms
from schools.vocabulary import Role
from tests.builders import AT, client_of, person, the_schools

TODAY = AT.date()


@pytest.fixture(autouse=True)
def schools(db: None) -> Iterator[dict[str, School]]:
    with time_machine.travel(AT, tick=True):
        yield the_schools()


def page(slug: str = "coldwell") -> str:
    """What the administrator of a school reads."""
    html = client_of(person(slug, "admin")).get(f"/{slug}/people/").content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&#x27;", "'").split())


@pytest.mark.parametrize(
    ("office", "status"),
    [
        *(("admin", 200), ("head", 404), ("slt", 404), ("dsl", 404), ("chair", 404)),
        *(("governor", 404), ("staff", 404), ("trust_lead", 404)),
    ],
)
def test_the_administrator_alone_sees_it(office: str, status: int) -> None:
    assert client_of(person("coldwell", office)).get("/coldwell/people/").status_code == status
    assert client_of(person("coldwell", office)).get("/tregarth/people/").status_code == 404


def test_every_office_has_its_paragraph_and_whoever_holds_it() -> None:
    text = page()
    for role in Role:
        assert f"{role.label} {GRANTS[role].paragraph}" in text
    assert "Nasreen Malik head@coldwell.example, from 1 September 2020" in text
    assert "Desmond Clarke , Coldwell Trust" in text, "the lead of the school's trust"
    assert "Loveday Carne" not in text, "the head of another school"


def test_a_school_without_a_trust_has_no_trust_lead() -> None:
    assert Role.TRUST_LEAD.label not in page("tregarth")


def test_whoever_left_is_gone_whoever_comes_is_marked_and_a_vacancy_is_said(schools: dict[str, School]) -> None:
    lead = Membership.objects.get(user=person("coldwell", "dsl"))
    assert "Nobody today" not in page()
    end_membership(membership=lead, ends=date(2026, 11, 13), by=SET_UP, at=AT)
    newcomer = create_user(email="new@coldwell.example", name="Ada Newcomer", by=SET_UP)
    given = {"school": schools["coldwell"], "by": SET_UP, "at": AT}
    appoint(user=newcomer, role=Role.DSL, starts=date(2027, 1, 4), ends=date(2027, 7, 21), **given)
    text = page()
    assert "Dawn Fisk dsl@coldwell.example" not in text
    assert "They hold no office here any more They see nothing of this school." in text and "Dawn Fisk" in text
    assert "Designated safeguarding lead Nobody today" in text
    assert "Ada Newcomer new@coldwell.example, from 4 January 2027 until 21 July 2027 To come" in text


def test_the_last_day_in_an_office_counts_and_a_deactivated_person_does_not() -> None:
    membership = Membership.objects.get(user=person("coldwell", "slt"))
    end_membership(membership=membership, ends=TODAY, by=SET_UP, at=AT)
    assert "Owen Pritchard slt@coldwell.example, from 1 September 2020 until 16 November 2026" in page()
    end_membership(membership=membership, ends=date(2026, 11, 15), by=SET_UP, at=AT)
    assert "Owen Pritchard slt@coldwell.example" not in page()


def test_terms_to_come_and_closure_days_are_shown(schools: dict[str, School]) -> None:
    text = page()
    assert "Autumn 2026 Now 1 September 2026 18 December 2026 26 October to 30 October" in text
    assert "Earlier terms" in text and "None entered from today on" in text
    admin = person("coldwell", "admin")
    for day in (date(2027, 6, 10), date(2026, 10, 1)):
        add_closure(school=schools["coldwell"], day=day, why="INSET <b>", by=admin, at=AT)
    html = client_of(admin).get("/coldwell/people/").content.decode()
    assert "Thursday 10 June 2027: INSET &lt;b&gt;" in html
    assert "1 October 2026: INSET" not in html, "it has passed"
    assert "10 June 2027" not in page("tregarth")


def test_a_new_school_is_told_what_is_missing() -> None:
    school = create_school(slug="new", name="New School", by=SET_UP, at=AT)
    admin = person("coldwell", "admin")
    appoint(user=admin, role=Role.ADMIN, school=school, starts=TODAY, by=SET_UP, at=AT)
    text = client_of(admin).get("/new/people/").content.decode()
    assert text.count("Nobody today") == 3
    assert "No term is entered from today on" in text
    set_terms(school=school, terms=[TermDates("Winter 2027", date(2027, 1, 5), date(2027, 4, 1))], by=SET_UP, at=AT)
    assert "Winter 2027" in client_of(admin).get("/new/people/").content.decode()


def test_the_page_asks_as_many_questions_for_many_people_as_for_few(schools: dict[str, School]) -> None:
    client = client_of(person("coldwell", "admin"))
    with CaptureQueriesContext(connection) as few:
        client.get("/coldwell/people/")
    for number in range(20):
        user = create_user(email=f"{number}@coldwell.example", name=f"Person {number}", by=SET_UP)
        appoint(user=user, role=Role.STAFF, school=schools["coldwell"], starts=TODAY, by=SET_UP, at=AT)
    with CaptureQueriesContext(connection) as many:
        client.get("/coldwell/people/")
    assert len(many) == len(few) <= 12
