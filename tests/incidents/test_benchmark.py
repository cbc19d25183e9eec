"""The benchmark measures what it says: each page answers as it must. Times are for the command, not for a test."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from config.measuring import Ask, Measured, NotAsExpected, Scenario, statements
from incidents.management.commands import benchmark
from incidents.models import Incident
from incidents.playing.cast import person
from schools.verification import verify
from tests.builders import client_of


@pytest.fixture
def head(db: None) -> Client:
    """The head of a bulk school, signed in."""
    call_command("seed_bulk", schools=1, incidents=110, stdout=StringIO())
    return client_of(person(benchmark.fullest(), "head"))


def test_every_page_and_act_answers_as_it_must(head: Client) -> None:
    school = benchmark.fullest()
    before = Incident._base_manager.count()
    counts = {each.name: statements(head, each) for each in benchmark.scenarios(school, person(school, "head"))}
    assert len(counts) == 11
    assert all(0 < count < 60 for count in counts.values())
    assert Incident._base_manager.count() == before + 2
    assert Incident._base_manager.order_by("-pk")[0].evidence.get().size > 190_000
    assert verify(school).sound


def test_a_page_that_answers_otherwise_is_not_measured(head: Client) -> None:
    with pytest.raises(NotAsExpected, match="answered 404, not 200"):
        statements(head, Scenario("A page that is not there", lambda: Ask("/bulk-001/nowhere/")))


def test_the_middle_and_the_tail_are_taken_from_the_runs() -> None:
    found = Measured("A page", [float(time) for time in range(100, 0, -1)], [], 3, 2048)
    assert (found.p50, found.p95) == (50.5, 95.0)
    assert Measured("Once", [7.0], [], 0, 0).p95 == 7.0


def test_it_refuses_production_and_an_empty_database_and_endless_runs(db: None, settings: Any) -> None:
    with pytest.raises(CommandError, match="run seed_bulk first"):
        call_command("benchmark", stdout=StringIO())
    for runs in (4, 501):
        with pytest.raises(CommandError, match="Between 5 and 500"):
            call_command("benchmark", runs=runs, stdout=StringIO())
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="never in production"):
        call_command("benchmark", stdout=StringIO())
