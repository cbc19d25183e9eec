"""`docs/security.md`: every requirement of security by its number, whether it is met, and the test that shows it.

A chapter is a module, and a requirement a line of its `TABLE`: number, status, what it asks in our own few words, the
tests that show it (`-` where there are none), and why. `done` needs a test, the other two need a reason; a test holds
that every test named exists. To add a chapter, write its module and name it in `CHAPTERS`.
"""

from dataclasses import dataclass
from enum import Enum
from types import ModuleType

from config.manual.markdown import bullets, document, table
from config.manual.security import r, v3, v4, v6, v7, v8, v13, v14, v16

CHAPTERS: dict[str, ModuleType] = {
    "S3": v3,
    "S4": v4,
    "S6": v6,
    "S7": v7,
    "S8": v8,
    "S13": v13,
    "S14": v14,
    "S16": v16,
    "R": r,
}
"""The chapters that are in the page, each by the first part of its numbers."""

HEAD = """# Security, requirement by requirement

The numbers are our own; they follow the chapters of the OWASP Application Security Verification Standard 5.0. A
requirement is **done** when a test shows the whole of it, **not applicable** when there is nothing here that it could
be about, and **left** when something is still missing, which is then said."""

NOTES = (
    "A test that is named here and does not exist fails the suite, and so does a number without a line.",
    "Where a line is left and a test is named, the test shows the part that is there.",
)


class Status(Enum):
    """Where a requirement stands."""

    DONE = "done"
    NOT_APPLICABLE = "not applicable"
    LEFT = "left"


@dataclass(frozen=True)
class Row:
    """A requirement: its number, where it stands, what it asks, the tests that show it, and why."""

    number: str
    status: Status
    asks: str
    tests: tuple[str, ...]
    why: str

    @property
    def chapter(self) -> str:
        """The first part of its number: `S6` of `S6.14`."""
        return self.number.partition(".")[0]

    @property
    def shown(self) -> str:
        """The last cell: the tests, and why."""
        return "; ".join([*map(_test, self.tests), *([self.why] if self.why else [])])


def rows() -> list[Row]:
    """Every requirement of every chapter, in order. Raises ValueError for a line that cannot be read."""
    return [read(line) for chapter in CHAPTERS.values() for line in chapter.TABLE.strip().splitlines()]


def read(line: str) -> Row:
    """A line of a table. Raises ValueError where it has not five cells, or its status is none."""
    number, status, asks, tests, why = (cell.strip() for cell in f"{line} ".split(" | "))
    return Row(number, Status(status), asks, tuple(tests.strip("-").split()), why)


def page() -> str:
    """The whole page."""
    blocks = []
    for name, chapter in CHAPTERS.items():
        mine = [each for each in rows() if each.chapter == name]
        lines = [[each.number, each.asks, each.status.value, each.shown] for each in mine]
        blocks += [f"## {chapter.TITLE}", table(["Number", "What it asks", "Status", "Shown by, or why"], lines)]
    return document(HEAD, *blocks, "## Notes", bullets(NOTES))


def _test(place: str) -> str:
    file, _, name = place.partition("::")
    return f"`{name}` in `{file}`"
