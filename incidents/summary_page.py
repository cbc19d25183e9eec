"""The page of a term's figures: rows with their words, this term beside earlier ones. Pure, and names nobody.

It is given published figures only, from which every small number is gone already.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from incidents.ladder import WEIGHT
from incidents.published import BREACH, ENDINGS, NOT_A_BREACH, OPEN, OTHER, Published
from incidents.suppression import KEPT_BACK, Cell
from incidents.vocabulary import Channel, Outcome
from policies.vocabulary import GROUPS

RESULTS = {
    BREACH: "Breaches",
    NOT_A_BREACH: "Not a breach",
    OTHER: "Other endings",
    OPEN: "Still open",
}
OUTCOMES = {outcome.value: outcome.label for outcome in Outcome} | {
    Outcome.COMPLAINTS_PROCEDURE.value: "Dealt with as a complaint or criticism"
}
CHANNELS = {channel.value: channel.label for channel in Channel}
STEPS = {"": "No step taken yet", **{step.value: step.label for step in WEIGHT}}
CATEGORIES = {group: group.capitalize() for group in GROUPS}


@dataclass(frozen=True)
class Line:
    """A row: its words, and its count in each term, this one first. `part` where it belongs to the row above."""

    label: str
    cells: Sequence[Cell]
    part: bool = False

    @property
    def nothing(self) -> bool:
        """Whether it is zero in every term."""
        return all(each.number == 0 for each in self.cells)

    @property
    def kept_back(self) -> bool:
        """Whether it tells nothing in any term."""
        return all(each is KEPT_BACK for each in self.cells)


@dataclass(frozen=True)
class Figures:
    """A table of the page. Rows that are zero everywhere are named in one line below it, and so are those kept back."""

    caption: str
    lines: Sequence[Line]
    note: str
    nothing: Sequence[str]
    kept_back: Sequence[str]


def figures_of(terms: Sequence[Published]) -> list[Figures]:
    """The tables of the page of the first of these terms; the others stand beside it."""
    overlap = "One incident can fall under several, so these can add up to more than were reported."
    return [
        _table("How they ended", list(_endings(terms))),
        _table("What they were about", _lines(CATEGORIES, [each.groups for each in terms]), overlap),
        _table("Where they were posted", _lines(CHANNELS, [each.channels for each in terms])),
        _table("The highest step that was taken", _lines(STEPS, [each.steps for each in terms])),
    ]


def _table(caption: str, lines: Sequence[Line], note: str = "") -> Figures:
    return Figures(
        caption,
        [line for line in lines if not line.nothing and not line.kept_back],
        note,
        [line.label.lower() for line in lines if line.nothing],
        [line.label.lower() for line in lines if line.kept_back],
    )


def _lines(labels: Mapping[str, str], terms: Sequence[Mapping[str, Cell]]) -> list[Line]:
    return [Line(label, [cells[row] for cells in terms]) for row, label in labels.items()]


def _endings(terms: Sequence[Published]) -> Iterator[Line]:
    for result, rows in ENDINGS.items():
        yield Line(RESULTS[result], [each.results[result] for each in terms])
        if len(rows) > 1:
            for row in rows:
                yield Line(OUTCOMES[row], [each.endings[row] for each in terms], part=True)
