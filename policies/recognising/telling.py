"""What a policy says of itself in sentences: its title, approval and review, its source, what it leads to (S2-24)."""

import re
from collections.abc import Iterator, Sequence

from policies.recognising.control import date_of
from policies.recognising.labels import FIELD_WORDS
from policies.recognising.layout import Section
from policies.recognising.proposals import About, Proposal, because
from policies.recognising.sentences import Sentence

TITLE = re.compile(
    r"\b(?:polic(?:y|ies)|acceptable use|code|conduct|guidance|guidelines|agreement|statement|procedures?|charter)\b"
    r"|\bsocial (?:media|network\w*)\b",
    re.I,
)
NO_TITLE = re.compile(
    r"^(?:document|version|linked|related|contents)\b|\b(?:primary|infant|junior) (?:school|academy)$", re.I
)
LONGEST_TITLE = 120

BODY = (
    r"(?P<body>(?:the )?(?:full |whole |local |school )*(?:govern(?:ing|ors?)(?:['’])?(?: (?:body|board))?"
    r"|board of (?:governors|trustees|directors)|trustees|trust board|academy council|governing committee))"
)
SENTENCES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("approving_body", re.compile(rf"\b(?:approved|ratified|adopted|agreed)\b[^.;]{{0,30}}?\bby {BODY}", re.I)),
    (
        "approved_on",
        re.compile(r"\b(?:approved|ratified|adopted|agreed)\b[^.;]{0,80}?\b(?:on|in|at)\b(?P<date>[^.;]{4,40})", re.I),
    ),
    (
        "review_due",
        re.compile(
            r"\b(?:(?:be |next |due for )(?:reviewed|review)|review(?:ed)? (?:again )?(?:in|by|on))\b"
            r"(?P<date>[^.;]{4,60})",
            re.I,
        ),
    ),
    ("published", re.compile(r"^\W*(?:written|published|issued|last updated)\b(?P<date>[^.;]{4,24})", re.I)),
    (
        "source",
        re.compile(
            r"\b(?:source|adapted from|based (?:up)?on|taken from|with thanks to)\b:?\s+"
            r"(?=[^.;)]{0,80}\b(?:guidance|model|template|document|union|council|authority))(?P<text>[^.;)]{3,120})",
            re.I,
        ),
    ),
)
CREDIT = re.compile(r"\((?:source|from|based on):?\s+(?P<text>[^)]{3,120})\)", re.I)
READ_WITH = re.compile(
    r"\b(?:read|used|operates?|considered) (?:alongside|together|in conjunction) (?:with )?(?P<text>[^.]{5,300})", re.I
)
NAMED = r"[A-Z][\w’'/&-]*|and|of|for|the|to|on"
DOCUMENT = re.compile(
    rf"(?:{NAMED})(?: (?:{NAMED}))*? ?(?:Polic(?:y|ies)|Procedures?|Code of Conduct|Guidance|Agreement)\b"
    r"|(?:the |our )?[a-z][\w’'-]*(?: [\w’'-]+){0,4}? (?:policy|procedure|code of conduct|agreement)\b"
)


def title_in(sections: Sequence[Section], stated: Sequence[Proposal]) -> list[Proposal]:
    """The title, where no label gives one: the first heading or line that sounds like a document's name."""
    if any(each.value.get("field") == "title" for each in stated):
        return []
    for words, paragraph in _first_lines(sections):
        if len(words) <= LONGEST_TITLE and TITLE.search(words) and not NO_TITLE.search(words):
            return [_field("title", words, words, paragraph, "because it stands at the top like a title")]
    return []


def _first_lines(sections: Sequence[Section]) -> Iterator[tuple[str, str]]:
    """The lines at the top that are no sentences, with the paragraph where each stands or that follows it."""
    for section in sections[:6]:
        lines = [(section.heading, section.paragraphs[0].id if section.paragraphs else "")]
        lines += [(each.text, each.id) for each in section.paragraphs[:2] if not each.cells and not each.listed]
        yield from ((words, paragraph) for words, paragraph in lines if words and words[-1] not in ".;:")


def said_in(sentences: Sequence[Sentence], sections: Sequence[Section], known: Sequence[Proposal]) -> list[Proposal]:
    """Control fields that whole sentences give, where no label gave them."""
    fields = {str(each.value.get("field")) for each in known}
    found: list[Proposal] = []
    for proposal in [*_credits(sections), *_of_sentences(sentences)]:
        field = str(proposal.value["field"])
        if field == "linked" or field not in fields:
            fields.add(field)
            found.append(proposal)
    return found


def _credits(sections: Sequence[Section]) -> Iterator[Proposal]:
    """A source that a heading credits."""
    for section in sections:
        if match := CREDIT.search(section.heading):
            paragraph = section.paragraphs[0].id if section.paragraphs else ""
            yield _field(
                "source", match["text"].strip(), section.heading, paragraph, because(match.group(0).strip("()"))
            )


def _of_sentences(sentences: Sequence[Sentence]) -> Iterator[Proposal]:
    for each in sentences:
        for field, pattern in SENTENCES:
            match = pattern.search(each.text)
            text = _value(match) if match else ""
            if match and text:
                yield _field(field, text, each.text, each.paragraph, because(match.group()))
        if match := READ_WITH.search(each.text):
            for title in DOCUMENT.findall(match["text"]):
                words = re.sub(r"^(?:and|the|our|school['’]s|following)\s+", "", title.strip(), flags=re.I)
                yield _field(
                    "linked", words[:1].upper() + words[1:], each.text, each.paragraph, because(match.group()[:60])
                )


def _value(match: re.Match[str]) -> str:
    named = match.groupdict()
    if "date" in named:
        return date_of(named["date"])
    words = " ".join((named.get("body") or named.get("text") or "").split())
    return re.sub(r"^the ", "", words, flags=re.I).strip() if "body" in named else words


def _field(field: str, text: str, sentence: str, paragraph: str, reason: str) -> Proposal:
    value = {"field": field, "text": text, "label": FIELD_WORDS[field], "reason": reason}
    return Proposal(About.FIELD, value, sentence, paragraph.split(", ")[0])
