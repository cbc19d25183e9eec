"""Notes for the next review: what whoever heads the school should raise when the policy is looked at again. Pure.

A note never changes the text: what was published is shown as published, and the note stands beside it. What hosts
ask for is reference data with a date (S1-36: a policy says 14, most hosts ask for 13).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from policies.citing import Sections, cited_in, named, paragraphs_of
from policies.vocabulary import CategoryKind

NUMBERS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen")
AGE = re.compile(rf"(?<!year )(?<!years )\b(1[0-8]|{'|'.join(NUMBERS)})\b", re.I)
REQUIRED = re.compile(
    r"\b(?:minimum|at least|requir\w+|must|have to|need\w*|under|over|older|above|allow\w*|aged?)\b", re.I
)
OF_SITES = re.compile(
    r"\b(?:sites?|apps?|accounts?|platforms?|networks?|social media|social networking|users?)\b", re.I
)
SENTENCE = re.compile(r"(?<=[.!?])\s+")
NOT_A_BREACH = re.compile(r"\bnot (?:\w+ )?breach|\bnever (?:\w+ )?(?:a breach|counts?)", re.I)
NOT_LOOKED_UP = "NOT"
LONGEST_SHORT_FORM = 4

AGE_DIFFERS = "The policy gives {said} as an age for using sites. By the hosts’ own terms, as last looked up: {hosts}."
RENAMED = "The policy says “{said}”. In the list of hosts it is called {name} today."
OVERDUE = "The review date of the document, {due}, has passed. The policy applies until governors change it."
NO_APPROVAL_DATE = "The document does not say on which day it was approved."
NO_HISTORY = "The version history tells nothing from before this version: what changed, when, and who changed it."
COMPLAINTS = (
    "“{name}” is listed among what is inappropriate. Lawful criticism has its own way, the complaints procedure, and "
    "never counts as a breach here, whatever is listed. The policy could say so."
)


class KnownHost(Protocol):
    """What the reference of hosts says of one."""

    name: Any
    aliases: Any
    minimum_age: Any
    age_standing: Any


class KnownCategory(Protocol):
    """A category of the version."""

    name: Any
    kind: Any
    paragraph: Any
    added: Any
    retired: Any


@dataclass(frozen=True)
class Note:
    """Something to raise: a sentence, and the paragraph it is about, if it is about one."""

    sentence: str
    paragraph: str = ""

    @property
    def cited(self) -> str:
        """The paragraph in words."""
        return named(self.paragraph)


@dataclass(frozen=True)
class Document:
    """What is known of the document beside its text: a review date that has passed, in words; and what is left out."""

    overdue: str = ""
    no_approval_date: bool = False
    no_history: bool = False


def all_notes(
    sections: Sections, hosts: Sequence[KnownHost], categories: Iterable[KnownCategory], document: Document
) -> list[Note]:
    """Every note: about the text, the categories, then the document."""
    said = (notes_on_ages(sections, hosts), notes_on_names(sections, hosts), notes_on_complaints(sections, categories))
    return [note for notes in (*said, notes_on_document(document)) for note in notes]


def notes_on_ages(sections: Sections, hosts: Sequence[KnownHost]) -> Iterator[Note]:
    """A sentence that gives an age for using sites which is not the age of most of the hosts it speaks of (S1-36)."""
    known = [each for each in hosts if each.minimum_age and each.age_standing != NOT_LOOKED_UP]
    for key, text in paragraphs_of(sections):
        for sentence in SENTENCE.split(text):
            ages = _ages_in(sentence, known)
            meant = [each for each in known if _is_named(sentence, each)] or known
            agreed = [each for each in meant if each.minimum_age in ages]
            if ages and meant and len(agreed) * 2 <= len(meant):
                said = " and ".join(str(age) for age in sorted(ages))
                yield Note(AGE_DIFFERS.format(said=said, hosts=_by_age(meant)), key)


def notes_on_names(sections: Sections, hosts: Sequence[KnownHost]) -> Iterator[Note]:
    """A host that the text calls by a former name, and nowhere by its present one (S1-14, S2-12)."""
    paragraphs = list(paragraphs_of(sections))
    whole = " ".join(text for _, text in paragraphs)
    for host in hosts:
        if not _mentions(whole, host.name):
            for former in _former_names(host):
                if where := [key for key, text in paragraphs if _mentions(text, former)]:
                    yield Note(RENAMED.format(said=former, name=host.name), ", ".join(where))


def notes_on_complaints(sections: Sections, categories: Iterable[KnownCategory]) -> Iterator[Note]:
    """A document that lists complaints among what is inappropriate, and does not say that they are none (S1-25)."""
    texts = dict(paragraphs_of(sections))
    for each in categories:
        if each.kind != CategoryKind.COMPLAINT or each.added or each.retired:
            continue
        if not any(NOT_A_BREACH.search(texts.get(key, "")) for key in cited_in(each.paragraph)):
            yield Note(COMPLAINTS.format(name=each.name), each.paragraph)


def notes_on_document(document: Document) -> Iterator[Note]:
    """What document control leaves out, or has let pass (S1-07, S1-09, S1-11)."""
    if document.overdue:
        yield Note(OVERDUE.format(due=document.overdue))
    if document.no_approval_date:
        yield Note(NO_APPROVAL_DATE)
    if document.no_history:
        yield Note(NO_HISTORY)


def _ages_in(sentence: str, hosts: Sequence[KnownHost]) -> set[int]:
    of_sites = OF_SITES.search(sentence) or any(_is_named(sentence, each) for each in hosts)
    if not of_sites or not REQUIRED.search(sentence):
        return set()
    return {_number(word) for word in AGE.findall(sentence)}


def _number(word: str) -> int:
    return int(word) if word.isdigit() else NUMBERS.index(word.lower()) + 10


def _is_named(text: str, host: KnownHost) -> bool:
    return any(_mentions(text, name) for name in (host.name, *_former_names(host)))


def _mentions(text: str, name: str) -> bool:
    """Whether a text uses a name as a word. A name of one letter is looked for as a capital that stands alone."""
    flags = re.NOFLAG if len(name) == 1 else re.IGNORECASE
    return bool(re.search(rf"(?<![\w’'-]){re.escape(name)}(?![\w’'-])", text, flags))


def _former_names(host: KnownHost) -> list[str]:
    """Other names that are names of their own, such as Twitter of X: no spelling, short form, part or address."""
    return [each for each in host.aliases if _is_a_name(each, host.name)]


def _is_a_name(alias: str, name: str) -> bool:
    one, other = alias.casefold(), name.casefold()
    of_one_word = alias.isalpha() and name.isalnum() and len(alias) > LONGEST_SHORT_FORM
    return of_one_word and alias[0].isupper() and one[:3] != other[:3] and (len(other) == 1 or other not in one)


def _by_age(hosts: Iterable[KnownHost]) -> str:
    """The hosts by the age that they ask for: "13 for Facebook and X; 16 for LinkedIn"."""
    of_age: dict[int, list[str]] = {}
    for each in hosts:
        of_age.setdefault(each.minimum_age, []).append(each.name)
    return "; ".join(f"{age} for {_listed(of_age[age])}" for age in sorted(of_age))


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
