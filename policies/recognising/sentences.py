"""Sentences with what is needed to understand them: where they stand, what leads into them, what they go on from.

A sentence may run over several paragraphs, as lists do that are one sentence ("… when it is racist," and then "or when
it threatens"). Each stretch of it remembers its own paragraph.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policies.recognising.layout import Paragraph, Section

ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|etc|mrs?|ms|dr|st|no|cf|viz|inc|ltd|rev)\.$", re.I)
LONGEST = 1500
"""Characters of a sentence. What is longer is no sentence, and no rule is tried on it."""
BREAK = re.compile(r"(?<=[.!?])['’”\")]*\s+(?=[A-Z“‘\"'(0-9])")


@dataclass(frozen=True)
class Sentence:
    """Words, the paragraphs they stand in, the heading above and, in a list, the words that lead into it."""

    text: str
    spans: tuple[tuple[int, str], ...]
    heading: str
    listed: bool
    lead: str

    @property
    def paragraph(self) -> str:
        """The paragraphs it stands in, as they are cited."""
        return ", ".join(dict.fromkeys(each for _, each in self.spans))

    def paragraph_at(self, place: int) -> str:
        """The paragraph in which a place of the sentence stands."""
        return [each for start, each in self.spans if start <= place][-1]

    @property
    def context(self) -> str:
        """What leads into it, and itself."""
        return f"{self.lead} {self.text}".strip()


def sentences_of(sections: Sequence[Section]) -> list[Sentence]:
    """Every sentence of the text but rows of tables, in order."""
    found: list[Sentence] = []
    for section in sections:
        for paragraph in section.paragraphs:
            if paragraph.cells:
                continue
            for text in filter(_is_readable, split(paragraph.text)):
                _append(found, _sentence(text, paragraph, section.heading))
    return found


def split(text: str) -> list[str]:
    """A paragraph in its sentences. "e.g. the" and "Mrs. Example" end none."""
    pieces: list[str] = []
    for piece in BREAK.split(text):
        if pieces and ABBREVIATED.search(pieces[-1]):
            pieces[-1] += f" {piece}"
        else:
            pieces.append(piece)
    return [piece for piece in pieces if piece.strip()]


def joined(*sentences: Sentence) -> Sentence:
    """Several sentences as one, each stretch with its own paragraph."""
    first, text, spans = sentences[0], "", []
    for each in sentences:
        start = len(text) + 1 if text else 0
        spans += [(start + place, paragraph) for place, paragraph in each.spans]
        text = f"{text} {each.text}".strip()
    return Sentence(text, tuple(spans), first.heading, first.listed, first.lead)


def neighbours(sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence | None, Sentence, Sentence | None]]:
    """Each sentence with the one before and the one after it."""
    padded = [None, *sentences, None]
    yield from zip(padded, sentences, padded[2:], strict=False)


def _is_readable(text: str) -> bool:
    return len(text) <= LONGEST


def _sentence(text: str, paragraph: Paragraph, heading: str) -> Sentence:
    return Sentence(text, ((0, paragraph.id),), heading, paragraph.listed, paragraph.lead)


def _append(found: list[Sentence], new: Sentence) -> None:
    """Add a sentence, or join it to the one it goes on from."""
    goes_on = found and not new.listed and not found[-1].listed and found[-1].heading == new.heading
    if (
        goes_on
        and len(found[-1].text + new.text) < LONGEST
        and (found[-1].text.endswith(",") or new.text[:1].islower())
    ):
        found[-1] = joined(found[-1], new)
    else:
        found.append(new)
