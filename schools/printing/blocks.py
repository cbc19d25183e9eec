"""The pieces that a printed document is made of, as plain data for ``templates/pdf/document.typ``. Pure.

Every text is printed as it stands: no piece of it is ever markup.
"""

from collections.abc import Iterable, Sequence
from typing import Any

Block = dict[str, Any]


def document(
    *, school: str, title: str, caption: str, under: Sequence[str], foot: str, blocks: Sequence[Block]
) -> dict[str, Any]:
    """A document: whose it is, what it is called, the lines below its title, and what stands at the foot of a page."""
    named = {"school": school, "title": title, "caption": caption, "under": list(under), "foot": foot}
    return {**named, "blocks": list(blocks)}


def heading(text: str, level: int = 1) -> Block:
    """A heading; 1 is the highest below the title."""
    return {"kind": "heading", "level": level, "text": text}


def words(text: str, *, quiet: bool = False) -> Block:
    """A paragraph; quiet for a remark."""
    return {"kind": "words", "text": text, "quiet": quiet}


def numbered(items: Iterable[tuple[str, str]]) -> Block:
    """Paragraphs with the numbers that they have in the document."""
    return {"kind": "numbered", "items": [list(each) for each in items]}


def listed(items: Iterable[str]) -> Block:
    """A list of sentences."""
    return {"kind": "list", "items": list(items)}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Block:
    """A table; the first cell of a row says what the row is about."""
    return {"kind": "table", "head": list(head), "rows": [list(row) for row in rows]}


def entry(name: str, text: str, *, mark: str = "", note: str = "") -> Block:
    """Something with a name, what is said of it, a mark beside the name, and a remark below."""
    return {"kind": "entry", "name": name, "text": text, "mark": mark, "note": note}
