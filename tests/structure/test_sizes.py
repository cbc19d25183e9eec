"""Small on purpose: a module over 250 lines or a function over 25 is split by question on the day it happens."""

import ast
from statistics import median

from tests.structure.source import Module, product
from tests.structure.source import tests as all_tests

LONG_MODULE, LONGEST_MODULE = 250, 300
LONG_FUNCTION, LONGEST_FUNCTION = 25, 30
MEDIAN_FUNCTION = 10

LONGER_MODULES = {
    "schools/standalone/check_record.py": "one file, so that a stranger can read and run it by itself",
    "tests/incidents/test_ladder.py": "the rules of the ladder in the order of the procedure, to be read beside it",
    "tests/structure/routes.py": "one table of every page, which is read as one",
}
LONGER_FUNCTIONS = {
    "incidents.operations.steps.take_step": "thirteen lines are what it is given, and eleven the row it adds",
}


def lines(node: ast.AST) -> int:
    """How many lines a definition takes, its decorators left out."""
    return int(node.end_lineno) - int(node.lineno) + 1  # type: ignore[attr-defined]


def sizes(modules: list[Module]) -> dict[str, int]:
    """The lines of every function, by its name."""
    return {f"{module.name}.{node.name}": lines(node) for module in modules for node in module.functions()}


def test_no_module_is_longer_than_three_hundred_lines() -> None:
    counted = {module.place: len(module.text.splitlines()) for module in [*product(), *all_tests()]}
    print(f"{len(counted)} modules")
    for place, length in counted.items():
        if LONG_MODULE < length <= LONGEST_MODULE:
            print(f"{place} has {length} lines: split it by question before it grows")
    assert len(counted) > 120
    assert {place for place, length in counted.items() if length > LONGEST_MODULE} == set(LONGER_MODULES)


def test_no_function_is_longer_than_thirty_lines_and_most_are_under_ten() -> None:
    counted = sizes(product())
    print(f"{len(counted)} functions, median {median(counted.values())} lines, longest {max(counted.values())}")
    for name, length in counted.items():
        if LONG_FUNCTION < length <= LONGEST_FUNCTION:
            print(f"{name} has {length} lines: split it by question before it grows")
    assert len(counted) > 600
    assert {name for name, length in counted.items() if length > LONGEST_FUNCTION} == set(LONGER_FUNCTIONS)
    assert median(counted.values()) < MEDIAN_FUNCTION


def test_a_test_is_no_longer_than_a_page() -> None:
    counted = sizes(all_tests())
    assert len(counted) > 300
    assert {name: length for name, length in counted.items() if length > 40} == {}
