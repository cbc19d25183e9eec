"""A part of the matrix, picked by chance; `manage.py prove matrix --count 100000` asks for all of it (S8.01, S8.02)."""

import pytest

from tests.prove import matrix
from tests.structure.world import World

pytestmark = pytest.mark.django_db


def test_nobody_gets_anything_that_is_not_theirs_in_any_relation(capsys: pytest.CaptureFixture[str]) -> None:
    assert matrix.run(400) == 0, capsys.readouterr().out
    assert "400 of" in capsys.readouterr().out


def test_the_whole_matrix_has_more_than_twenty_thousand_cells(world: World) -> None:
    assert len(list(matrix.cells(world, world.incidents["elsewhere"]))) >= 20_000


def test_a_page_that_is_open_by_mistake_is_found(world: World) -> None:
    cell = matrix.Cell("their own", "home", "head", "GET", world.address("home", "head"), "404")
    assert "GET home as head: 200" in matrix.fault_of(world, cell)
