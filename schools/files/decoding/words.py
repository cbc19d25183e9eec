"""Reading the words of a Word document: paragraphs, list items and tables, in their order.

The library opens the package and knows the styles; the words are gathered from the document's own tree, so that those
in content controls and hyperlinks and inserted while changes were tracked are there too, and deleted ones are not.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

import docx
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from schools.files.decoding.findings import Refused
from schools.files.decoding.texts import LONGEST, NOT_KNOWN, TOO_HEAVY, TOO_LONG, fitting

MOST_PARTS = 2_000
MOST_UNPACKED = 64 * 1024 * 1024
MOST_OF_THE_TEXT = 24 * 1024 * 1024
MAIN = "word/document.xml"
MOST_LINES = 20_000
DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
"""Word writes neither. Whoever does means a document that unpacks to more than it holds."""

TEXT, TAB, BREAKS, HYPHEN = qn("w:t"), qn("w:tab"), {qn("w:br"), qn("w:cr")}, qn("w:noBreakHyphen")
PARAGRAPH, TABLE, ROW, CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
PASSED_OVER = {
    *(qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:instrText"), qn("w:sectPr"), qn("w:tblPr")),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
LONGEST_CELL, MOST_LINES_OF_A_CELL = 400, 4
"""A larger cell is there for the layout of a page, not of a table."""


def prepare() -> None:
    """Have the library read a document of its own once, so that it loads what it puts off."""
    docx.Document()


def read(file: BinaryIO) -> str:
    """The words: headings marked with #, list items with a bullet, the cells of a row parted by tabs.

    :raises Refused: no Word document, or one that unpacks to more than a document holds.
    """
    _look_inside(file)
    file.seek(0)
    document = docx.Document(file)
    lines: list[str] = []
    length = 0
    for line in _lines(document.element.body, document):
        lines.append(line)
        length += len(line)
        if length > LONGEST or len(lines) > MOST_LINES:
            raise Refused(TOO_LONG)
    return fitting("\n".join(lines))


def _look_inside(file: BinaryIO) -> None:
    """Count what the package says it unpacks to, and look through its XML, before anything parses it."""
    try:
        package = zipfile.ZipFile(file)
    except zipfile.BadZipFile as trouble:
        raise Refused(NOT_KNOWN) from trouble
    parts = package.infolist()
    if MAIN not in {part.filename for part in parts}:
        raise Refused(NOT_KNOWN)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(TOO_HEAVY)
    for part in parts:
        readable = part.filename.endswith((".xml", ".rels"))
        if readable and (part.file_size > MOST_OF_THE_TEXT or DECLARES.search(package.read(part).replace(b"\0", b""))):
            raise Refused(TOO_HEAVY)


def _lines(element: Any, document: Any) -> Iterator[str]:
    for child in element:
        if child.tag == PARAGRAPH:
            yield from _paragraph(child, document)
        elif child.tag == TABLE:
            yield from ("", *_table(child, document), "")
        elif child.tag not in PASSED_OVER:
            yield from _lines(child, document)


def _paragraph(element: Any, document: Any) -> Iterator[str]:
    words = "".join(_words(element)).strip("\n")
    if not words.strip():
        yield ""
        return
    style = (Paragraph(element, document._body).style.name or "").lower()
    listed = element.pPr is not None and element.pPr.numPr is not None
    if style.startswith(("heading", "title")) and "\n" not in words:
        yield from ("", f"# {words.strip()}", "")
    elif listed or style.startswith("list"):
        yield f"• {words.strip()}"
    else:
        yield from (*words.split("\n"), "")


def _words(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == TEXT:
            yield child.text or ""
        elif child.tag == TAB:
            yield "\t"
        elif child.tag in BREAKS:
            yield "\n"
        elif child.tag == HYPHEN:
            yield "-"
        elif child.tag == PARAGRAPH:  # in a text box
            yield from ("\n", *_words(child), "\n")
        elif child.tag not in PASSED_OVER:
            yield from _words(child)


def _table(table: Any, document: Any) -> Iterator[str]:
    for row in _inside(table, ROW):
        cells = [list(filter(str.strip, _lines(cell, document))) for cell in _inside(row, CELL)]
        large = any(len(cell) > MOST_LINES_OF_A_CELL or sum(map(len, cell)) > LONGEST_CELL for cell in cells)
        if large or len(cells) == 1:
            yield from (line for cell in cells for line in cell)
        else:
            yield "\t".join(" ".join(line.lstrip("#• ") for line in cell) for cell in cells)


def _inside(element: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or the cells of a row, in content controls too; not those of a table inside a cell."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in PASSED_OVER:
            yield from _inside(child, tag)
