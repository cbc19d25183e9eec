"""Which categories a text has: from the lists of what is inappropriate, and from sentences that name a case.

A category is proposed once. An item of a list comes before a sentence, because it is the school's own name for it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from policies.recognising.context import of_conduct, of_conduct_by_heading
from policies.recognising.kinds import TABLE, Words
from policies.recognising.proposals import About, Proposal, because
from policies.recognising.sentences import Sentence
from policies.vocabulary import CategoryKind

LONGEST_NAME = 200
SHORT_PARAGRAPH = 160
NOUNS = re.compile(
    r"\b(?:posts?|postings?|comments?|remarks?|statements?|content|material|messages?|language|views)\b", re.I
)
ADJECTIVES = re.compile(
    r"\s*(?:,|or\b|and\b)(?:\s+[\w-]+,?){1,4}?\s+(?P<noun>posts?|postings?|comments?|remarks?|statements?|content|material"
    r"|messages?|language|views)\b",
    re.I,
)
"""One adjective of several before their noun: "untrue, inaccurate or abusive posts"."""
CLAUSE = re.compile(r"[,;:]|\bor (?=\w+ing\b|where\b|when\b)|\b(?:where|when|that|which|if)\b(?! own)", re.I)
OPENING = re.compile(
    r"^(?:and|or|it|they|is|are|as|may|can|could|would|be|being|been|deemed|considered|thought|seen|include|content"
    r"|similarly|these|there|the use of|any)\b\s*",
    re.I,
)


@dataclass(frozen=True)
class Found:
    """A kind found in a sentence: the words that made it, what it would be called, and whether it is of a list."""

    kind: CategoryKind
    sentence: Sentence
    match: re.Match[str]
    name: str
    named: bool


def categories_in(sentences: Sequence[Sentence]) -> list[Proposal]:
    """A proposal for each kind that the text names, in the order in which it names them."""
    found: dict[CategoryKind, Found] = {}
    for each in _found(sentences):
        known = found.get(each.kind)
        if known is None or (each.named and not known.named):
            found[each.kind] = each
    order = {id(sentence): place for place, sentence in enumerate(sentences)}
    ranked = sorted(found.values(), key=lambda each: (order[id(each.sentence)], each.match.start()))
    names = Counter(each.name.casefold() for each in ranked)
    return [_proposal(each if names[each.name.casefold()] == 1 else _told_apart(each)) for each in ranked]


def _told_apart(found: Found) -> Found:
    """Two kinds out of one clause are called by the words that made them: nobody could tell them apart otherwise."""
    return replace(found, name=_capital(found.match.group()))


def _found(sentences: Sequence[Sentence]) -> Iterator[Found]:
    for sentence in sentences:
        if not of_conduct(sentence):
            continue
        listed = _is_example(sentence)
        for item in _items(sentence.text) if listed else [sentence.text]:
            matches = [(row, match) for row in TABLE if (match := _match(row, item))]
            for row, match in matches:
                alone = listed and len(matches) == 1
                name = _capital(item) if alone else _name(item, match, row.kind)
                yield Found(row.kind, sentence, match, name[:LONGEST_NAME].strip(), listed)


def _is_example(sentence: Sentence) -> bool:
    """Whether its whole text is an example: an item of a list, or a short paragraph under such a heading."""
    return of_conduct_by_heading(sentence) and (
        sentence.listed or len(sentence.text) <= SHORT_PARAGRAPH or ";" in sentence.text
    )


def _items(text: str) -> list[str]:
    """What one item lists with semicolons, each by itself."""
    pieces = [piece.strip(" .;,") for piece in text.split(";")]
    return [re.sub(r"^.{0,40}:\s+", "", piece) for piece in pieces if piece]


def _match(row: Words, text: str) -> re.Match[str] | None:
    return None if row.unless and row.unless.search(text) else row.any_of.search(text)


def _name(text: str, match: re.Match[str], kind: CategoryKind) -> str:
    """What the school calls it: the clause around the words; for one adjective of several, with their noun."""
    if noun := ADJECTIVES.match(text, match.end()):
        return _capital(f"{match.group()} {noun['noun'].lower()}")
    cuts = list(CLAUSE.finditer(text))
    start = max((cut.end() for cut in cuts if cut.end() <= match.start()), default=0)
    end = min((cut.start() for cut in cuts if cut.start() >= match.end()), default=len(text))
    clause, before = text[start:end].strip(" .,;:()"), ""
    while before != clause:
        before, clause = clause, OPENING.sub("", clause).strip()
    if len(clause.split()) < 2 and (noun := NOUNS.search(text, match.end())):
        clause = f"{match.group()} {noun.group().lower()}"
    return _capital(clause) or kind.label


def _capital(words: str) -> str:
    words = words.strip(" .,;:")
    return words[:1].upper() + words[1:]


def _proposal(found: Found) -> Proposal:
    value = {"kind": found.kind.value, "name": found.name, "reason": because(found.match.group())}
    paragraph = found.sentence.paragraph
    if len(found.sentence.spans) > 1:
        place = found.sentence.text.find(found.match.group())
        paragraph = found.sentence.paragraph_at(max(place, 0))
    return Proposal(About.CATEGORY, value, found.sentence.text, paragraph)
