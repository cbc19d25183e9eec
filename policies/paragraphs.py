"""The text of a version while it is written: sections and paragraphs as somebody types them, and the number of each.

Categories and steps cite paragraphs by number (S1-41), so a paragraph keeps its number while it is left alone, moved,
or reworded where it stands; only a new one gets a new number. Pure.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from policies.citing import cited_in, number_of
from policies.vocabulary import StepName, Topic

NEW = "P"
"""What stands before the number of a paragraph that was written here: P-12."""

LIKE_ENOUGH = 0.5
"""How much of their words two paragraphs share, at the least, when one is the other reworded."""


@dataclass(frozen=True)
class Written:
    """A section as it was typed: a heading, whom it credits (S2-24), and the texts of its paragraphs."""

    heading: str
    source: str
    texts: Sequence[str]


@dataclass(frozen=True)
class _Old:
    id: str
    text: str


def split(text: str) -> list[str]:
    """The paragraphs of a text: blocks with a blank line between them."""
    blocks = re.split(r"\n[^\S\n]*\n\s*", text)
    lines = ([line.strip() for line in block.strip().split("\n")] for block in blocks)
    return [paragraph for each in lines if (paragraph := "\n".join(each).strip())]


def as_typed(section: Mapping[str, Any]) -> str:
    """The text of a kept section as one types it."""
    return "\n\n".join(each["text"] for each in section["paragraphs"])


def ids_in(sections: Iterable[Mapping[str, Any]]) -> list[str]:
    """The numbers of every paragraph, in order."""
    return [each["id"] for section in sections for each in section["paragraphs"]]


def cited_by(categories: Iterable[Any], steps: Iterable[Any], said: Mapping[str, str]) -> dict[str, list[str]]:
    """What comes from each paragraph, in words: categories that are still offered, steps, and topics spoken of."""
    found: dict[str, list[str]] = {}
    named = [(each.paragraph, f"the category “{each.name}”") for each in categories if not each.retired]
    named += [(each.paragraph, f"the step “{StepName(each.step).label}”") for each in steps]
    named += [(paragraph, f"what it says of “{Topic(topic).label}”") for topic, paragraph in said.items()]
    for paragraphs, who in named:
        for paragraph in cited_in(paragraphs):
            found.setdefault(paragraph, []).append(who)
    return found


def numbered(sections: Sequence[Mapping[str, Any]], written: Sequence[Written]) -> list[dict[str, Any]]:
    """The sections as they are kept: every paragraph with the number that it had, or the next one that is free."""
    old = [_Old(each["id"], each["text"]) for section in sections for each in section["paragraphs"]]
    ids = iter(_ids(old, [text for section in written for text in section.texts]))
    return [_kept(section, ids) for section in written]


def _kept(section: Written, ids: Iterator[str]) -> dict[str, Any]:
    source = {"source": section.source} if section.source else {}
    paragraphs = [{"id": next(ids), "text": text} for text in section.texts]
    return {"heading": section.heading, **source, "paragraphs": paragraphs}


def _ids(old: Sequence[_Old], texts: Sequence[str]) -> list[str]:
    """A number for each text: first for what is unchanged, then for what was moved, then for what was reworded."""
    blocks = SequenceMatcher(None, [_folded(each.text) for each in old], list(map(_folded, texts)), autojunk=False)
    opcodes = blocks.get_opcodes()
    same = [zip(range(i1, i2), range(j1, j2), strict=True) for tag, i1, i2, j1, j2 in opcodes if tag == "equal"]
    found = {new: before for pairs in same for before, new in pairs}
    _find_moved(old, texts, found)
    for tag, i1, i2, j1, j2 in opcodes:
        if tag == "replace":
            _find_reworded(old, texts, found, (range(i1, i2), range(j1, j2)))
    free = _free(old)
    return [old[found[new]].id if new in found else next(free) for new in range(len(texts))]


def _find_moved(old: Sequence[_Old], texts: Sequence[str], found: dict[int, int]) -> None:
    """A text that stands elsewhere now, word for word."""
    left: dict[str, list[int]] = {}
    taken = set(found.values())
    for place, each in enumerate(old):
        if place not in taken:
            left.setdefault(_folded(each.text), []).append(place)
    for new, text in enumerate(texts):
        if new not in found and (places := left.get(_folded(text))):
            found[new] = places.pop(0)


def _find_reworded(
    old: Sequence[_Old], texts: Sequence[str], found: dict[int, int], stretch: tuple[range, range]
) -> None:
    """Texts that took the place of others: as many as there were are the same ones; else the most alike, in order."""
    taken = set(found.values())
    before = [place for place in stretch[0] if place not in taken]
    after = [new for new in stretch[1] if new not in found]
    if len(before) == len(after):
        pairs = list(zip(after, before, strict=True))
    else:
        pairs = list(
            _most_alike([_words(texts[new]) for new in after], after, [(n, _words(old[n].text)) for n in before])
        )
    for new, place in pairs:
        found[new] = place


def _most_alike(
    said: Sequence[set[str]], after: Sequence[int], before: Sequence[tuple[int, set[str]]]
) -> Iterator[tuple[int, int]]:
    """Each new text with the old one that it is most like, never back past one that was found already."""
    first = 0
    for new, words in zip(after, said, strict=True):
        alike = [(_likeness(known, words), -n) for n, (_, known) in enumerate(before) if n >= first]
        best, where = max(alike, default=(0.0, 0))
        if best >= LIKE_ENOUGH:
            yield new, before[-where][0]
            first = 1 - where


def _free(old: Sequence[_Old]) -> Iterator[str]:
    """Numbers that no paragraph has, nor one before it had."""
    numbers = [int(match[0]) for each in old if (match := re.match(r"[0-9]{1,9}", number_of(each.id)))]
    number = max(numbers, default=0)
    while True:
        number += 1
        yield f"{NEW}-{number}"


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _likeness(one: set[str], other: set[str]) -> float:
    """How many of their words two texts share, out of 1."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
