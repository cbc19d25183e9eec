"""Which reader a file needs, from its first bytes; and a sentence for what is known and not taken (S5.01, S5.09).

This only chooses: the type is settled by the reader, which decodes the whole file (S5.02). Whatever is not a picture,
a PDF or an e-mail is refused here by its content, whatever its name.
"""

import re

from schools.files.decoding.findings import Refused

HEAD_BYTES = 4096

PICTURES = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF87a": "gif", b"GIF89a": "gif"}
HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

OFFICE = (
    "This is a zip archive, or a Word, Excel or PowerPoint file, which are not kept as evidence. "
    "Open it, save what matters as a PDF or take a screenshot of it, and add that."
)
OUTLOOK = (
    "This is an Outlook message or an older Office file. Save an e-mail as .eml, or a document as a PDF, and add that."
)
ARCHIVE = "This is an archive, and archives are never opened here. Add the pictures, PDFs or e-mails in it one by one."
WEB_PAGE = (
    "This is a saved web page or a drawing made of code (HTML, SVG or XML), which can carry programs. "
    "Open the page, print it as a PDF or take a screenshot of it, and add that."
)
PROGRAM = "This is a program, not evidence. Do not open it. Take a screenshot of where you found it, and add that."
FILM = "This is a film or a sound. Take a screenshot of each moment that matters, and write down what is said."
OTHER_PICTURE = "This kind of picture cannot be kept as evidence. Take a screenshot, or save it as a PNG, and add that."
NOT_KNOWN = (
    "This is not a kind of file that can be kept as evidence. "
    "Add a picture (PNG, JPEG, WebP, GIF or HEIC), a PDF, or an e-mail saved as .eml."
)

FOREIGN = {
    OFFICE: (b"PK\x03\x04", b"PK\x05\x06", b"{\\rtf"),
    OUTLOOK: (b"\xd0\xcf\x11\xe0",),
    ARCHIVE: (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"MSCF"),
    PROGRAM: (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe"),
    FILM: (b"\x1aE\xdf\xa3", b"ID3", b"OggS", b"fLaC", b"\x00\x00\x01\xba"),
    OTHER_PICTURE: (b"BM", b"II*\x00", b"MM\x00*", b"\x00\x00\x01\x00", b"8BPS", b"\xff\x0a"),
}


def kind_of(head: bytes) -> str:
    """Name the reader for a file that begins with ``head``.

    :raises Refused: what it is, where that is known, and what to add instead.
    """
    for beginning, kind in PICTURES.items():
        if head.startswith(beginning):
            return kind
    if head[4:8] == b"ftyp":
        return _kind_of_box_file(head)
    if head.startswith(b"RIFF"):
        return _kind_of_riff(head)
    if head.startswith(b"%PDF-"):
        return "pdf"
    _refuse_foreign(head)
    if re.match(rb"(From [^\n]*\n)?[!-9;-~]+:[ \t]", head):
        return "eml"
    raise Refused(NOT_KNOWN)


def _kind_of_box_file(head: bytes) -> str:
    """HEIC shares its frame with films and with AVIF, which has no reader here."""
    if head[8:12] in HEIF_BRANDS and b"avif" not in head[8:64]:
        return "heic"
    raise Refused(OTHER_PICTURE if head[8:12] in HEIF_BRANDS | {b"avif", b"avis"} else FILM)


def _kind_of_riff(head: bytes) -> str:
    if head[8:12] == b"WEBP":
        return "webp"
    raise Refused(FILM)


def _refuse_foreign(head: bytes) -> None:
    for sentence, beginnings in FOREIGN.items():
        if head.startswith(beginnings):
            raise Refused(sentence)
    if head.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
        raise Refused(WEB_PAGE)
