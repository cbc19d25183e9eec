"""The termly figures as governors may read them: every table of a term protected together. Writes nothing.

Tables of one term speak of the same incidents, so what one tells of another is told to `suppression.protect` as well:
an incident is a breach only with a category beyond complaint and criticism, and blocked or limited only on a channel
of the school's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from incidents.ladder import WEIGHT
from incidents.summary import Counts
from incidents.suppression import (
    FEW,
    KEPT_BACK,
    LEAST,
    Cell,
    Sum,
    Table,
    at_least,
    at_most,
    cell,
    is_small,
    partition,
    protect,
)
from incidents.vocabulary import NO_BREACH_OUTCOMES, Channel, Outcome
from policies.vocabulary import GROUPS, StepName

BREACH, NOT_A_BREACH, OTHER, OPEN = "breach", "not a breach", "other", "open"
CRITICISM = "criticism and complaint"
ENDINGS: dict[str, list[str]] = {
    BREACH: [outcome.value for outcome in Outcome if outcome not in NO_BREACH_OUTCOMES],
    NOT_A_BREACH: [Outcome.NOT_A_BREACH.value],
    OTHER: [outcome.value for outcome in NO_BREACH_OUTCOMES if outcome != Outcome.NOT_A_BREACH],
    OPEN: [""],
}
"""The four results, and the outcomes that make up each."""

Cells = Mapping[str, Cell]


@dataclass(frozen=True)
class Published:
    """A term's figures as they may be read."""

    total: Cell
    results: Cells
    endings: Cells = field(default_factory=dict)
    channels: Cells = field(default_factory=dict)
    steps: Cells = field(default_factory=dict)
    groups: Cells = field(default_factory=dict)
    final: bool = True
    """Whether there is more than a total so far."""


def publish(counts: Counts) -> Published:
    """What may be read of a term. Of a term with a handful of incidents, only that it has so few."""
    tables = {
        "results": _results(counts),
        "channels": _channels(counts),
        "steps": _steps(counts),
        "groups": _groups(counts),
    }
    if is_small(counts.total):
        kept: dict[str, Cells] = {name: dict.fromkeys(table.counts, KEPT_BACK) for name, table in tables.items()}
    else:
        kept = {name: protect(table) for name, table in tables.items()}
    return Published(cell(counts.total), endings=_endings(counts, kept["results"]), **kept)


def so_far(counts: Counts) -> Published:
    """What is read of a term before its figures are kept, by whoever sees no incident: the total, in fives.

    Figures that are read today and again tomorrow would tell what was reported in between (S8.21).
    """
    fives = counts.total // LEAST * LEAST
    nothing = publish(Counts())
    total = Cell(None, f"at least {fives:,}") if fives else FEW
    return replace(nothing, total=total, results=dict.fromkeys(nothing.results, KEPT_BACK), final=False)


def _rows(counts: Mapping[str, int], rows: list[str]) -> dict[str, int]:
    return {row: counts.get(row, 0) for row in rows}


def _result_counts(counts: Counts) -> dict[str, int]:
    return {result: sum(_rows(counts.endings, rows).values()) for result, rows in ENDINGS.items()}


def _results(counts: Counts) -> Table:
    beyond = sum(at_most(counts.groups.get(group, 0)) for group in GROUPS if group != CRITICISM)
    return partition(_result_counts(counts), ceilings={BREACH: beyond})


def _endings(counts: Counts, results: Cells) -> dict[str, Cell]:
    """The outcomes of each result: broken down only where the result's own number is shown."""
    found: dict[str, Cell] = {}
    for result, rows in ENDINGS.items():
        if len(rows) == 1 or results[result].number is None:
            found |= dict.fromkeys(rows, results[result] if len(rows) == 1 else KEPT_BACK)
        else:
            found |= protect(partition(_rows(counts.endings, rows)))
    return found


def _channels(counts: Counts) -> Table:
    floors = {Channel.SCHOOL_OWNED.value: at_least(counts.steps.get(StepName.RESTRICT, 0))}
    return partition(_rows(counts.channels, [channel.value for channel in Channel]), floors=floors)


def _steps(counts: Counts) -> Table:
    ceilings = {StepName.RESTRICT.value: at_most(counts.channels.get(Channel.SCHOOL_OWNED, 0))}
    return partition(_rows(counts.steps, ["", *(step.value for step in WEIGHT)]), ceilings=ceilings)


def _groups(counts: Counts) -> Table:
    """Rows that overlap: each at most the total, and together at least all of it."""
    rows, total = list(GROUPS), counts.total
    beyond = [group for group in rows if group != CRITICISM]
    all_of_it = min(total, sum(counts.groups.values()))
    sums = [Sum(rows, all_of_it), Sum(beyond, at_least(_result_counts(counts)[BREACH]))]
    return Table(_rows(counts.groups, rows), sums, ceilings=dict.fromkeys(rows, total))
