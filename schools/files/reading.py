"""The words of a document that somebody brings in: asked of the limited process, judged, and the file thrown away.

Nothing of the file is kept, and the web process never opens it: as with evidence, only the shape of the answer is
believed. What the words mean is for whoever asked.
"""

import json
import tempfile
from pathlib import Path

from schools.files.inspection import FileRefused, ask, libraries, line, say_unsealed
from schools.files.store import Upload

DECODER = Path(__file__).with_name("text_decoder.py")
LIBRARIES = ("docx", "lxml", "pypdfium2", "pypdfium2_raw", "typing_extensions")
ANSWER_BYTES = 2 * 1024 * 1024
MOST_BYTES = 10 * 1024 * 1024
LONGEST = 200_000
"""Characters of a text: some eighty pages."""

TOO_LARGE = f"This file is larger than {MOST_BYTES // 1024**2} MB. Copy the text of the policy and paste it here."
STOPPED = "This document could not be read. Open it, copy the text and paste it here."
EMPTY = "This file is empty. Choose another, or paste the text."


def words_of(upload: Upload) -> str:
    """The words of a Word document, a PDF or a plain text.

    :raises FileRefused: with a sentence why they cannot be read, and what to do instead.
    """
    if (upload.size or 0) > MOST_BYTES:
        raise FileRefused(TOO_LARGE)
    if not upload.size:
        raise FileRefused(EMPTY)
    with tempfile.NamedTemporaryFile() as held:
        size = 0
        for piece in upload.chunks():
            size += len(piece)
            if size > MOST_BYTES:
                raise FileRefused(TOO_LARGE)
            held.write(piece)
        held.flush()
        return _judged(ask(Path(held.name), DECODER, libraries(LIBRARIES), ANSWER_BYTES))


def _judged(raw: bytes) -> str:
    try:
        answer = json.loads(raw)
        if "refused" in answer:
            raise FileRefused(line(answer["refused"]))
        text, sealed = answer["text"], answer["sealed"]
    except (ValueError, TypeError, KeyError, RecursionError) as nonsense:
        raise FileRefused(STOPPED) from nonsense
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST:
        raise FileRefused(STOPPED)
    if not sealed:
        say_unsealed()
    return text
