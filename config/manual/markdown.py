"""Tables, lists and enumerations in Markdown, for the printed pages. Pure."""

from collections.abc import Iterable, Sequence

PRINTED = "<!-- Printed by `manage.py write_docs` from the code. Change the code, not this page. -->"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table. A cell is one line; a bar in it would end the cell."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in lines)


def bullets(sentences: Iterable[str]) -> str:
    """A list of sentences."""
    return "\n".join(f"- {sentence}" for sentence in sentences)


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words as one says them: "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def sentence(words: str) -> str:
    """The words with a capital letter and a full stop."""
    return words[:1].upper() + words[1:] + ("" if words.endswith(".") else ".")


def document(*blocks: str) -> str:
    """The blocks one under the other, a blank line between, marked as printed."""
    return "\n\n".join([PRINTED, *(block.strip() for block in blocks)]) + "\n"
