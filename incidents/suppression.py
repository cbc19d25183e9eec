"""Small numbers hidden, so that no family can be told from a governors' table (S8.19, S8.20, domain 6.2). Pure.

A count from 1 to 4 reads "fewer than 5"; zero is 0. Where a reader could work such a count out from totals or from
other rows, a larger count of the same table reads "not shown" as well; where that does not help, the whole table
does. A hidden `Cell` does not carry its number, so no page can let it out. Which tables there are is in `published.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

LEAST = 5
"""The smallest count that is shown, zero apart."""

READINGS = (0, 1)
""""Fewer than 5" taken as 0 to 4 by a reader, or as 1 to 4 by one who knows that a zero is shown."""


@dataclass(frozen=True)
class Cell:
    """A count as it may be read: its number only where that may be known."""

    number: int | None
    words: str


FEW = Cell(None, f"fewer than {LEAST}")
KEPT_BACK = Cell(None, "not shown")


def cell(count: int) -> Cell:
    """A count by itself, nothing else being known of it."""
    return FEW if is_small(count) else Cell(count, f"{count:,}")


def is_small(count: int) -> bool:
    """Whether a family could be told from this count."""
    return 0 < count < LEAST


def at_least(count: int) -> int:
    """What a reader may know at the lowest of a count in another table: nothing of a small one."""
    return count if count >= LEAST else 0


def at_most(count: int) -> int:
    """What a reader may know at the highest of a count in another table."""
    return LEAST - 1 if is_small(count) else count


@dataclass(frozen=True)
class Sum:
    """What a reader knows of the sum of some rows: exactly that of a partition, a lower bound where rows overlap."""

    rows: Sequence[str]
    least: float
    most: float = inf


@dataclass(frozen=True)
class Table:
    """The counts of one table, in the order of the page, and everything that a reader knows of them besides.

    `floors` and `ceilings` are what other tables tell of single rows.
    """

    counts: Mapping[str, int]
    sums: Sequence[Sum]
    floors: Mapping[str, float] = field(default_factory=dict)
    ceilings: Mapping[str, float] = field(default_factory=dict)


def partition(
    counts: Mapping[str, int],
    floors: Mapping[str, float] | None = None,
    ceilings: Mapping[str, float] | None = None,
) -> Table:
    """A table whose rows make up a total that is shown."""
    total = sum(counts.values())
    return Table(counts, [Sum(list(counts), total, total)], floors or {}, ceilings or {})


def protect(table: Table) -> dict[str, Cell]:
    """The table as it may be published.

    Further rows are hidden from the last to the first, whatever their size: which one was chosen must tell nothing of
    how large it is.
    """
    hidden = {row for row, count in table.counts.items() if is_small(count)}
    partners = [row for row, count in table.counts.items() if count >= LEAST]
    while not _safe(table, hidden):
        if not partners:
            return withhold(table)
        hidden.add(partners.pop())
    return {row: _shown(count, row in hidden) for row, count in table.counts.items()}


def withhold(table: Table) -> dict[str, Cell]:
    """Nothing of the table, save a row that other tables show to be zero."""
    return {row: cell(0) if table.ceilings.get(row) == 0 else KEPT_BACK for row in table.counts}


def _shown(count: int, hidden: bool) -> Cell:
    return KEPT_BACK if hidden and not is_small(count) else cell(count)


def _safe(table: Table, hidden: set[str]) -> bool:
    """Whether every hidden count could be any of five (or, to the knowing reader, of four) as far as can be told."""
    for reading in READINGS:
        ranges = {row: _range(row, table, hidden, reading) for row in table.counts}
        for row in hidden:
            low, high = _narrowed(row, table, ranges)
            if high - low < LEAST - 1 - reading:
                return False
    return True


def _range(row: str, table: Table, hidden: set[str], reading: int) -> tuple[float, float]:
    """What the words beside a row say of it, and what other tables do."""
    count = table.counts[row]
    if row not in hidden:
        return count, count
    low, high = (reading, LEAST - 1) if is_small(count) else (LEAST, inf)
    return max(low, table.floors.get(row, 0)), min(high, table.ceilings.get(row, inf))


def _narrowed(row: str, table: Table, ranges: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    """What can be worked out of a row from the sums: the least and the most it can be."""
    low, high = ranges[row]
    for known in table.sums:
        if row in known.rows:
            others = [ranges[each] for each in known.rows if each != row]
            low = max(low, known.least - sum(most for _, most in others))
            high = min(high, known.most - sum(least for least, _ in others))
    return low, high
