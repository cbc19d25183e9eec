"""Finds where code begins a question without a school, and says what to write instead (S8.03)."""

import ast
from collections.abc import Iterator

from django.apps import apps
from django.db import models
from simple_history.models import HistoricalChanges

from schools.scoping import path_of
from tests.structure.source import PACKAGES, Module

BEGINNINGS = {"of", "across_schools", "none", "create"}
PAST_IT = {"_base_manager", "_default_manager"}


def ours() -> list[type[models.Model]]:
    """Every model of ours, history included."""
    return [model for model in apps.get_models() if model._meta.app_label in PACKAGES]


def scoped() -> dict[str, type[models.Model]]:
    """The models whose rows belong to one school, by name."""
    return {model.__name__: model for model in ours() if path_of(model)}


def unscoped() -> set[str]:
    """The names of all other models, Django's and the libraries' included."""
    return {model.__name__ for model in apps.get_models() if not path_of(model)}


def violations(module: Module) -> Iterator[str]:
    """Each question that is begun without a school: where, and what to write."""
    above = {child: node for node in ast.walk(module.tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and (instead := _instead_of(node, above.get(node))):
            yield f"{module.place}:{node.lineno}: {instead}"


def _instead_of(node: ast.Attribute, above: ast.AST | None) -> str:
    name, word = ast.unparse(node.value), above.attr if isinstance(above, ast.Attribute) else ""
    if node.attr in PAST_IT:
        return f"{name}.{node.attr} goes past the school: write {name}.objects.of(school)"
    if node.attr == "history" and name in scoped():
        return f"{name}.history asks every school: write {name}.history.model.objects.of(school)"
    if node.attr != "objects" or word in BEGINNINGS or name in unscoped():
        return ""
    if name in scoped():
        first = path_of(scoped()[name]).partition("__")[0]
        part = "" if first == "school" else f" or .of({first})"
        return f'{name}.objects.{word} asks every school: write .of(school){part}, or .across_schools("why")'
    return f"{name}.objects: nobody can tell which model this is; name it"


def reasons(module: Module) -> Iterator[ast.expr]:
    """What is given as the reason for asking several schools."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "across_schools":
            yield node.args[0]


def is_history(model: type[models.Model]) -> bool:
    """Whether its rows are what others once were."""
    return issubclass(model, HistoricalChanges)
