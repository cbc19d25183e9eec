"""Document control: labels with their values, wherever they stand, and the version history (S1-02 to S1-12).

Rows of a table, "label: value" lines, several of those in one line, or a label on one line and its value on the next.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policies.documents import kept_as
from policies.recognising.labels import FIELD_WORDS, GRID_WORDS, INSIDE, field_of
from policies.recognising.layout import Paragraph, Section
from policies.recognising.proposals import About, Proposal

LONGEST_LINE = 220
LONGEST_LABELLED = 100
MOST_OF_A_LIST = 1500
DATES = ("published", "review_due", "approved_on")
LONGEST = {"subject": 200, "source": 300}
SHORT_MONTHS = {
    **{
        each[:3]: each for each in "january february march april may june july august october november december".split()
    },
    "sep": "september",
    "sept": "september",
}
MONTH = re.compile(r"[A-Za-z]+")
DATE_IN_TEXT = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]{3,9},?\s+\d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d{2}-\d{2}"
    r"|(?:autumn|spring|summer)(?: term)?\s+\d{4}|[A-Za-z]{3,9}\s+\d{4}|(?:19|20)\d{2})\b",
    re.I,
)


@dataclass(frozen=True)
class Stated:
    """A label with what stands beside it, and where."""

    field: str
    label: str
    words: str
    paragraph: Paragraph


def controls_in(sections: Sequence[Section]) -> list[Proposal]:
    """A proposal for each field of document control, the first of each; of linked policies and versions all."""
    found: list[Proposal] = []
    seen: set[tuple[str, str]] = set()
    for stated in _stated(sections):
        for text in _values(stated):
            key = (stated.field, text if stated.field in ("linked", "issued_to") else "")
            if key not in seen:
                seen.add(key)
                found.append(_proposal(stated, text))
    return found


def history_in(sections: Sequence[Section]) -> list[Proposal]:
    """A proposal for each line of a version grid that has anything in it. A grid may be empty (S1-11)."""
    columns: list[str | None] = []
    found = []
    for paragraph in (each for section in sections for each in section.paragraphs):
        heads = [GRID_WORDS.get(cell.lower().strip(" :")) for cell in paragraph.cells]
        if len(set(heads) - {None}) >= 3:
            columns = heads
        elif not paragraph.cells:
            columns = []
        elif columns and any(paragraph.cells):
            pairs = zip(columns, paragraph.cells, strict=False)
            found.append(_line({column: cell for column, cell in pairs if column and cell}, paragraph))
    return [each for each in found if each]


def has_grid(sections: Sequence[Section]) -> bool:
    """Whether the document prints a version grid, filled in or not."""
    rows = (each.cells for section in sections for each in section.paragraphs)
    return any(len({GRID_WORDS.get(cell.lower().strip(" :")) for cell in cells} - {None}) >= 3 for cells in rows)


def date_of(words: str) -> str:
    """A date as it is kept, from words that hold one: "Sept 2020", "12th March 2024"; empty where they hold none."""
    for found in DATE_IN_TEXT.finditer(words):
        spelt = MONTH.sub(lambda month: SHORT_MONTHS.get(month[0].lower(), month[0]), found[0])
        spelt = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", re.sub(r"([/.])(\d\d)$", r"\g<1>20\2", spelt))
        try:
            return kept_as(spelt)
        except ValueError:
            continue
    return ""


def _stated(sections: Sequence[Section]) -> Iterator[Stated]:
    for section, after in zip(sections, [*sections[1:], None], strict=False):
        field = field_of(section.heading)
        for place, paragraph in enumerate(section.paragraphs):
            if field == "linked" and not paragraph.cells and not INSIDE.search(paragraph.text):
                yield Stated("linked", section.heading.strip(" :"), paragraph.text, paragraph)
            elif paragraph.cells:
                yield from _of_cells(paragraph)
            else:
                yield from _of_line(paragraph, section.paragraphs[place + 1 : place + 2])
        if field and field != "linked":
            yield from _of_heading(section, field, after)
        elif not section.paragraphs:
            yield from _of_line(Paragraph("", section.heading), [])


def _of_heading(section: Section, field: str, after: Section | None) -> Iterator[Stated]:
    """A label by itself that looked like a heading: its value is the next line, which may look like one too."""
    if section.paragraphs and not section.paragraphs[0].cells and len(section.paragraphs[0].text) <= LONGEST_LABELLED:
        yield Stated(field, section.heading.strip(" :"), section.paragraphs[0].text, section.paragraphs[0])
    elif not section.paragraphs and after and field_of(after.heading) is None:
        paragraph = Paragraph(after.paragraphs[0].id if after.paragraphs else "", after.heading)
        yield Stated(field, section.heading.strip(" :"), after.heading, paragraph)


def _of_cells(paragraph: Paragraph) -> Iterator[Stated]:
    """Pairs of cells: a label, and the cell after it unless that is a label too."""
    cells = [cell for cell in paragraph.cells if cell]
    if len({GRID_WORDS.get(cell.lower()) for cell in cells} - {None}) >= 3:
        return
    for place, cell in enumerate(cells):
        field = field_of(cell)
        after = cells[place + 1] if place + 1 < len(cells) else ""
        if field and after and field_of(after) is None:
            yield Stated(field, cell, after, paragraph)


def _of_line(paragraph: Paragraph, following: Sequence[Paragraph]) -> Iterator[Stated]:
    """Labels with a colon in a short line; or a label alone, its value being the next line."""
    if len(paragraph.text) > LONGEST_LINE:
        return
    labels = list(INSIDE.finditer(paragraph.text))
    ends = [*(each.start() for each in labels[1:]), len(paragraph.text)]
    for each, end in zip(labels, ends, strict=False):
        label, words = each["first"] or each["label"], paragraph.text[each.end() : end].strip(" ;|,")
        field = field_of(label)
        if field and words:
            yield Stated(field, label, words, paragraph)
        elif field and following and field_of(following[0].text) is None:
            yield Stated(field, label, following[0].text, following[0])


def _values(stated: Stated) -> list[str]:
    """What the field would hold; none where the words are no such thing, such as a date that is none."""
    if stated.field in DATES:
        kept = date_of(stated.words)
        return [kept] if kept else []
    if stated.field == "linked":
        return _titles(stated.words[:MOST_OF_A_LIST])
    if stated.field == "approving_body":
        return [body] if (body := DATE_IN_TEXT.sub("", stated.words).strip(" ,.:;–-()")) else []
    words = " ".join(stated.words.split()).strip(" ;|")
    words = words if "(" in words else words.rstrip(")")
    return [words] if words and len(words) <= LONGEST.get(stated.field, 120) else []


def _titles(words: str) -> list[str]:
    """The documents of a list: parted by marks, or each ending in what such documents are called."""
    pieces = [piece.strip(" .;,•-–") for piece in re.split(r"[;,•|]|\s{2,}", words)]
    named = r".*?\b(?:Polic(?:y|ies)|Procedures?|Code of Conduct|Guidance|Agreement|Statement|Handbook)\b"
    titles: list[str] = []
    for piece in filter(None, pieces):
        several = re.findall(named, piece)
        titles += several if len(several) > 1 and "".join(several) == piece else [piece]
    return [
        re.sub(r"^(?:and|the|our) ", "", title.strip(), flags=re.I) for title in titles if 3 < len(title.strip()) <= 120
    ]


def _proposal(stated: Stated, text: str) -> Proposal:
    reason = f"because it stands beside “{stated.label}”"
    value = {"field": stated.field, "text": text, "label": FIELD_WORDS[stated.field], "reason": reason}
    sentence = stated.paragraph.text if stated.label in stated.paragraph.text else f"{stated.label}: {stated.words}"
    return Proposal(About.FIELD, value, sentence, stated.paragraph.id)


def _line(said: dict[str, str], paragraph: Paragraph) -> Proposal | None:
    """A line of the version history, with its date where there is one."""
    on = date_of(said.get("on", ""))
    line = {"label": said.get("label", "")[:40], "on": on, "amended_by": said.get("amended_by", "")[:200]}
    line["comments"] = said.get("comments", "")[:300]
    if not any(line.values()):
        return None
    text = ", ".join(each for each in (line["label"], said.get("on", ""), line["amended_by"], line["comments"]) if each)
    value = {"field": "past_version", "line": line, "text": text, "label": FIELD_WORDS["past_version"]}
    value["reason"] = "because it is a line of the version grid"
    return Proposal(About.FIELD, value, paragraph.text, paragraph.id)
