"""What a file is called and how it is handed out: kinds, cleaned names, the headers of a download.

A name is only text: it never decides where a file lies (``evidence``) nor what it is (``decoding``).
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote

LONGEST_NAME = 120
LONGEST_NAME_IN_BYTES = 240  # most file systems stop at 255
LONGEST_EXTENSION = 10
NOT_STATED = frozenset({"", "application/octet-stream", "binary/octet-stream"})

# Names that Windows gives to its own devices, whatever follows the first dot.
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Kind:
    """A kind of file that may be kept: its words for a person, our own content type, and what may be said of it."""

    words: str
    media_type: str
    extensions: tuple[str, ...]  # the first is ours
    declared: frozenset[str] = frozenset()  # what browsers also call it

    @property
    def extension(self) -> str:
        """The ending that a file of this kind is given here."""
        return self.extensions[0]


KINDS = {
    "png": Kind("a PNG picture", "image/png", ("png",), frozenset({"image/x-png"})),
    "jpeg": Kind("a JPEG picture", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), frozenset({"image/jpg"})),
    "webp": Kind("a WebP picture", "image/webp", ("webp",)),
    "gif": Kind("a GIF picture", "image/gif", ("gif",)),
    "heic": Kind("a HEIC picture", "image/heic", ("heic", "heif", "hif"), frozenset({"image/heif"})),
    "pdf": Kind("a PDF", "application/pdf", ("pdf",), frozenset({"application/x-pdf"})),
    "eml": Kind("an e-mail", "message/rfc822", ("eml",), frozenset({"text/plain"})),
}
EXTENSION_OF = {kind.media_type: kind.extension for kind in KINDS.values()} | {"application/zip": "zip"}
"""The ending of each kind that is handed out: what is kept, and what is put together here."""


def clean_name(name: str) -> str:
    """The name without path, control, format and bidirectional characters, at most 120 characters long (S5.15)."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    name = "".join(" " if letter.isspace() else letter for letter in name if not _is_hidden(letter))
    name = re.sub(r'[<>:"|?*]', "-", re.sub(r" +", " ", name)).strip(" .")
    if RESERVED.match(name):
        name = f"file-{name}"
    return _shortened(name) or "evidence"


def extension_of(name: str) -> str:
    """The ending in lower case, without its dot; empty where there is none."""
    stem, dot, ending = name.rpartition(".")
    return ending.strip().lower() if stem and dot else ""


def attachment_headers(name: str, media_type: str) -> dict[str, str]:
    """The headers of an original that is handed out: to be saved, never shown, whatever it is (S5.12)."""
    extension = EXTENSION_OF.get(media_type)
    name = clean_name(name if extension is None or extension_of(name) else f"{name}.{extension}")
    plain = re.sub(r'[^ -~]|["\\%]', "_", name)
    return {
        "Content-Type": media_type if extension else "application/octet-stream",
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def _is_hidden(letter: str) -> bool:
    """Control, format (bidirectional marks too), surrogate, private and unassigned characters, but for white space."""
    return unicodedata.category(letter)[0] == "C" and letter not in "\t\n"


def _shortened(name: str) -> str:
    """Cut the stem, never the ending, to what a file system and a page can hold."""
    ending = extension_of(name)
    tail = name[-len(ending) - 1 :] if 0 < len(ending) <= LONGEST_EXTENSION else ""
    stem = name[: len(name) - len(tail)]
    while len(stem + tail) > LONGEST_NAME or len((stem + tail).encode()) > LONGEST_NAME_IN_BYTES:
        stem = stem[:-1]
    return stem.rstrip(" .") + tail
