"""What somebody reports, as the form, the scenarios and the tests hand it to the operation. Writes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from incidents.models.evidence import KeptFile
from incidents.operations.details import When
from incidents.operations.knowing import Unnamed
from incidents.operations.people import Named
from policies.models import Category
from schools.files.store import Received


@dataclass(frozen=True)
class Statement:
    """A witness's words, to be kept with a report."""

    words: str
    source: str = ""


@dataclass(frozen=True)
class Capture:
    """A file that passed the gate, to be kept with a report."""

    received: Received | KeptFile
    source: str = ""


@dataclass(frozen=True)
class IntimateImage:
    """Something that must not be kept: only that it was described is recorded."""

    source: str = ""


Item = Capture | Statement | IntimateImage


@dataclass(frozen=True)
class Reported:
    """What somebody reports; `posted` is None when not known.

    Categories are kinds, or rows of the version in force today; where the post was made under another version, the same
    row of that one is meant. `other` is the sentence that a category of kind OTHER needs.
    """

    summary: str
    channel: str
    words: str = ""
    host: str = ""
    url: str = ""
    posted: When = None
    audience: str = ""
    group_size: int | None = None
    category_kinds: Sequence[str] = ()
    categories: Sequence[Category] = ()
    other: str = ""
    people: Sequence[Named] = ()
    concern: str = ""
    emergency: bool = False
    evidence: Sequence[Item] = ()
    unnamed: Unnamed | None = None
