"""Plays scenarios: each line through the operations, each question against what it expects."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from incidents.models import Incident
from incidents.playing import cast
from incidents.playing.acts import ACTS
from incidents.playing.format import Line, Scenario, read
from incidents.playing.moments import LONDON, moments
from incidents.playing.questions import QUESTIONS
from incidents.playing.stage import Stage
from schools.dates import calendar_of
from schools.files.store import discard
from schools.models import School
from schools.operation import Refused

FOLDER = Path(__file__).resolve().parent.parent / "scenarios"
"""The repository's own scenarios: `shared/` and `demo/`."""


class Mismatch(AssertionError):
    """A line did not do what the scenario says."""


@dataclass
class Playing:
    """A call's scenarios as they are played, the incidents they made and the files they kept."""

    incidents: dict[str, Incident] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def throw_files_away(self) -> None:
        """After a rollback: the rows are gone, so the files go too."""
        for path in self.files:
            discard(path)


def all_scenarios() -> list[Scenario]:
    """Every scenario of the repository, in order of name."""
    return [read(path) for path in sorted(FOLDER.glob("*/*.json"))]


def years_of(scenario: Scenario) -> set[int]:
    """The school years in which its fixture needs terms: its own, and those before and after."""
    year = int(scenario.starts[:4])
    return {year - 2, year - 1, year, year + 1}


def play(scenario: Scenario, playing: Playing, *, weeks: int = 0, asserting: bool = True) -> tuple[int, int]:
    """Play one scenario. Returns how many lines and expectations it had. Raises Mismatch at the first that differs.

    Without `asserting` nothing is expected: lines that must be refused and leave nothing are left out.
    """
    school = School.objects.select_related("trust").get(slug=scenario.school)
    stage = Stage(scenario, school, calendar_of(school), weeks, playing.incidents, playing.files)
    expectations = 0
    times = moments(scenario, stage.calendar, weeks)
    for number, (line, stage.at) in enumerate(zip(scenario.lines, times, strict=True), 1):
        where = f"{scenario.id} line {number}"
        if "ask" in line:
            expectations += _ask(stage, line, where) if asserting else 0
        elif asserting or not line.get("refused") or line.get("intimate_child_image"):
            expectations += _act(stage, line, where)
    return len(scenario.lines), expectations


def _act(stage: Stage, line: Line, where: str) -> int:
    try:
        ACTS[line["do"]](stage, line)
    except Refused as refused:
        return _check_refusal(line, refused, where)
    if line.get("refused"):
        raise Mismatch(f"{where}: {line['do']} as {line['as']}: expected a refusal, and it was done")
    return 0


def _check_refusal(line: Line, refused: Refused, where: str) -> int:
    said = str(refused)
    if not line.get("refused"):
        raise Mismatch(f"{where}: {line['do']} as {line['as']}: expected to be done, and was refused: {said}")
    if line.get("says", "").lower() not in said.lower():
        raise Mismatch(f"{where}: expected the refusal to say {line['says']!r}, and it said: {said}")
    return 1


def _ask(stage: Stage, line: Line, where: str) -> int:
    count = 0
    for checked in QUESTIONS[line["ask"]](stage, line):
        count += 1
        if not checked.holds:
            raise Mismatch(f"{where}: {checked.of}: expected {checked.expected!r}, found {checked.found!r}")
    return count


def play_all(scenarios: Sequence[Scenario], playing: Playing, at: datetime) -> Iterator[str]:
    """Play the scenarios of one call in order, making the fixture first; one line of report for each."""
    years = set().union(*(years_of(each) for each in scenarios))
    cast.make_schools(at=at, years=years)
    for scenario in scenarios:
        lines, expectations = play(scenario, playing)
        yield f"ok {scenario.id} · {lines} lines · {expectations} expectations"


def now() -> datetime:
    """The server's clock, in London."""
    return datetime.now(LONDON)
