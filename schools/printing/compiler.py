"""The program run for each PDF: reads a template and its data on standard input, answers with the PDF (S1.11, S1.12).

``schools.printing.pdf`` starts it as ``python -I -S compiler.py FOLDER``, the folder being that of the installed
typst, with an empty environment in an empty folder. It opens all that typst needs, limits and seals itself, and only
then looks at the words of people. They are never part of the template: typst gets them as data, and prints them.

The answer is a line of JSON, then the PDF. Where a character is in none of the fonts, typst refuses to promise PDF/UA-1
and the document is set once more without that promise: a policy with an emoji in it is printed all the same.
"""

import json
import os
import sys
from pathlib import Path

# Last, so that nothing of ours can stand in for Python's own.
sys.path += [str(Path(__file__).resolve().parent.parent.parent), *sys.argv[1:]]

import typst

from schools.files.decoding import confinement

ACCESSIBLE = "ua-1"


def main() -> None:
    """Answer, and end at once."""
    given = json.load(sys.stdin.buffer)
    source, data = given["source"].encode(), {"data": given["data"]}
    fonts = typst.Fonts(include_system_fonts=False)
    # Each opens the empty folder it is held to: after the seal nothing more is opened. One compiles once.
    promising, plain = (typst.Compiler(source, root=".", font_paths=fonts, sys_inputs=data) for _ in range(2))
    confinement.limit()
    sealed = confinement.seal()
    try:
        pdf, promised = promising.compile(pdf_standards=[ACCESSIBLE]), True
    except typst.TypstError:
        pdf, promised = plain.compile(), False
    with open(1, "wb", closefd=False) as answer:
        answer.write(json.dumps({"sealed": sealed, "accessible": promised}).encode() + b"\n" + pdf)
    os._exit(0)


if __name__ == "__main__":
    main()
