"""Imports point downwards: config, incidents, policies, schools; and inside an app from views towards vocabulary."""

from collections.abc import Collection, Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from tests.structure.source import PACKAGES, ROOT, Module, mentioned, product

ORDER = ("vocabulary", "models", "facts", "conditions", "guards", "ladder", "operations", "forms", "views", "urls")
"""Inside an app each imports only from those before it. A module not named here is pure: see `rank`."""

PURE, PURE_REACH = ORDER.index("models") + 0.5, ORDER.index("ladder")
BELOW_MODELS = ("history", "scoping")
"""What a model needs to be a model: it counts as vocabulary."""

PLAYERS, PLAYERS_RANK = ("playing", "demonstration", "demonstration_plan", "bulk"), ORDER.index("operations") + 0.5
"""What plays scenarios through the operations or fills a database, for commands and tests alone."""

FREE = ("management", "apps")
"""Commands and the apps themselves put things together; nothing imports them."""


def part_of(name: str) -> str:
    """Which part of its app a module is: `incidents.operations.steps` is of `operations`."""
    parts = name.split(".")
    part = parts[1] if len(parts) > 1 else ""
    split = part.split("_")[0]
    return split if split in ("operations", "views") else part


def rank(part: str) -> float:
    """How high a part stands. What is not named in ORDER stands just above the models."""
    if part in PLAYERS:
        return PLAYERS_RANK
    if part in BELOW_MODELS:
        return ORDER.index("vocabulary")
    return ORDER.index(part) if part in ORDER else PURE


def reach(part: str) -> float:
    """The highest part from which it may import: a pure module may read the ladder, and never writes."""
    return PURE_REACH if rank(part) == PURE else rank(part)


def project_imports(module: Module, names: Collection[str]) -> Iterator[str]:
    """The project's own modules that a module imports."""
    for imported in module.imports():
        owner = imported if imported in names else imported.rpartition(".")[0]
        if owner in names and owner != module.name:
            yield owner


def upward(modules: Iterable[Module]) -> list[str]:
    """Every import that points upwards, from one app to another or inside one."""
    modules = list(modules)
    names = {module.name for module in modules}
    return [
        f"{module.name} imports {imported}"
        for module in modules
        if part_of(module.name) not in FREE
        for imported in project_imports(module, names)
        if points_up(module.name, imported)
    ]


def points_up(name: str, imported: str) -> bool:
    """Whether an import goes against the directions."""
    app, other = name.split(".")[0], imported.split(".")[0]
    if part_of(imported) in FREE:
        return True
    if app != other:
        return PACKAGES.index(other) > PACKAGES.index(app)
    return app != "config" and rank(part_of(imported)) > reach(part_of(name))


def test_imports_point_downwards() -> None:
    modules = product()
    assert len(modules) > 80
    found = upward(modules)
    assert not found, "\n".join(found)


def test_an_import_that_points_upwards_is_found() -> None:
    assert points_up("schools.access", "policies.models")
    assert points_up("incidents.views.steps", "config.handlers")
    assert points_up("incidents.ladder", "incidents.operations.steps")
    assert points_up("incidents.models.letter", "incidents.facts")
    assert points_up("incidents.forms.steps", "incidents.views.steps")
    assert points_up("incidents.letters", "incidents.operations.letters")
    assert points_up("incidents.facts", "incidents.guards")
    assert points_up("incidents.operations.steps", "incidents.playing.player")
    assert not points_up("incidents.letters", "incidents.ladder")
    assert not points_up("incidents.access", "incidents.facts")
    assert not points_up("incidents.views.steps", "incidents.forms.steps")
    assert not points_up("config.urls", "incidents.views.home")


def test_no_two_modules_import_each_other() -> None:
    modules = product()
    names = {module.name for module in modules}
    graph = {module.name: set(project_imports(module, names)) for module in modules}
    # `a.b` gives itself on through `a`, so a package counts as the modules in it and not as one of them
    graph = {name: found for name, found in graph.items() if not (ROOT / name.replace(".", "/")).is_dir()}
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise AssertionError(" imports ".join(reversed(error.args[1]))) from error


def test_tests_are_never_imported_by_the_product() -> None:
    found = [module.name for module in product() if any(name.split(".")[0] == "tests" for name in module.imports())]
    assert found == []


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc"}
    found = [module.name for module in product() if drawers & set(module.name.split(".")[1:])]
    assert found == []


def test_the_signal_handlers_are_those_that_put_the_triggers_back_after_a_migration() -> None:
    users = {
        module.name: sorted(
            name for name in module.imports() if "signals" in name or name.startswith("django.dispatch")
        )
        for module in product()
    }
    assert {name: found for name, found in users.items() if found} == {
        "schools.apps": ["django.db.models.signals.post_migrate", "django.db.models.signals.pre_migrate"]
    }
    assert [module.name for module in product() if {"receiver", "Signal"} & mentioned(module)] == []


def test_manage_is_a_few_lines() -> None:
    lines = (ROOT / "manage.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 20
