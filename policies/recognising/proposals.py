"""What reading a policy ends in: proposals, each beside the sentence it came from and the reason for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any


class About(Enum):
    """What a proposal is about. The codes are those of a suggestion."""

    FIELD = "FIELD"
    CATEGORY = "CATEGORY"
    STEP = "STEP"


@dataclass(frozen=True)
class Proposal:
    """What would be written, and why: the sentence, its paragraph, and the words that made the rule say so.

    `value` is plain data. A field has "field" and what it would hold; a category "kind" and "name"; a step the columns
    of the procedure. Each has "reason".
    """

    about: About
    value: Mapping[str, Any]
    sentence: str
    paragraph: str

    @property
    def code(self) -> str:
        """What it is about in one word: a field, a topic, a kind of category, a step."""
        return str(self.value.get("topic") or self.value.get("field") or self.value.get("kind") or self.value["step"])


@dataclass(frozen=True)
class Recognised:
    """A text read: its sections as a version keeps them, and every proposal, in the order of the page."""

    sections: Sequence[Mapping[str, Any]]
    proposals: Sequence[Proposal]


def because(words: str) -> str:
    """The plain reason for a proposal: the words of the text that a rule looked for."""
    return f"because it says “{' '.join(words.split())}”"
