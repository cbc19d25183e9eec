"""Reading the words of a PDF, page by page, line by line. Nothing is drawn and nothing in it is run."""

import re
from typing import BinaryIO

import pypdfium2
from pypdfium2 import raw

from schools.files.decoding.findings import Refused
from schools.files.decoding.texts import DAMAGED, LOCKED, LONGEST, TOO_LONG, fitting

MOST_PAGES = 200
FEWEST_LETTERS = 40
"""A document with fewer letters than these is a picture with a stamp on it."""

TOO_MANY = f"This PDF has {{pages:,}} pages; at most {MOST_PAGES} are read. Bring in only the part about social media."
SCANNED = (
    "This PDF is a picture of a text, as a scanner makes it: there are no words in it to read. "
    "Paste the text, or upload the Word document."
)
PAGE_NUMBER = re.compile(r"^\s*(?:page\s+)?\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?\s*$", re.IGNORECASE)
BROKEN_WORD = re.compile("[\x02\ufffe]\\s*")


def prepare() -> None:
    """Start the library: after the seal nothing more can be loaded."""
    pypdfium2.PdfDocument.new().close()


def read(file: BinaryIO) -> str:
    """The words of every page.

    :raises Refused: locked, too many pages, a picture of a text, or too long.
    """
    try:
        document = pypdfium2.PdfDocument(file.read())
    except pypdfium2.PdfiumError as trouble:
        raise Refused(LOCKED if trouble.err_code == raw.FPDF_ERR_PASSWORD else DAMAGED) from trouble
    if len(document) > MOST_PAGES:
        raise Refused(TOO_MANY.format(pages=len(document)))
    text = "\n".join(_pages(document))
    if sum(letter.isalpha() for letter in text) < FEWEST_LETTERS:
        raise Refused(SCANNED)
    return fitting(text)


def _pages(document: pypdfium2.PdfDocument) -> list[str]:
    found: list[str] = []
    length = 0
    for number in range(len(document)):
        page = document[number]
        words = page.get_textpage()
        if length + words.count_chars() > LONGEST:
            raise Refused(TOO_LONG)
        found.append(_tidy(words.get_text_range()))
        length += len(found[-1])
        words.close()
        page.close()
    return found


def _tidy(text: str) -> str:
    """Words that a line break cut are joined; a line with a page's number alone is left out."""
    lines = BROKEN_WORD.sub("", text.replace("\r\n", "\n")).split("\n")
    return "\n".join(line for line in lines if not PAGE_NUMBER.match(line))
