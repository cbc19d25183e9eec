"""The experiment of erasing, run small; and that it finds what is left (S14.10)."""

import random

import pytest

from incidents.operations import erasing
from tests.prove import erasure
from tests.prove._leftovers import a_whole_incident, left_over
from tests.prove._marked import Marked

pytestmark = pytest.mark.django_db


def test_nothing_is_left_of_what_was_erased_and_all_of_what_was_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert erasure.run(6) == 0, capsys.readouterr().out


def test_a_table_that_is_forgotten_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(erasing.SHELL, "summary", "Kept by mistake")
    monkeypatch.delitem(erasing.SHELL, "concern")
    assert erasure.run(2) > 0
    marked = Marked(random.Random(1))
    incident = a_whole_incident(marked, "tregarth", erasure.AT)
    assert left_over([incident.summary.lower()])
