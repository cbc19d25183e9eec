"""Every requirement of security has one line in the table, and whatever a line names is there."""

import ast
from functools import cache

import pytest

from config.manual import security
from config.manual.security import CHAPTERS, Row, Status, read
from tests.structure.source import ROOT

HOW_MANY = {"S3": 14, "S4": 4, "S6": 19, "S7": 8, "S8": 26, "S13": 5, "S14": 19, "S16": 24}
"""How many requirements each chapter has: they are numbered from one on, without a gap."""

RELIABILITY = [f"R.{number:02}" for number in (*range(1, 16), *range(20, 26), 30)]
"""The chapter whose numbers leave gaps."""


@cache
def named_in(file: str) -> set[str]:
    """The names of the tests of a file."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def fault_of(row: Row) -> str:
    """What is wrong with a line, if anything."""
    if not row.asks or len(row.asks) > 120:
        return "says nothing, or too much"
    if row.status is Status.DONE and not row.tests:
        return "is done, and no test shows it"
    if row.status is not Status.DONE and not row.why:
        return "is not done, and does not say why"
    for place in row.tests:
        file, _, name = place.partition("::")
        if not (ROOT / file).is_file() or name not in named_in(file):
            return f"names {place}, which is not there"
    return ""


def test_every_requirement_of_every_chapter_has_one_line_in_its_own_chapter() -> None:
    assert set(CHAPTERS) == {*HOW_MANY, "R"}
    wanted = [f"{chapter}.{number:02}" for chapter in HOW_MANY for number in range(1, HOW_MANY[chapter] + 1)]
    assert [row.number for row in security.rows()] == wanted + RELIABILITY
    for chapter, module in CHAPTERS.items():
        lines = [read(line) for line in module.TABLE.strip().splitlines()]
        assert {row.chapter for row in lines} == {chapter}


@pytest.mark.parametrize("row", security.rows(), ids=lambda row: row.number)
def test_a_line_says_where_it_stands_and_whatever_it_names_is_there(row: Row) -> None:
    assert fault_of(row) == ""


@pytest.mark.parametrize(
    "line",
    [
        "S3.01 | done | Something | - | because",
        "S3.01 | left | Something | - |",
        "S3.01 | not applicable | Something | - |",
        "S3.01 | done | Something | tests/structure/test_security_table.py::test_that_is_not_there |",
        "S3.01 | done | Something | tests/structure/test_nothing.py::test_nothing |",
        "S3.01 | done |  | tests/structure/test_sizes.py::test_nothing |",
    ],
)
def test_a_line_that_claims_too_much_is_found_out(line: str) -> None:
    assert fault_of(read(line)) != ""


@pytest.mark.parametrize("line", ["S3.01 | doing | Something | - | why", "S3.01 | done | Something | -"])
def test_a_line_that_cannot_be_read_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(line)
