"""The questions of a scenario: each gives what was expected and what was found, for every expectation of its line."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.utils import timezone

from incidents.access import sight_of, viewer_of
from incidents.breaches import earlier_breaches, is_breach
from incidents.clocks import first_contact_school_days, ready_for_rhc
from incidents.guards import Asked
from incidents.ladder import answer_from
from incidents.playing.format import Line
from incidents.playing.stage import Stage
from incidents.policy_warnings import warnings_for
from incidents.summary import figures
from policies.vocabulary import StepName
from schools import record
from schools.models import School
from schools.verification import verify

NO_STEP = "NONE"
"""How a scenario says that no step of the ladder was taken."""


class Checked(NamedTuple):
    """One expectation: what of, what was expected, what was found, and whether it holds."""

    of: str
    expected: Any
    found: Any
    holds: bool


def _equal(of: str, expected: Any, found: Any) -> Checked:
    return Checked(of, expected, found, expected == found)


def _answers(stage: Stage, line: Line) -> Iterator[Checked]:
    facts = stage.facts
    viewer = viewer_of(stage.who(line), facts)
    asked = {*line["expect"], *line.get("because", {})}
    found = {step: answer_from(Asked(StepName(step), facts, viewer)) for step in asked}
    for step, expected in line["expect"].items():
        yield _equal(f"{step} as {line['as']}", expected, found[step].status.value)
    for step, text in line.get("because", {}).items():
        said = found[step].sentences
        holds = any(text.lower() in sentence.lower() for sentence in said)
        yield Checked(f"why {step} as {line['as']}", text, " ".join(said), holds)


def _sees(stage: Stage, line: Line) -> Iterator[Checked]:
    found = sight_of(stage.who(line), stage.incident, timezone.localdate(stage.at))
    yield _equal(f"what {line['as']} sees", line["expect"], found.value)


def _incident(stage: Stage, line: Line) -> Iterator[Checked]:
    for key, expected in line["expect"].items():
        found = INCIDENT[key](stage)
        if key == "events_at_least":
            yield Checked(key, expected, found, found >= expected)
        elif key == "warnings":
            yield Checked(key, expected, found, set(expected) <= set(found))
        elif key == "categories":
            yield _equal(key, sorted(expected), found)
        else:
            yield _equal(key, expected, found)


INCIDENT: dict[str, Callable[[Stage], Any]] = {
    "owner": lambda stage: stage.incident.owner_role,
    "open": lambda stage: stage.incident.is_open,
    "outcome": lambda stage: stage.incident.outcome or None,
    "breach": lambda stage: is_breach(stage.facts),
    "categories": lambda stage: sorted(stage.facts.kinds),
    "policy_version_adopted": lambda stage: stage.incident.adoption.adopted_on.isoformat(),
    "people": lambda stage: len(stage.facts.involvements),
    "events_at_least": lambda stage: len(record.story_of(school=stage.school, about=stage.incident.about)),
    "warnings": lambda stage: [each.code for each in warnings_for(stage.incident, stage.calendar, stage.at)],
    "in_hold": lambda stage: stage.facts.in_hold,
    "removal": lambda stage: stage.facts.removal or None,
    "earlier_breaches": lambda stage: earlier_breaches(stage.facts).count(),
    "ready_for_rhc": lambda stage: ready_for_rhc(stage.facts),
    "first_contact_school_days": lambda stage: first_contact_school_days(stage.facts, stage.calendar),
}


def _summary(stage: Stage, line: Line) -> Iterator[Checked]:
    school = School.objects.select_related("trust").get(slug=line.get("school", stage.scenario.school))
    only = [incident.pk for incident in stage.played.values()]
    found = figures(school, line["term"], stage.calendar, now=stage.at, only=only).as_dict()
    for key, expected in line["expect"].items():
        if isinstance(expected, dict):
            for part, number in expected.items():
                yield _equal(f"{key} {part}", number, found[key].get("" if part == NO_STEP else part, 0))
        else:
            yield _equal(key, expected, found[key])


def _record(stage: Stage, line: Line) -> Iterator[Checked]:
    result = verify(stage.school)
    found = "sound" if result.sound else "damaged"
    yield Checked("the record", line["expect"], result.sentence, found == line["expect"])


QUESTIONS: dict[str, Callable[[Stage, Line], Iterator[Checked]]] = {
    "answers": _answers,
    "sees": _sees,
    "incident": _incident,
    "summary": _summary,
    "record": _record,
}
