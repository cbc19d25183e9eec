"""Accounts that nobody uses: told of once a week, and shown to the head and the administrator (S7.07)."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from schools.adapter import note_sign_in
from schools.history import OPERATING
from schools.models import Event, Outgoing, School
from schools.operations.unused import TOLD, tell_of_unused
from tests.builders import AT, client_of, person
from tests.schools.at_the_people import ELSEWHERE, HERE, TODAY, words
from tests.schools.at_the_people import school as school

PAGE = f"/{HERE}/people/unused/"


def everybody_but(school: School, *unused: str) -> None:
    """All who hold an office there signed in today, but these, who did 91 days ago."""
    from schools.access import people_of

    for user, _ in people_of(school, TODAY):
        old = user.email.partition("@")[0] in unused
        note_sign_in(user, TODAY - timedelta(days=91) if old else TODAY)


def run() -> str:
    """What the command says."""
    out = StringIO()
    call_command("tell_of_unused_accounts", stdout=out)
    return out.getvalue().strip()


def mailed() -> list[str]:
    """Who was written to of it, in order."""
    return sorted(Outgoing.objects.filter(template="unused_accounts").values_list("to", flat=True))


def test_the_head_and_the_administrator_are_told_once_a_week_and_of_nobody_by_name(school: School) -> None:
    """S7.07, S14.05."""
    for slug in (HERE, ELSEWHERE):
        everybody_but(School.objects.get(slug=slug), *(("dsl",) if slug == HERE else ()))
    others = School.objects.exclude(slug__in=(HERE, ELSEWHERE))
    for each in others:
        everybody_but(each)
    assert run() == "Told of accounts that nobody uses: 2."
    assert mailed() == ["admin@coldwell.example", "head@coldwell.example"]
    row = Outgoing.objects.filter(template="unused_accounts").first()
    assert row is not None and person(HERE, "dsl").name not in str(row.data) + row.subject
    assert run() == "Told of accounts that nobody uses: 0."
    assert Event.objects.across_schools("test").filter(kind=TOLD).count() == 1


@pytest.mark.parametrize(("later", "again"), [(timedelta(days=6), False), (timedelta(days=7), True)])
def test_a_week_is_from_monday_to_sunday(school: School, later: timedelta, again: bool) -> None:
    everybody_but(school, "dsl")
    assert tell_of_unused(school=school, by=OPERATING, at=AT) == 2
    with time_machine.travel(AT + later, tick=False):
        assert (tell_of_unused(school=school, by=OPERATING, at=AT + later) > 0) is again


def test_a_school_where_everybody_signs_in_hears_nothing(school: School) -> None:
    everybody_but(school)
    assert tell_of_unused(school=school, by=OPERATING, at=AT) == 0
    assert not Event.objects.across_schools("test").filter(kind=TOLD).exists() and not mailed()


def test_the_head_and_the_administrator_see_who_and_nobody_else_does(school: School) -> None:
    """S7.07."""
    everybody_but(school, "dsl")
    dsl, slt = person(HERE, "dsl").name, person(HERE, "slt").name
    for office in ("head", "admin"):
        text = words(client_of(person(HERE, office)).get(PAGE))
        assert dsl in text and slt not in text
    for office in ("slt", "dsl", "chair", "governor", "staff", "trust_lead"):
        assert client_of(person(HERE, office)).get(PAGE).status_code == 404
    assert client_of(person(ELSEWHERE, "head")).get(PAGE).status_code == 404


def test_a_school_without_any_says_so(school: School) -> None:
    everybody_but(school)
    assert "has signed in within that time" in words(client_of(person(HERE, "head")).get(PAGE))
