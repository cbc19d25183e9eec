"""A text read from beginning to end: tidied, laid out in sections, and everything that the rules recognise in it."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from policies.recognising.categories import categories_in
from policies.recognising.control import controls_in, history_in
from policies.recognising.layout import Section, laid_out
from policies.recognising.proposals import Proposal, Recognised
from policies.recognising.sentences import sentences_of
from policies.recognising.steps import steps_in
from policies.recognising.telling import said_in, title_in
from policies.recognising.topics import topics_in

LONGEST_TEXT = 200_000
"""Characters of a policy: some eighty pages."""

SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
LINE_ENDS = re.compile(r"\r\n|[\r\u2028\u2029\x0b\x0c\x85]")
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffe]")


def tidied(text: str) -> str:
    """The text with plain line ends and spaces, without control and invisible characters. No word changes."""
    text = LINE_ENDS.sub("\n", SPACES.sub(" ", text))
    text = INVISIBLE.sub("", text)
    if all(letter.isprintable() or letter in "\n\t" for letter in text):
        return text
    kept = (each for each in text if each in "\n\t" or unicodedata.category(each) not in ("Cc", "Cs", "Co", "Cn"))
    return "".join(kept)


def recognise(text: str) -> Recognised:
    """Read a policy. What is not recognised is left alone: it stays in the text, word for word."""
    sections = laid_out(tidied(text))
    sentences = sentences_of(sections)
    stated = [*controls_in(sections), *history_in(sections)]
    control = [*title_in(sections, stated), *stated]
    control += said_in(sentences, sections, control)
    steps = steps_in(sentences)
    review_known = any(each.value.get("field") == "review_due" for each in control)
    topics = topics_in(sentences, steps, review_known)
    proposals: list[Proposal] = [*control, *categories_in(sentences), *steps, *topics]
    return Recognised(kept(sections), proposals)


def kept(sections: Sequence[Section]) -> list[dict[str, Any]]:
    """The sections as a version keeps them."""
    return [
        {
            "heading": section.heading[:200],
            "source": "",
            "paragraphs": [{"id": each.id, "text": each.text} for each in section.paragraphs],
        }
        for section in sections
    ]
