"""How a text is laid out: headings, paragraphs, lists and rows of tables, as they survive copying and pasting.

Word for word: only what is layout is taken off, such as a bullet's own mark. Paragraphs are numbered P-1, P-2 and so
on. A heading needs no markup: it is a short line that does not end like a sentence and is not part of a list.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from policies.recognising.labels import field_of

BULLET = re.compile(r"^\s*(?:[-–—•·●○▪■◦‣∙*➢✓\uf0b7\uf0a7]|o(?=\s))\s*")
NUMBERED = re.compile(r"^\s*(?:\(?(?:\d{1,2}|[a-hA-H]|[ivx]{1,4})[.)]|(?:step|stage)\s+\d{1,2}\b[.):]?)\s+", re.I)
MARKED = re.compile(r"^\s*#{1,6}\s+")
ENDS_A_SENTENCE = re.compile(r"[.;,!?…]['’”\")]*$")
DOCUMENT = re.compile(r"\b(?:polic(?:y|ies)|procedures?|code of conduct|guidance|agreement)\s*$", re.I)
LONGEST_HEADING, MOST_WORDS = 110, 14
LONGEST_ITEM = 240
LONGEST_LABEL = 2
WRAPPED_BELOW = 120
"""Where no line is longer, the text was broken into lines by a program, and its paragraphs are put together again."""


@dataclass(frozen=True)
class Paragraph:
    """A numbered paragraph: its words, the cells of a table's row, whether it is of a list, and what leads into it."""

    id: str
    text: str
    cells: tuple[str, ...] = ()
    listed: bool = False
    lead: str = ""


@dataclass
class Section:
    """A heading with what stands under it. The text before the first heading has none."""

    heading: str
    paragraphs: list[Paragraph] = field(default_factory=list)


def laid_out(text: str) -> list[Section]:
    """The sections of a text, in order; none of them empty of both heading and words."""
    builder = _Builder()
    for line in _unwrapped(text.split("\n")):
        builder.take(line)
    return [each for each in builder.sections if each.heading or each.paragraphs]


def is_item(line: str) -> bool:
    """Whether a line has the mark of a list: a bullet, or a number or letter."""
    return bool(BULLET.match(line) or NUMBERED.match(line))


def looks_like_heading(line: str) -> bool:
    """Whether a line standing by itself is a heading: marked as one, or short and not ended like a sentence."""
    words = line.strip()
    if MARKED.match(words):
        return True
    if "\t" in words or BULLET.match(line) or ENDS_A_SENTENCE.search(words) or len(words) > LONGEST_HEADING:
        return False
    first = re.sub(r"^[\d.()\s‘’“\"']+", "", words)
    return len(words.split()) <= MOST_WORDS and first[:1].isupper() and not _is_label(words)


def _is_label(words: str) -> bool:
    """`Author: Mrs Example` is a line of a control block, and "It includes but is not limited to:" begins a list."""
    open_words = re.sub(r"\([^)]*\)", "", words)
    leads = words.endswith(":") and len(words.split()) > LONGEST_LABEL and field_of(words) is None
    return leads or bool(re.search(r":\s*\S", open_words))


class _Builder:
    """Takes the lines one by one. A list lasts until a blank line or something that is no item of it."""

    def __init__(self) -> None:
        self.sections = [Section("")]
        self.lead, self.count, self.blank = "", 0, True

    def take(self, line: str) -> None:
        """One line: blank, a heading, an item or a paragraph."""
        if not line.strip():
            self.blank = True
            return
        if BULLET.match(line) or self._continues_list(line) or self._is_linked(line):
            self._add(BULLET.sub("", line), listed=True)
        elif looks_like_heading(line):
            self.sections.append(Section(MARKED.sub("", line).strip()))
            self.lead = line.strip() if line.rstrip().endswith(":") else ""
        elif NUMBERED.match(line):
            self._add(line, listed=True)
        else:
            self._add(line, listed=False)
            self.lead = line.strip() if line.rstrip().endswith((":", ":-", "):", ").")) else ""
        self.blank = False

    def _continues_list(self, line: str) -> bool:
        """Lines without a mark after "… the following:" are items too, as long as they look it."""
        if not self.lead or MARKED.match(line) or "\t" in line or len(line) > LONGEST_ITEM:
            return False
        under = self.sections[-1].paragraphs
        started = bool(under and under[-1].listed)
        finished = started and under[-1].text.endswith(".") and not line.strip().endswith(".")
        return self.lead.endswith((":", ":-")) and not finished and not (started and self.blank)

    def _is_linked(self, line: str) -> bool:
        """Under "Linked policies", the name of a document is no heading."""
        return field_of(self.sections[-1].heading) == "linked" and bool(DOCUMENT.search(line)) and len(line) < 90

    def _add(self, line: str, *, listed: bool) -> None:
        cells = tuple(" ".join(cell.split()) for cell in line.split("\t")) if "\t" in line.strip() else ()
        shown = [cell for cell in cells if cell]
        text = (": " if len(shown) == 2 else " | ").join(shown) if cells else " ".join(line.split())
        if not text:
            return
        self.count += 1
        lead = self.lead if listed else ""
        self.sections[-1].paragraphs.append(Paragraph(f"P-{self.count}", text, cells, listed, lead))


def _unwrapped(lines: Sequence[str]) -> list[str]:
    """The lines with paragraphs put together again, where a program had broken them."""
    lengths = sorted(len(line) for line in lines if line.strip())
    if len(lengths) < 8 or lengths[-1] > WRAPPED_BELOW:
        return list(lines)
    full = lengths[int(len(lengths) * 0.9)] * 0.7
    return list(_joined(lines, full, airy=any(not line.strip() for line in lines)))


def _joined(lines: Sequence[str], full: float, *, airy: bool) -> Iterator[str]:
    """:param full: how long a line is when the program broke it. :param airy: blank lines part the paragraphs."""
    held, last = "", ""
    for line in lines:
        goes_on = bool(held) and bool(line.strip()) and len(last) >= full and "\t" not in line + last
        ended = last.rstrip().endswith((".", ":", ";", "?", "!")) and not airy
        if goes_on and not ended and not is_item(line) and not MARKED.match(line):
            held = f"{held.rstrip()} {line.strip()}"
        else:
            yield held
            held = line
        last = line
    yield held
