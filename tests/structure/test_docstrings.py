"""Every module says what lives in it; every public class and function says what it does."""

import ast
from collections.abc import Iterator

from tests.structure.source import Definition, Module, parsed, product
from tests.structure.source import tests as all_tests

SAID_ELSEWHERE = {"Meta", "ready", "find", "list"}
"""What Django asks for by name: its own words hold."""


def public(module: Module) -> Iterator[tuple[str, Definition]]:
    """The public classes and functions of a module, and the public methods of its public classes."""
    for name, node in definitions(module.tree):
        yield f"{module.name}.{name}", node
        if isinstance(node, ast.ClassDef):
            yield from ((f"{module.name}.{name}.{inner}", method) for inner, method in definitions(node))


def definitions(parent: ast.Module | ast.ClassDef) -> Iterator[tuple[str, Definition]]:
    """What is defined right inside, unless its name says that it is nobody else's business."""
    for node in parent.body:
        if isinstance(node, Definition) and not node.name.startswith("_") and node.name not in SAID_ELSEWHERE:
            yield node.name, node


def silent(modules: list[Module]) -> list[str]:
    """What is public and says nothing."""
    return [
        name for module in modules for name, node in public(module) if not (ast.get_docstring(node) or is_stub(node))
    ]


def is_stub(node: Definition) -> bool:
    """Whether it only names what a protocol asks for."""
    return ast.unparse(node.body[0]) == "..." if len(node.body) == 1 else False


def test_every_module_says_what_lives_in_it() -> None:
    modules = [module for module in [*product(), *all_tests()] if module.text.strip()]
    print(f"{len(modules)} modules")
    assert len(modules) > 120
    assert [module.place for module in modules if not ast.get_docstring(module.tree)] == []


def test_everything_public_says_what_it_does() -> None:
    modules = product()
    found = [name for module in modules for name, _ in public(module)]
    print(f"{len(found)} public classes, functions and methods")
    assert len(found) > 500
    assert silent(modules) == []


def test_a_missing_docstring_is_found() -> None:
    made_up = parsed('class A:\n    """A."""\n    def f(self): pass\n    def _g(self): pass\n\ndef h(): pass\n')
    assert silent([made_up]) == ["incidents.made_up.A.f", "incidents.made_up.h"]
