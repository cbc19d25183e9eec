"""The reader of a termly summary, who knows every rule that is not a secret, and solves all its tables at once.

It shares no code with `suppression.py`: unknowns with the least and the most they can be, known sums, and a search.
"""

from dataclasses import dataclass

from incidents.published import BREACH, CRITICISM, ENDINGS, Published
from incidents.suppression import FEW, LEAST, Cell
from incidents.vocabulary import Channel
from policies.vocabulary import GROUPS, StepName

Ranges = dict[str, tuple[int, int]]
Known = tuple[dict[str, int], int, int]
"""Rows with their signs, and the least and the most that they add up to."""


@dataclass
class Reader:
    """What can be worked out: unknowns with the least and the most they can be, and what is known of their sums."""

    ranges: Ranges
    sums: list[Known]

    def solve(self, ranges: Ranges) -> Ranges | None:
        """One way for everything published to be true within these ranges, or nothing."""
        narrowed = self._narrow(dict(ranges))
        if narrowed is None:
            return None
        name = min((each for each, (low, high) in narrowed.items() if low < high), default=None)
        if name is None:
            return narrowed
        low, high = narrowed[name]
        tries = (self.solve(narrowed | {name: (value, value)}) for value in range(low, high + 1))
        return next((found for found in tries if found), None)

    def _narrow(self, ranges: Ranges) -> Ranges | None:
        while True:
            before = dict(ranges)
            for signs, least, most in self.sums:
                lows = sum(ranges[n][sign < 0] * sign for n, sign in signs.items())
                highs = sum(ranges[n][sign > 0] * sign for n, sign in signs.items())
                for name, sign in signs.items():
                    low, high = ranges[name]
                    up, down = most - lows, highs - least  # how far one row may leave its end of the sum
                    new = (
                        (max(low, high - down), min(high, low + up))
                        if sign > 0
                        else (max(low, high - up), min(high, low + down))
                    )
                    if new[0] > new[1]:
                        return None
                    lows += (new[sign < 0] - ranges[name][sign < 0]) * sign
                    highs += (new[sign > 0] - ranges[name][sign > 0]) * sign
                    ranges[name] = new
            if ranges == before:
                return ranges


def reader_of(published: Published, reading: int) -> Reader:
    """What everybody can know of a term from the page: the words, and how the tables hang together."""
    total = published.total.number
    assert total is not None
    reader = Reader({"beyond criticism": (0, total)}, [])
    for name, table in tables(published).items():
        withheld = not any(each is FEW for each in table.values())
        for row, each in table.items():
            reader.ranges[f"{name} {row}"] = _says(each, withheld, reading, total)
    for name in ("channels", "steps", "results"):
        reader.sums.append(({f"{name} {row}": 1 for row in tables(published)[name]}, total, total))
    for result, rows in ENDINGS.items():
        parts = {f"{result} {row}": 1 for row in rows}
        reader.sums.append((parts | {f"results {result}": -1}, 0, 0))
    reader.sums += _between_tables(total)
    return reader


def tables(published: Published) -> dict[str, dict[str, Cell]]:
    """Every table of the page, each result's outcomes as one of their own."""
    found = {name: dict(getattr(published, name)) for name in ("results", "channels", "steps", "groups")}
    return found | {result: {row: published.endings[row] for row in rows} for result, rows in ENDINGS.items()}


def _says(each: Cell, withheld: bool, reading: int, total: int) -> tuple[int, int]:
    if each.number is not None:
        return each.number, each.number
    if each is FEW:
        return reading, LEAST - 1
    return (0 if withheld else LEAST), total


def _between_tables(total: int) -> list[Known]:
    beyond = [f"groups {group}" for group in GROUPS if group != CRITICISM]
    some, critics, any_more = "beyond criticism", f"groups {CRITICISM}", total * len(GROUPS)
    return [
        ({some: 1, f"results {BREACH}": -1}, 0, any_more),
        (dict.fromkeys(beyond, 1) | {some: -1}, 0, any_more),
        ({critics: 1, some: 1}, total, any_more),
        ({f"channels {Channel.SCHOOL_OWNED}": 1, f"steps {StepName.RESTRICT}": -1}, 0, any_more),
        *(({some: 1, group: -1}, 0, any_more) for group in beyond),
    ]


def narrow_cells(published: Published, reading: int) -> list[str]:
    """The hidden counts of which fewer than five values (four, for the knowing reader) are possible."""
    reader = reader_of(published, reading)
    hidden = [name for name, (low, high) in reader.ranges.items() if low < high and name != "beyond criticism"]
    seen: dict[str, set[int]] = {name: set() for name in hidden}
    for name in hidden:
        low, high = reader.ranges[name]
        for value in range(low, high + 1):
            if len(seen[name]) >= LEAST - reading:
                break
            found = reader.solve(reader.ranges | {name: (value, value)}) if value not in seen[name] else None
            for each in hidden if found else []:
                seen[each].add(found[each][0])
    return [name for name, values in seen.items() if len(values) < LEAST - reading]
