"""What reading a file can end in: findings, or a refusal with a sentence. Nothing here reads a file."""

from dataclasses import dataclass


class Refused(Exception):
    """The file is not taken. The sentence is shown to whoever added it, and says what to do next."""


@dataclass(frozen=True)
class Findings:
    """What the file was found to be (S5.18): its kind, its size in pixels or pages, and what the reader noticed."""

    kind: str
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    notes: tuple[str, ...] = ()
