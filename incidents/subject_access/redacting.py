"""Taking the names of other people out of words. Pure: text in, pieces out.

Names are compared folded, word by word: without accents, case, or marks that nobody sees. A whole name goes however it
is spelt; so does one word of it, alone or beside a title, unless whoever asks has that word in their own name. One
letter more, less or other is the same name where the word begins with a capital. A word that is also an ordinary one
(Will, Grace) goes where it begins with a capital. Nobody can know every nickname: that is what the person is for who
looks it over. Rather too much than too little.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from incidents.text import fold

ANOTHER = "[another person]"
CONTACT = "[contact details]"
TITLES = frozenset("mr mrs ms miss mx dr sir madam master prof professor rev reverend".split())
ORDINARY = frozenset(
    "will may mark grace rose hope faith joy art bill rich penny pat sue jack dawn summer autumn amber april june "
    "august sunny angel king prince page read reed long short young old white black brown green grey gray day week "
    "winter wood woods hill field park lane church bell ball cook baker head school parent child post group class year "
    "the and for not all her his him she they was has had are but you who any our out one two best good love noble "
    "price sharp small bond case cross drew dean earl frank gale holly ivy lily may olive pearl ruby sage".split()
)
_CONTACT = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}"
    r"|(?<![\w.])[+(]{0,2}(?:\d[ ()-]{0,2}){9,14}\d(?!\w)"
)
SHORTEST, FUZZY_FROM = 3, 5
ASIAN = 0x2E80
"""From here on scripts mostly write no spaces between words, so that a name is looked for as it stands."""


@dataclass(frozen=True)
class Piece:
    """A piece of text, and what is shown in its place: the same, unless something is taken out."""

    was: str
    shown: str

    @property
    def redacted(self) -> bool:
        """Whether something was taken out."""
        return self.was != self.shown


@dataclass(frozen=True)
class Word:
    """A word of a text: where it stands, and as names are compared."""

    start: int
    end: int
    folded: str
    capital: bool


def words_of(text: str) -> list[Word]:
    """The words of a text. Marks that nobody sees are part of the word that they stand in."""
    found, start = [], None
    for place, letter in enumerate(f"{text} "):
        inside = letter.isalnum() or unicodedata.category(letter)[0] == "M" or unicodedata.category(letter) == "Cf"
        if inside and start is None:
            start = place
        if not inside and start is not None:
            found.append(_word(text, start, place))
            start = None
    return found


def _word(text: str, start: int, end: int) -> Word:
    raw = "".join(each for each in text[start:end] if unicodedata.category(each) != "Cf")
    return Word(start, end, fold(raw), raw[:1].isupper() or raw[:1].istitle())


def parts_of(name: str) -> tuple[str, ...]:
    """The words of a name, folded, without titles."""
    return tuple(each.folded for each in words_of(name) if each.folded and each.folded not in TITLES)


@dataclass(frozen=True)
class Redactor:
    """What is taken out of the words of one incident before one person is given them.

    `mine` are the names of the person who asks; `others` those of other people of the incident with what stands for
    each; `elsewhere` the names of people who may be told of here as well, which go only where they stand whole.
    """

    mine: Sequence[str]
    others: Mapping[str, str]
    elsewhere: Iterable[str] = ()
    further: Sequence[str] = field(default=())

    def with_further(self, further: Iterable[str]) -> "Redactor":
        """The same, with words that somebody typed to be taken out as well."""
        return Redactor(self.mine, self.others, self.elsewhere, tuple(each for each in further if fold(each)))

    @cached_property
    def _mine(self) -> frozenset[str]:
        return frozenset(part for name in self.mine for part in parts_of(name))

    @cached_property
    def _whole(self) -> dict[tuple[str, ...], str]:
        """Names as they stand whole, the longest first tried; the person's own are let stand."""
        found = {parts: ANOTHER for name in self.elsewhere if len(parts := parts_of(name)) > 1}
        for name, shown in self.others.items():
            found[parts_of(name)] = shown
        found |= {parts: ANOTHER for each in self.further if (parts := _plain_parts(each))}
        own = {parts_of(name) for name in self.mine}
        asked = {_plain_parts(each) for each in self.further}
        return {parts: shown for parts, shown in found.items() if parts and (parts not in own or parts in asked)}

    @cached_property
    def _by_first(self) -> dict[str, list[tuple[str, ...]]]:
        found: dict[str, list[tuple[str, ...]]] = {}
        for parts in sorted(self._whole, key=len, reverse=True):
            found.setdefault(parts[0], []).append(parts)
        return found

    @cached_property
    def _single(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, shown in self.others.items():
            for part in parts_of(name):
                if part not in self._mine and len(part) > 1:
                    found[part] = shown if found.get(part, shown) == shown else ANOTHER
        return found

    @cached_property
    def _run_together(self) -> dict[str, str]:
        return {"".join(parts): shown for parts, shown in self._whole.items() if len(parts) > 1}

    @cached_property
    def _asian(self) -> list[str]:
        names = [*self.others, *self.elsewhere, *self.further]
        return sorted((each for each in names if any(ord(letter) >= ASIAN for letter in each)), key=len, reverse=True)

    def mentions(self, text: str) -> bool:
        """Whether the person who asks is named in a text, by any word of their name that is not an ordinary one."""
        said = {each.folded for each in words_of(text)}
        return any(len(part) >= SHORTEST and part in said - ORDINARY for part in self._mine)

    def redacted(self, text: str) -> str:
        """The text as it leaves."""
        return "".join(each.shown for each in self.pieces(text))

    def pieces(self, text: str) -> list[Piece]:
        """The text in pieces, each with what is shown in its place."""
        found, place = [], 0
        for start, end, shown in self._spans(text):
            if start > place:
                found.append(Piece(text[place:start], text[place:start]))
            if end > place:
                found.append(Piece(text[max(start, place) : end], shown))
            place = max(place, end)
        return [*found, Piece(text[place:], text[place:])] if place < len(text) else found

    def _spans(self, text: str) -> list[tuple[int, int, str]]:
        found = [(each.start(), each.end(), CONTACT) for each in _CONTACT.finditer(text)]
        for name in self._asian:
            found += [(each.start(), each.end(), ANOTHER) for each in re.finditer(re.escape(name), text)]
        return sorted([*found, *self._names(text)], key=lambda each: (each[0], -each[1]))

    def _names(self, text: str) -> Iterator[tuple[int, int, str]]:
        words, place = words_of(text), 0
        while place < len(words):
            length, shown = self._at(words, place, text)
            if length:
                first = place
                while first and _belongs(words[first - 1], words[first], text):
                    first -= 1
                last = place + length - 1
                after = words[last + 1] if last + 1 < len(words) else None
                if after and _is_initial(after, text[words[last].end : after.start]):
                    length, last = length + 1, last + 1
                yield words[first].start, words[last].end, shown
            place += length or 1

    def _at(self, words: Sequence[Word], place: int, text: str) -> tuple[int, str]:
        """How many words from here are a name, and what stands for it; none where none is."""
        for parts in self._by_first.get(words[place].folded, ()):
            here = words[place : place + len(parts)]
            if tuple(each.folded for each in here) == parts and _together(here, text) and self._goes(parts, here):
                return len(parts), self._whole[parts]
        shown = self._alone(words[place])
        return (1, shown) if shown else (0, "")

    def _goes(self, parts: tuple[str, ...], here: Sequence[Word]) -> bool:
        """A name of one word that is ordinary, or the person's own, goes no further than a word alone does."""
        asked = parts in {_plain_parts(each) for each in self.further}
        return asked or len(parts) > 1 or bool(self._alone(here[0]))

    def _alone(self, word: Word) -> str:
        """What stands for one word that is part of a name; nothing where it is none."""
        if word.folded in self._single:
            plain = len(word.folded) >= SHORTEST and word.folded not in ORDINARY
            return self._single[word.folded] if plain or word.capital else ""
        if word.folded in self._mine:
            return ""
        for name, shown in self._run_together.items():
            if name in word.folded:
                return shown
        if not word.capital or word.folded in ORDINARY or len(word.folded) < FUZZY_FROM - 1:
            return ""
        near = (name for name in self._single if len(name) >= FUZZY_FROM and nearly(name, word.folded))
        return next((self._single[name] for name in near), "")


def _plain_parts(text: str) -> tuple[str, ...]:
    return tuple(each.folded for each in words_of(text) if each.folded)


def _together(words: Sequence[Word], text: str) -> bool:
    """Whether words stand beside one another, with no more between them than a space or a mark."""
    gaps = (text[one.end : other.start] for one, other in zip(words, words[1:], strict=False))
    return all(len(gap) <= 3 and "\n\n" not in gap for gap in gaps)


def _belongs(before: Word, word: Word, text: str) -> bool:
    """Whether the word before is a title or an initial of the name, or its beginning before an apostrophe."""
    gap = text[before.end : word.start]
    if gap in ("'", "’", "-"):
        return before.capital
    initial = len(before.folded) == 1 and before.capital and ("." in gap or before.folded not in ("i", "a"))
    return (before.folded in TITLES or initial) and gap.strip() in ("", ".")


def _is_initial(word: Word, gap: str) -> bool:
    """Whether a word after a name is its last initial: “Tamsin O”."""
    return len(word.folded) == 1 and word.capital and word.folded not in ("i", "a") and gap == " "


def nearly(one: str, other: str) -> bool:
    """Whether two words are the same but for one letter more, less or other, or two letters exchanged."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    if len(one) != len(other):
        shorter, longer = sorted((one, other), key=len)
        return shorter[start:] == longer[start + 1 :]
    exchanged = one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]
    return one[start + 1 :] == other[start + 1 :] or exchanged
