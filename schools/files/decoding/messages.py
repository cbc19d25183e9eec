"""Reading an e-mail saved as a file: its parts counted, its attachments listed by hash and left unopened (S5.08).

Headers are believed about nothing: a note says when those that a mail server writes are missing (S5.02).
"""

import codecs
import contextlib
import hashlib
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32, compat32
from typing import BinaryIO

from schools.files.decoding.findings import Findings, Refused

MOST_PARTS = 50
DEEPEST = 10
LONGEST_HEADERS = 256 * 1024  # of one part; the library's time to take them apart grows with their square
LONGEST_NAME = 80

# A text with a colon in its first line is not yet an e-mail: two of these make it one.
TELLING = ("from", "to", "subject", "date", "received", "message-id", "mime-version", "return-path", "content-type")
CODINGS = ("us-ascii", "utf-8", "iso-8859-1", "iso-8859-15", "windows-1252", "raw-unicode-escape")
TRANSPORT = ("From", "Date", "Received")

NOT_A_MESSAGE = "This is plain text. Write down what it says as a statement, or take a screenshot of it, and add that."
SAVED_PAGE = "This is a saved web page. Open it, print it as a PDF or take a screenshot of it, and add that."
TOO_MANY = (
    "This e-mail has too many others packed inside it, or too many attachments or headers, to check. "
    "Save the one message that matters by itself, or print it as a PDF, and add that."
)
NO_TRANSPORT = (
    "The e-mail has no transport headers: it does not show who sent it, when, and which mail servers carried it. "
    "A message saved from a sent or drafts folder looks like this, and so does one that was written by hand."
)


def prepare() -> None:
    """Load what attachments' names are commonly written in: after the seal nothing more can be loaded."""
    for coding in CODINGS:
        codecs.lookup(coding)


def read(file: BinaryIO) -> Findings:
    """Parse the message and list what is attached.

    :raises Refused: more parts than fifty, deeper than ten, a saved web page, or not an e-mail.
    """
    message = BytesParser(_Counter(), policy=compat32).parse(file)
    if message.get("Snapshot-Content-Location") or str(message.get("From", "")).startswith("<Saved by"):
        raise Refused(SAVED_PAGE)
    if sum(name in message for name in TELLING) < 2:
        raise Refused(NOT_A_MESSAGE)
    notes = [] if all(name in message for name in TRANSPORT) else [NO_TRANSPORT]
    return Findings("eml", notes=(*notes, *_attachments(message, 1)))


class _Counter:
    """Makes the parser's parts, and stops it at the first too many rather than after the last."""

    def __init__(self) -> None:
        self.made = -1  # the parser makes one to try it

    def __call__(self, policy: Compat32 = compat32) -> Message:
        self.made += 1
        if self.made > MOST_PARTS:
            raise Refused(TOO_MANY)
        return Message(policy)


def _attachments(part: Message, depth: int) -> list[str]:
    if depth > DEEPEST or sum(len(str(value)) for value in part.values()) > LONGEST_HEADERS:
        raise Refused(TOO_MANY)
    if part.is_multipart():
        inner = [piece for piece in part.get_payload() if isinstance(piece, Message)]
        return [note for piece in inner for note in _attachments(piece, depth + 1)]
    name = _name(part)
    if depth == 1 or not (name or part.get_content_disposition() == "attachment"):
        return []
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)  # it is, of a part that is not made of parts
    digest = hashlib.sha256(content).hexdigest()
    return [f"Attached, not opened: {name or 'a file without a name'}, {len(content):,} bytes, SHA-256 {digest}."]


def _name(part: Message) -> str:
    """The attachment's name as text, empty where it has none; in a coding that is not known, as it was written."""
    raw = ""
    with contextlib.suppress(LookupError, ValueError, OSError):
        raw = part.get_filename("")
        raw = str(make_header(decode_header(raw)))
    return "".join(letter if letter.isprintable() else " " for letter in raw)[:LONGEST_NAME]
