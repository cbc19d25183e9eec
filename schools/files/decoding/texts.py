"""Which documents' words can be read, told by their first bytes; the sentences for those that cannot; and plain text.

Word documents are read in ``words``, PDFs in ``pages``. Nothing here decides what the words mean.
"""

import codecs
from typing import BinaryIO

from schools.files.decoding.findings import Refused

HEAD_BYTES = 4096
LONGEST = 200_000
"""Characters of a document: some eighty pages."""

PASTE = "Open it, copy the text and paste it here."
DAMAGED = f"This document is damaged or incomplete, and cannot be read. Save it again, or: {PASTE.lower()}"
TOO_HEAVY = f"This document is too large or complicated to read. {PASTE}"
TOO_LONG = f"This document has more than {LONGEST:,} characters. Bring in only the part about parents and social media."
OLD_WORD = f"This is an older Word document (.doc). In Word, save it as a Word document (.docx), or: {PASTE.lower()}"
LOCKED = "This document is locked with a password. Save a copy without a password, or copy the text and paste it here."
RICH_TEXT = f"This is a rich text file (.rtf). In Word, save it as a Word document (.docx), or: {PASTE.lower()}"
WEB_PAGE = "This is a saved web page. Open it in your browser, copy the text and paste it here."
PICTURE = "This is a picture, and its words cannot be read. Paste the text, or upload the Word document."
PROGRAM = "This is a program, not a document. Do not open it. Look for the policy as a Word document or a PDF."
NOT_KNOWN = "Only Word documents (.docx), PDFs and plain text can be read here. For anything else, paste the text."
NO_WORDS = f"There are no words in this document. {PASTE}"

FOREIGN = {
    RICH_TEXT: (b"{\\rtf",),
    PICTURE: (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*"),
    PROGRAM: (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe"),
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


CODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp437", "ascii", "latin-1")


def prepare() -> None:
    """Load what texts are written in: after the seal nothing more can be loaded."""
    for coding in CODINGS:
        codecs.lookup(coding)


def kind_of(head: bytes) -> str:
    """The reader for a document that begins so: docx, pdf, ole or text.

    :raises Refused: what it is, where that is known, and what to do instead.
    """
    for sentence, beginnings in FOREIGN.items():
        if head.startswith(beginnings):
            raise Refused(sentence)
    if head.startswith(b"PK"):
        return "docx"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        raise Refused(WEB_PAGE)
    return "text"


def read(file: BinaryIO) -> str:
    """Plain text in whichever coding it is; an older Word document is told from a locked one.

    :raises Refused: not a text.
    """
    data = file.read()
    if data.startswith(OLE):
        raise Refused(LOCKED if "EncryptedPackage".encode("utf-16-le") in data else OLD_WORD)
    coding = next((coding for mark, coding in MARKS.items() if data.startswith(mark)), "")
    if not coding and b"\0" in data:
        raise Refused(NOT_KNOWN)
    return fitting(data.decode(coding) if coding else _decoded(data))


def fitting(text: str) -> str:
    """The text, when there are words in it and not too many. Raises Refused."""
    if len(text) > LONGEST:
        raise Refused(TOO_LONG)
    if not any(letter.isalnum() for letter in text):
        raise Refused(NO_WORDS)
    return text


def _decoded(data: bytes) -> str:
    """As most programs write it now; else as Windows did."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
