"""The program run for each document whose words somebody brings in: reads it on standard input, answers in JSON.

``schools.files.reading`` starts it as ``decoder.py`` is started for evidence, with an empty environment, and it limits
and seals itself in the same way before it reads on. It says the words of the document, or a sentence why they cannot
be read; if it says nothing, it was ended.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

# Last, so that nothing of ours can stand in for Python's own.
sys.path += [str(Path(__file__).resolve().parent.parent.parent), *sys.argv[1:]]

from schools.files.decoding import confinement, texts
from schools.files.decoding.findings import Refused
from schools.files.decoding.texts import DAMAGED, HEAD_BYTES, TOO_HEAVY, kind_of

Reader = Callable[[BinaryIO], str]


def main() -> None:
    """Answer, and end at once: nothing is tidied up after a hostile file."""
    with open(0, "rb", closefd=False) as file:
        answer = _answer(file)
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)


def _answer(file: BinaryIO) -> dict[str, object]:
    try:
        read = _reader(kind_of(file.read(HEAD_BYTES)))
        file.seek(0)
        confinement.limit()  # not before: Python may write down what it compiled
        sealed = confinement.seal()
        return {"text": read(file), "sealed": sealed}
    except Refused as refusal:
        return {"refused": str(refusal)}
    except PermissionError:
        raise  # a reader asked for what the seal forbids: that is no answer about the file
    except MemoryError:
        return {"refused": TOO_HEAVY}
    except Exception:  # readers raise anything at all on a hostile file, and all of it means the same
        return {"refused": DAMAGED}


def _reader(kind: str) -> Reader:
    """Load the one reader a document needs, with all it may ask for: after the seal nothing more can be loaded."""
    texts.prepare()
    if kind == "docx":
        from schools.files.decoding import words

        words.prepare()
        return words.read
    if kind == "pdf":
        from schools.files.decoding import pages

        pages.prepare()
        return pages.read
    return texts.read


if __name__ == "__main__":
    main()
