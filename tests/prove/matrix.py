"""Asks for every page as every person in every relation to it, by every method, and counts surprises (S8.01).

The table (`tests/structure/routes.py`) says what each gets at their own school. Whatever belongs to another school of
the trust, to another trust, or to nobody, is not there: for whoever is signed in the same 404, for anybody else the way
to the sign-in. One world of real objects serves all of it, and nothing that is asked lasts.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.test import override_settings

from incidents.models import Incident
from tests.builders import a_reported_post, the_schools
from tests.structure.routes import PEOPLE, ROUTES, SIGNED_OUT
from tests.structure.sending import body
from tests.structure.walking import ask
from tests.structure.world import ELSEWHERE, NEVER, NO_KEY, NOWHERE, TAKES, World, a_world

ANOTHER_TRUST = "tregarth"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")
OPEN = {name for name, route in ROUTES.items() if route.get["anonymous"] != "in" and "slug" in TAKES[name]}
"""Pages of a school that ask for no sign-in: not there either where the school does not show them."""
LEADERS = {"slt", "dsl", "head", "target", "excluded"}
"""Whoever works on incidents may ask to read one of another school of the trust, and is then let in or not (S8.24)."""


@dataclass(frozen=True)
class Cell:
    """One question of the matrix, and the status that it should get."""

    relation: str
    name: str
    who: str
    method: str
    address: str
    wanted: str


def run(count: int) -> int:
    """Ask `count` cells, picked by chance, or all of them. Returns how many got something else."""
    with TemporaryDirectory() as folder, override_settings(EVIDENCE_ROOT=Path(folder)):
        the_schools()
        call_command("collectstatic", interactive=False, verbosity=0)
        return walk(a_world(), count)


def walk(world: World, count: int) -> int:
    """Ask a world."""
    every = list(cells(world, a_reported_post(ANOTHER_TRUST, at=world.at)))
    picked = every if count >= len(every) else random.Random(count).sample(every, count)
    wrong = [fault for cell in picked if (fault := fault_of(world, cell))]
    by_relation = Counter(cell.relation for cell in picked)
    print(f"{len(picked)} of {len(every)} cells, {len(TAKES)} pages, {len(PEOPLE)} people: {dict(by_relation)}")
    print("\n".join(wrong))
    return len(wrong)


def fault_of(world: World, cell: Cell) -> str:
    """What was not expected; nothing where it was."""
    form = body(world, cell.name, cell.who) if cell.method == "POST" else None
    found = ask(world, cell.method, cell.address, cell.who, form).cell
    return "" if found == cell.wanted else f"{cell.relation}: {cell.method} {cell.name} as {cell.who}: {found}"


def cells(world: World, other: Incident) -> Iterator[Cell]:
    """Every cell of the matrix."""
    theirs = world.incidents["elsewhere"].reference
    relations: list[tuple[str, dict[str, str], Callable[[str], bool]]] = [
        ("at another school of the trust", {"slug": ELSEWHERE}, lambda name: True),
        ("at another trust", {"slug": ANOTHER_TRUST}, lambda name: True),
        ("at a school that is none", {"slug": NEVER}, lambda name: True),
        ("another school's incident under our address", {"reference": theirs}, lambda name: True),
        ("another trust's incident under our address", {"reference": other.reference}, lambda name: True),
        ("another trust's incident at its own", {"slug": ANOTHER_TRUST, "reference": other.reference}, incident_page),
        ("an incident that is none", {"reference": NOWHERE}, lambda name: True),
        ("a thing that is none", {"key": NO_KEY}, lambda name: "slug" in TAKES[name]),
    ]
    for name in TAKES:
        for who in PEOPLE:
            for method in METHODS:
                yield Cell("their own", name, who, method, world.address(name, who), at_home(name, who, method))
                for relation, changes, applies in relations:
                    if set(changes) <= set(TAKES[name]) and applies(name) and method in ("GET", "POST"):
                        wanted = away(name, who, method, changes)
                        if wanted:
                            yield Cell(relation, name, who, method, world.address(name, who, **changes), wanted)


def incident_page(name: str) -> bool:
    """Whether a page is about one incident."""
    return "reference" in TAKES[name]


def at_home(name: str, who: str, method: str) -> str:
    """What the table says; a method that no page takes is refused before anybody is looked at more closely."""
    route = ROUTES[name]
    if method == "GET":
        return route.get[who]
    if method == "POST":
        return route.post[who]
    return "405"


def away(name: str, who: str, method: str, changes: dict[str, str]) -> str:
    """What is expected of a page that is not this person's: not there. Empty where they have an office there too."""
    usual = at_home(name, who, method)
    if usual in ("405", "in") and name not in OPEN:
        return usual
    if who in SIGNED_OUT and name not in OPEN:
        return "in"
    if name in OPEN:
        return "" if changes.get("slug") == ELSEWHERE else usual if usual == "405" else "404"
    if changes.get("slug") == ELSEWHERE and who in ("trust_lead", "elsewhere"):
        return at_the_other_school(name, who, method)
    if name == "break_glass" and changes.get("slug") == ELSEWHERE and who in LEADERS:
        return {"GET": "200", "POST": "302"}[method]
    return "404"


def at_the_other_school(name: str, who: str, method: str) -> str:
    """What the lead of the trust and the head there get at the other school: their own pages, and nothing of ours."""
    if {"reference", "key", "policy", "number"} & set(TAKES[name]):
        return "404" if "reference" in TAKES[name] else ""
    return at_home(name, "head" if who == "elsewhere" else who, method)
