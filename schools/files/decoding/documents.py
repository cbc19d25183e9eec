"""Reading a PDF: opened, its pages and objects counted, its streams inflated within bounds (S5.07).

Nothing is drawn and nothing in it is run. A PDF locked with a password is taken as it is, sealed, with a note. Streams
in a form made for pictures (JPEG, fax) are not inflated here: nothing in this product does so either.
"""

import re
from typing import BinaryIO

import pikepdf
from pikepdf import settings

from schools.files.decoding.findings import Findings, Refused

MOST_PAGES = 300
MOST_OBJECTS = 50_000
MOST_IN_ONE_STREAM = 128 * 1024 * 1024  # a page scanned in colour at 600 dots an inch is 104 MB
MOST_IN_ALL_STREAMS = 512 * 1024 * 1024
HONEST_STREAM = 32 * 1024 * 1024  # below this no ratio is looked at: an empty white page shrinks a thousandfold
MOST_RATIO = 500

PRINT_AGAIN = "Print the pages that matter to a new PDF, or take screenshots of them, and add those."
NO_PAGES = "This PDF has no pages that can be opened. Save it again, or take screenshots of it, and add those."
TOO_MUCH = f"This PDF unpacks to far more than a document holds. {PRINT_AGAIN}"
LOCKED = "The PDF is locked by encryption. It is kept sealed, and what is in it was not checked."
ENCRYPTED = "The PDF is encrypted, but opens without a password."
DAMAGED = "The PDF is damaged in places. It is kept exactly as it came."
CARRIED = {
    "The PDF carries a program, which was not run.": {b"/JavaScript", b"/JS", b"/Launch"},
    "The PDF carries other files inside it, which were not opened.": {b"/EmbeddedFile", b"/EF"},
}


def read(file: BinaryIO) -> Findings:
    """Open the PDF and count.

    :raises Refused: too many pages or objects, no page, or streams that inflate beyond all proportion.
    """
    settings.set_qpdf_limits(flate_max_memory=MOST_IN_ONE_STREAM, run_length_max_memory=MOST_IN_ONE_STREAM)
    try:
        with pikepdf.open(file) as document:
            pages, notes = _count(document), _notes(document)
            return Findings("pdf", pages=pages, notes=notes)
    except pikepdf.PasswordError:
        return Findings("pdf", notes=(LOCKED,))
    except pikepdf.QpdfRuntimeError as trouble:
        if "random" not in str(trouble):  # the newest encryption asks for /dev/urandom, which the seal does not open
            raise
        return Findings("pdf", notes=(LOCKED,))


def _count(document: pikepdf.Pdf) -> int:
    if len(document.objects) > MOST_OBJECTS:
        raise Refused(f"This PDF is made of more than {MOST_OBJECTS:,} parts, too many to check. {PRINT_AGAIN}")
    pages = len(document.pages)
    if pages > MOST_PAGES:
        raise Refused(f"This PDF has {pages:,} pages; at most {MOST_PAGES} are kept in one file. {PRINT_AGAIN}")
    if not pages:
        raise Refused(NO_PAGES)
    return pages


def _notes(document: pikepdf.Pdf) -> tuple[str, ...]:
    """Go through every object once: what it carries, and what it inflates to."""
    carried, inflated = set(), 0
    for item in document.objects:
        if isinstance(item, pikepdf.Stream):
            inflated += _inflated(item)
        if inflated > MOST_IN_ALL_STREAMS:
            raise Refused(TOO_MUCH)
        carried |= _carried(item)
    notes = [note for note in CARRIED if note in carried]
    if document.is_encrypted:
        notes.append(ENCRYPTED)
    if document.get_warnings():
        notes.append(DAMAGED)
    return tuple(notes)


def _inflated(stream: pikepdf.Stream) -> int:
    """How large a stream becomes; 0 where it is not a form that qpdf unpacks, or is damaged."""
    try:
        size = len(memoryview(stream.get_stream_buffer()))
    except pikepdf.PdfError as trouble:
        if "limit exceeded" in str(trouble):
            raise Refused(TOO_MUCH) from trouble
        return 0
    packed = len(memoryview(stream.get_raw_stream_buffer()))
    if size > HONEST_STREAM and size > packed * MOST_RATIO:
        raise Refused(TOO_MUCH)
    return size


def _carried(item: pikepdf.Object) -> set[str]:
    """Programs and files, also in the dictionaries inside an object; qpdf writes escaped names out plainly."""
    dictionary = item.stream_dict if isinstance(item, pikepdf.Stream) else item
    if not isinstance(dictionary, pikepdf.Dictionary | pikepdf.Array):
        return set()
    names = set(re.findall(rb"/\w+", dictionary.unparse(resolved=True)))
    return {note for note, words in CARRIED.items() if names & words}
