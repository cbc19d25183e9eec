"""Two texts beside each other, the words that were taken out or put in marked. Pure; knows nothing of policies."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"
MOST = 2_000_000
"""How many pairs of words are looked at in one text; where there are more, the whole of it is marked."""

ALIKE = 0.45
"""How much two paragraphs share of their words for one to count as the other, changed."""


@dataclass(frozen=True)
class Piece:
    """Words of a text, and whether they are in the other one too."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Change:
    """Something that changed: what it is called, how, and both texts in pieces. One is empty where nothing stood."""

    name: str
    kind: str
    old: Sequence[Piece]
    new: Sequence[Piece]


Lines = Sequence[tuple[str, str]]
"""Texts, each with what it is called."""


def change(name: str, old: str, new: str) -> Change:
    """Two texts of one thing, side by side."""
    if not (old and new):
        return Change(name, ADDED if new else REMOVED, _whole(old), _whole(new))
    return Change(name, CHANGED, *pieces(old, new))


def _whole(text: str) -> list[Piece]:
    return [Piece(text, True)] if text else []


def pieces(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Both texts cut where they differ, word by word."""
    one, other = _words(old), _words(new)
    if len(one) * len(other) > MOST:
        return _whole(old), _whole(new)
    left: list[Piece] = []
    right: list[Piece] = []
    matcher = SequenceMatcher(None, [each.strip() for each in one], [each.strip() for each in other], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        left += [Piece("".join(one[a:b]), tag != "equal")] if b > a else []
        right += [Piece("".join(other[c:d]), tag != "equal")] if d > c else []
    return left, right


def _words(text: str) -> list[str]:
    """The words, each with the space after it: what only stands before another word is no change of its own."""
    return re.findall(r"\s*\S+\s*", text)


def changes_among(old: Lines, new: Lines) -> list[Change]:
    """What changed among texts in an order: put in, taken out, changed in their words, or moved."""
    blocks = SequenceMatcher(None, _texts(old), _texts(new), autojunk=False).get_opcodes()
    found = [each for tag, a, b, c, d in blocks if tag != "equal" for each in _block(old[a:b], new[c:d])]
    return _moves_told(found)


def _texts(lines: Lines) -> list[str]:
    return [text for _, text in lines]


def _block(old: Lines, new: Lines) -> Iterator[Change]:
    """What stood between two texts that are the same in both: pairs that are alike, and the rest."""
    left = list(old)
    for name, text in new:
        before = _counterpart(left, name, text)
        if before is None:
            yield change(name, "", text)
            continue
        for gone, words in left[:before]:
            yield change(gone, words, "")
        yield change(name, left[before][1], text)
        left = left[before + 1 :]
    for gone, words in left:
        yield change(gone, words, "")


def _counterpart(left: Lines, name: str, text: str) -> int | None:
    """Which of the texts that are left this one was: of the same name and alike, else the next if that is alike."""
    named = next((n for n, (called, _) in enumerate(left) if called == name and name != "Heading"), None)
    for candidate in (named, 0 if left else None):
        if candidate is not None and _alike(left[candidate][1], text):
            return candidate
    return None


def _alike(old: str, new: str) -> bool:
    """By the words they share, whatever their order: quick, however long they are."""
    one, other = Counter(old.casefold().split()), Counter(new.casefold().split())
    shared = sum((one & other).values())
    return 2 * shared >= ALIKE * (one.total() + other.total())


def _moves_told(found: Sequence[Change]) -> list[Change]:
    """The same changes; a text that was taken out here and put in there is told once, as moved."""
    gone = Counter(_text(each.old) for each in found if each.kind == REMOVED)
    come = Counter(_text(each.new) for each in found if each.kind == ADDED)
    both = gone & come
    kept, dropped = [], Counter(both)
    for each in found:
        text = _text(each.new)
        if each.kind == ADDED and both[text] > 0:
            both[text] -= 1
            kept.append(Change(each.name, MOVED, [], [Piece(text, False)]))
        elif each.kind == REMOVED and dropped[_text(each.old)] > 0:
            dropped[_text(each.old)] -= 1
        else:
            kept.append(each)
    return kept


def _text(of: Sequence[Piece]) -> str:
    return "".join(each.text for each in of)
