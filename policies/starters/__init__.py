"""Starter policies: plain data files laid out like documents, and the one place that reads them.

A file says what a policy says and nothing else: no rule is computed here, and no school is named. The dataclasses are
the format; a key or a code they do not know is an error that names the file and the key. `load` checks and fills in
what may be left out, and hands on plain rows, ready for the columns of a policy version.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import MISSING, asdict, dataclass, field, fields, is_dataclass
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin

from policies.vocabulary import LADDER, CategoryKind, Condition, ConditionMode, StepName, Topic
from schools.vocabulary import Role

NAMES = ("joint-academy", "primary", "full-academy")
ADDED = "added by the school"
"""What stands for the paragraph of a category that is not in the document."""


class StarterError(ValueError):
    """A starter file is not as it should be. The sentence names the file and the key."""


@dataclass(frozen=True)
class VersionLine:
    """A line of the version history that the document prints (S1-11)."""

    version: str
    on: str
    amended_by: str = ""
    comments: str = ""


@dataclass(frozen=True)
class Control:
    """The document control block as printed (S1-02 to S1-12). What the document leaves out is empty (S2-01).

    `paragraphs` says which paragraphs each of the other fields carries.
    """

    title: str
    author: str = ""
    reviewed_by: str = ""
    subject: str = ""
    status: str = ""
    approved_by: str = ""
    approved_on: str = ""
    published: str = ""
    published_precision: Literal["", "day", "month", "term", "year"] = ""
    review_due: str = ""
    issued_to: list[str] = field(default_factory=list)
    version_history: list[VersionLine] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    source: str = ""
    paragraphs: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Paragraph:
    """A numbered paragraph of the document."""

    id: str
    text: str


@dataclass(frozen=True)
class Section:
    """A heading with its paragraphs."""

    heading: str
    paragraphs: list[Paragraph]


@dataclass(frozen=True)
class CategoryRow:
    """A category in the school's own words; `added` where the document does not have it."""

    kind: CategoryKind
    name: str
    help: str
    examples: list[str]
    paragraph: str
    added: bool = False


@dataclass(frozen=True)
class StepRow:
    """What the policy says of one step of the ladder. Without an order it may be taken at any time."""

    step: StepName
    decided_by: list[Role]
    paragraph: str
    words: str
    order: int | None = None
    conditions: list[Condition] = field(default_factory=list)
    mode: ConditionMode = ConditionMode.ALL
    days: int | None = None


@dataclass(frozen=True)
class Silence:
    """A topic on which the policy is silent (S1-46, S2-34). What happens then is in `gaps.py`."""

    topic: Topic
    paragraph: str


@dataclass(frozen=True)
class Document:
    """A whole starter file, under the names its tables have there.

    `said` names the paragraph where the document speaks of a topic that no row of it shows.
    """

    document: Control
    section: list[Section]
    category: list[CategoryRow]
    step: list[StepRow]
    silent: list[Silence] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Starter:
    """A starter policy, read and checked. Everything in it is plain data: dictionaries, lists and texts."""

    name: str
    title: str
    control: dict[str, Any]
    sections: list[dict[str, Any]]
    categories: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    silent: list[dict[str, Any]]
    said: dict[str, str]


def load(name: str) -> Starter:
    """The starter policy of that name, one of NAMES. Raises StarterError."""
    if name not in NAMES:
        raise StarterError(f"There is no starter policy {name!r}. There are: {', '.join(NAMES)}.")
    return read((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"), name)


def read(text: str, name: str) -> Starter:
    """Read and check the text of a starter file; the name is used in messages. Raises StarterError."""
    where = f"{name}.toml"
    try:
        document: Document = _table(Document, tomllib.loads(text), where)
    except tomllib.TOMLDecodeError as error:
        raise StarterError(f"{where} cannot be read: {error}.") from error
    _check(document, where)
    plain = asdict(document)
    return Starter(
        name=name,
        title=document.document.title,
        control=plain["document"],
        sections=plain["section"],
        categories=plain["category"],
        steps=plain["step"],
        silent=plain["silent"],
        said=plain["said"],
    )


def _table(kind: Any, raw: Any, where: str) -> Any:
    known = {each.name: each for each in fields(kind)}
    for key in _plain(dict, raw, where):
        if key not in known:
            raise StarterError(f"{where}: nothing is called {key!r} here. There are: {', '.join(known)}.")
    for key, each in known.items():
        if each.default is MISSING and each.default_factory is MISSING and key not in raw:
            raise StarterError(f"{where}: {key!r} is missing.")
    return kind(**{key: _value(known[key].type, value, f"{where}, {key}") for key, value in raw.items()})


def _value(kind: Any, raw: Any, where: str) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is UnionType:  # int | None: a number, or left out
        return _value(inner[0], raw, where)
    if origin is list:
        return [_value(inner[0], item, f"{where} {n}") for n, item in enumerate(_plain(list, raw, where), 1)]
    if origin is dict:
        return {key: _value(inner[1], item, f"{where}, {key}") for key, item in _plain(dict, raw, where).items()}
    if origin is Literal:
        return _one_of(inner, raw, where)
    if is_dataclass(kind):
        return _table(kind, raw, where)
    if issubclass(kind, Enum):
        return _one_of([member.value for member in kind], raw, where)
    return _plain(kind, raw, where)


def _plain(kind: type, raw: Any, where: str) -> Any:
    if type(raw) is not kind:  # not isinstance: true is no number
        raise StarterError(f"{where}: {raw!r} is not a {kind.__name__}.")
    return raw


def _one_of(codes: Sequence[str], raw: Any, where: str) -> str:
    if raw not in codes:
        raise StarterError(f"{where}: {raw!r} is none of {', '.join(codes)}.")
    return str(raw)


def _check(document: Document, where: str) -> None:
    """What no single value shows: nothing twice, only steps of the ladder, only paragraphs that are there."""
    paragraphs = [each.id for section in document.section for each in section.paragraphs]
    _nothing_twice(paragraphs, f"{where}, section")
    _nothing_twice([each.kind for each in document.category], f"{where}, category")
    _nothing_twice([each.step for each in document.step], f"{where}, step")
    if strangers := document.document.paragraphs.keys() - {each.name for each in fields(Control)}:
        raise StarterError(f"{where}, document, paragraphs: nothing is called {min(strangers)!r} here.")
    for topic, cited in document.said.items():
        _one_of(Topic.values, topic, f"{where}, said")
        _check_cited(cited, paragraphs, False, f"{where}, said, {topic}")
    for category in document.category:
        _check_cited(category.paragraph, paragraphs, category.added, f"{where}, category {category.kind}")
    for step in document.step:
        _check_cited(step.paragraph, paragraphs, False, f"{where}, step {step.step}")
        _check_step(step, f"{where}, step {step.step}")


def _check_step(step: StepRow, where: str) -> None:
    if step.step not in LADDER:
        raise StarterError(f"{where}: it is open under every policy, so that no policy describes it.")
    if not step.decided_by:
        raise StarterError(f"{where}, decided_by: nobody decides it.")
    for key, number in (("order", step.order), ("days", step.days)):
        if number is not None and not 1 <= number <= 100:
            raise StarterError(f"{where}, {key}: {number} is not between 1 and 100.")


def _check_cited(cited: str, paragraphs: list[str], added: bool, where: str) -> None:
    if added != (cited == ADDED):
        raise StarterError(f"{where}, paragraph: {cited!r}, and added is {str(added).lower()}.")
    for each in () if added else cited.split(", "):
        if each not in paragraphs:
            raise StarterError(f"{where}, paragraph: there is no paragraph {each!r}.")


def _nothing_twice(codes: list[Any], where: str) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise StarterError(f"{where}: {code} is there twice.")
