"""Categories to take over, one by one: those of the two documents, and further ones met elsewhere (domain 2.1).

Each is in our own words, and says where such a category is seen. Taking one over fills in a form; what is added is
then the school's own, to be worded as it likes. Reads files of its own, and writes nothing.
"""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from policies.kinds import explained
from policies.models import PolicyVersion
from policies.starters import load
from policies.vocabulary import CategoryKind

FURTHER = Path(__file__).parent / "starters" / "further.toml"
DOCUMENTS = {
    "joint-academy": ("From the joint policy of two academies", "In a joint policy of an infant and a junior academy."),
    "primary": ("From a primary school’s policy", "In a primary school’s policy."),
}


@dataclass(frozen=True)
class Idea:
    """A category as it may be taken over: its words, the kind it behaves as, and where it is seen."""

    key: str
    name: str
    kind: CategoryKind
    help: str
    examples: Sequence[str]
    seen: str

    @property
    def behaves(self) -> str:
        """What a category of this kind does."""
        return explained(self.kind)


@dataclass(frozen=True)
class Shelf:
    """Ideas of one source, under a heading."""

    heading: str
    ideas: Sequence[Idea]


@cache
def shelves() -> tuple[Shelf, ...]:
    """Every idea: first those that the two documents list, then those met elsewhere."""
    documents = [Shelf(heading, tuple(_of_document(name, seen))) for name, (heading, seen) in DOCUMENTS.items()]
    return (*documents, Shelf("Seen elsewhere", tuple(_further(FURTHER.read_text(encoding="utf-8")))))


def idea(key: str) -> Idea | None:
    """The idea of that key, if there is one."""
    return next((each for shelf in shelves() for each in shelf.ideas if each.key == key), None)


def known_in(version: PolicyVersion) -> set[str]:
    """The keys of the ideas whose name a version has already."""
    names = {each.name.casefold() for each in version.categories.all()}
    return {each.key for shelf in shelves() for each in shelf.ideas if each.name.casefold() in names}


def _of_document(name: str, seen: str) -> Iterator[Idea]:
    """What a document itself lists; what its school added is left out."""
    for row in load(name).categories:
        if not row["added"]:
            key = f"{name}-{row['kind'].lower().replace('_', '-')}"
            yield Idea(key, row["name"], CategoryKind(row["kind"]), row["help"], tuple(row["examples"]), seen)


def _further(text: str) -> Iterator[Idea]:
    for row in tomllib.loads(text)["category"]:
        yield Idea(**{**row, "kind": CategoryKind(row["kind"]), "examples": tuple(row["examples"])})
