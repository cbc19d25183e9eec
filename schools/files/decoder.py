"""The program run for each file that somebody adds: reads it on standard input, answers with a line of JSON (S5.10).

``schools.files.store`` starts it as ``python -I -S decoder.py FOLDER…``, the folders being those of the installed
libraries, with an empty environment. It looks at the first bytes, loads the one reader they call for, limits and seals
itself, and only then reads on. It says what the file is, or a sentence why it is not taken; if it says nothing, it was
ended. What its answer is worth is judged outside.
"""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

# Last, so that nothing of ours can stand in for Python's own.
sys.path += [str(Path(__file__).resolve().parent.parent.parent), *sys.argv[1:]]

from schools.files.decoding import confinement, sniffing
from schools.files.decoding.findings import Findings, Refused

DAMAGED = "This file is damaged or incomplete, and cannot be opened. Save it again, or take a screenshot, and add that."
TOO_HEAVY = "This file is too large or complicated to check. Take a screenshot of the part that matters, and add that."


def main() -> None:
    """Answer, and end at once: nothing is tidied up after a hostile file."""
    with open(0, "rb", closefd=False) as file:
        answer = _answer(file)
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)


def _answer(file: BinaryIO) -> dict[str, object]:
    try:
        read = _reader(sniffing.kind_of(file.read(sniffing.HEAD_BYTES)))
        file.seek(0)
        confinement.limit()  # not before: Python may write down what it compiled, or every file would wait for that
        sealed = confinement.seal()
        return asdict(read(file)) | {"sealed": sealed}
    except Refused as refusal:
        return {"refused": str(refusal)}
    except PermissionError:
        raise  # a reader asked for what the seal forbids: that is no answer about the file
    except MemoryError:
        return {"refused": TOO_HEAVY}
    except Exception:  # readers raise anything at all on a hostile file, and all of it means the same
        return {"refused": DAMAGED}


def _reader(kind: str) -> Callable[[BinaryIO], Findings]:
    """Load the one reader a file needs, with all it may ask for: after the seal nothing more can be loaded."""
    if kind == "pdf":
        from schools.files.decoding import documents

        return documents.read
    if kind == "eml":
        from schools.files.decoding import messages

        messages.prepare()
        return messages.read
    from schools.files.decoding import pictures

    pictures.prepare(kind)
    return lambda file: pictures.read(kind, file)


if __name__ == "__main__":
    main()
