"""The paragraphs of a version, as something to choose from and to name: "paragraphs 19 and 25". Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from policies.starters import ADDED

LONGEST = 70
"""Characters of a paragraph that are enough to know it by."""

Sections = Sequence[Mapping[str, Any]]


def paragraphs_of(sections: Sections) -> Iterator[tuple[str, str]]:
    """The paragraphs of a text in order: key and words."""
    return ((each["id"], each["text"]) for section in sections for each in section.get("paragraphs", ()))


def cited_in(paragraph: str) -> list[str]:
    """The paragraphs that a row cites; none where the school added it."""
    return [] if paragraph in ("", ADDED) else paragraph.split(", ")


def number_of(key: str) -> str:
    """A paragraph's own number: "41" of "S1-41"."""
    return key.rpartition("-")[2].lstrip("0") or key


def named(paragraph: str) -> str:
    """Where something stands, in words: "paragraph 41", "paragraphs 19 and 25"; empty where it stands nowhere."""
    numbers = [number_of(each) for each in cited_in(paragraph)]
    if not numbers:
        return ""
    *first, last = numbers
    return f"paragraphs {', '.join(first)} and {last}" if first else f"paragraph {last}"


def missing_from(paragraph: str, sections: Sections) -> list[str]:
    """The paragraphs cited that are not in the text, or not any more."""
    known = {key for key, _ in paragraphs_of(sections)}
    return [each for each in cited_in(paragraph) if each not in known]


def choices(sections: Sections, now: str, nowhere: str) -> list[tuple[str, str]]:
    """The paragraphs as a list to choose one from; first `nowhere`, then what is chosen now where it is no single one.

    :param now: what is cited now: several paragraphs at once, or one that left the text, can be kept as they are.
    """
    listed = [(key, f"{number_of(key)}: {_short(text)}") for key, text in paragraphs_of(sections)]
    kept = [] if not cited_in(now) or now in dict(listed) else [(now, _as_now(now, sections))]
    return [("", nowhere), *kept, *listed]


def _as_now(now: str, sections: Sections) -> str:
    words = named(now)
    gone = missing_from(now, sections)
    return f"{words[:1].upper()}{words[1:]}, {'not in the text any more' if gone else 'as it is now'}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rsplit(' ', 1)[0]}…"
