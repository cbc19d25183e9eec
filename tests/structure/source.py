"""The project's own Python as text and trees, for the tests of its structure. Reading imports nothing."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
PACKAGES = ("schools", "policies", "incidents", "config")
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Module:
    """One file: `incidents/operations/steps.py` is `incidents.operations.steps`."""

    path: Path

    @property
    def place(self) -> str:
        """The path below the root, as one writes it."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def name(self) -> str:
        """The dotted name by which it is imported."""
        return self.place.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @cached_property
    def text(self) -> str:
        """What is written in it."""
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The same, parsed."""
        return ast.parse(self.text)

    def imports(self) -> Iterator[str]:
        """Everything it imports, wherever in the file: `from a.b import c` gives `a.b.c`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method, nested ones too."""
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
        return (node for node in ast.walk(self.tree) if isinstance(node, kinds))


@cache
def product() -> list[Module]:
    """The four packages, without migrations, which Django writes."""
    files = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return [Module(path) for path in files if "migrations" not in path.parts]


@cache
def tests() -> list[Module]:
    """The tests."""
    return [Module(path) for path in sorted((ROOT / "tests").rglob("*.py"))]


def called(module: Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call, by the last word of what is called: `rows.update(...)` gives `update`."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", "")
            yield name, node


def mentioned(module: Module) -> set[str]:
    """Every name and attribute that its code uses; words in texts and comments are none."""
    found = {node.attr for node in ast.walk(module.tree) if isinstance(node, ast.Attribute)}
    found |= {node.id for node in ast.walk(module.tree) if isinstance(node, ast.Name)}
    return found | {part for name in module.imports() for part in name.split(".")}


def templates() -> list[Path]:
    """Every template, whatever its ending."""
    return [path for path in sorted((ROOT / "templates").rglob("*")) if path.is_file()]


def parsed(text: str) -> Module:
    """A module made up for a test of the tests."""
    made = Module(ROOT / "incidents" / "made_up.py")
    made.__dict__.update(text=text, tree=ast.parse(text))
    return made


def words_of(text: str) -> set[str]:
    """The words of a text in lower case."""
    return set(re.findall(r"[a-z]+", text.lower()))
