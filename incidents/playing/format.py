"""The format of a scenario file: which keys and codes a line may have. Unknown ones are errors, never skipped. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from incidents import vocabulary as v
from policies.vocabulary import CategoryKind, StepName

Line = dict[str, Any]


class BadScenario(ValueError):
    """A scenario file says something that the format does not know."""


@dataclass(frozen=True)
class Scenario:
    """One file: its id, its school, the moment of its first line, and its lines in order."""

    id: str
    title: str
    school: str
    starts: str
    lines: tuple[Line, ...]

    @property
    def links(self) -> set[str]:
        """The ids of the scenarios it links to."""
        return {line["to"] for line in self.lines if line.get("do") == "link"}


_COMMON = "as at refused says"
_REPORT = "summary words channel host url posted audience group_size categories people concern emergency evidence"
ACT_KEYS: Mapping[str, str] = {
    "report": _REPORT,
    "keep": "kind file words source intimate_child_image",
    "person": "name part identity relation is unlink reason",
    "categorise": "categories reason",
    "answer": "from answer words",
    "further_post": "words posted url by",
    "appoint": "who",
    "check": "state file words",
    "safeguarding_answer": "answer words",
    "host_answer": "answer words",
    "suspect_offence": "which why",
    "take": "step note necessity despite to due emergency",
    "exclude": "who reason",
    "readmit": "who reason",
    "letter": "kind to",
    "approve_letter": "",
    "send_letter": "how",
    "done": "step",
    "close": "outcome reasons",
    "reopen": "reason",
    "note": "words",
    "link": "to reason",
    "policy": "review_due parents_told adopt_version",
}
QUESTION_KEYS: Mapping[str, str] = {
    "answers": "as expect because",
    "sees": "as expect",
    "incident": "expect",
    "summary": "school term unsuppressed expect",
    "record": "expect",
}
INCIDENT_KEYS = frozenset(
    "owner open outcome breach categories policy_version_adopted people events_at_least warnings in_hold removal "
    "earlier_breaches ready_for_rhc first_contact_school_days".split()
)
SUMMARY_KEYS = frozenset("incidents breaches not_a_breach open_at_end highest_step by_kind".split())
PERSON_KEYS = frozenset("name part identity relation is".split())
EVIDENCE_KEYS = frozenset("kind file words source intimate_child_image".split())
FILES = ("png", "pdf", "eml")

CODES: Mapping[tuple[str, str], Any] = {
    ("report", "channel"): v.Channel,
    ("report", "audience"): v.Audience,
    ("keep", "kind"): v.EvidenceKind,
    ("person", "part"): v.Part,
    ("person", "identity"): v.Identity,
    ("answer", "answer"): v.ParentAnswer,
    ("check", "state"): v.PostState,
    ("safeguarding_answer", "answer"): v.SafeguardingAnswer,
    ("host_answer", "answer"): v.HostAnswer,
    ("take", "step"): StepName,
    ("done", "step"): StepName,
    ("letter", "kind"): v.LetterKind,
    ("send_letter", "how"): v.SentHow,
    ("close", "outcome"): v.Outcome,
}


def read(path: Path) -> Scenario:
    """Read and check a file. Raises BadScenario, naming the line."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadScenario(f"{path}: {error}") from error
    _keys(path.name, data, {"id", "title", "school", "starts", "lines"})
    for number, line in enumerate(data["lines"], 1):
        _check_line(f"{data['id']} line {number}", line)
    return Scenario(**{**data, "lines": tuple(data["lines"])})


def _check_line(where: str, line: Line) -> None:
    if ("do" in line) == ("ask" in line):
        raise BadScenario(f"{where}: a line is either an act or a question")
    if "do" in line:
        _check_act(where, line)
    else:
        _check_question(where, line)


def _check_act(where: str, line: Line) -> None:
    if line["do"] not in ACT_KEYS:
        raise BadScenario(f"{where}: unknown act {line['do']}")
    _keys(where, line, {"do", *_COMMON.split(), *ACT_KEYS[line["do"]].split()})
    for (act, key), codes in CODES.items():
        if act == line["do"] and line.get(key):
            _code(where, codes, line[key])
    for kind in line.get("categories", ()):
        _code(where, CategoryKind, kind)
    for person in line.get("people", ()):
        _keys(where, person, PERSON_KEYS)
        _code(where, v.Part, person.get("part", "NAMED"))
        _code(where, v.Identity, person.get("identity", "UNKNOWN"))
    for item in [*line.get("evidence", ()), *([line] if line["do"] in ("keep", "check") else [])]:
        _check_evidence(where, item)


def _check_evidence(where: str, item: Line) -> None:
    if "do" not in item:
        _keys(where, item, EVIDENCE_KEYS)
        _code(where, v.EvidenceKind, item["kind"])
    if item.get("file") is not None and item["file"] not in FILES:
        raise BadScenario(f"{where}: unknown file {item['file']}")


def _check_question(where: str, line: Line) -> None:
    if line["ask"] not in QUESTION_KEYS:
        raise BadScenario(f"{where}: unknown question {line['ask']}")
    _keys(where, line, {"ask", "at", *QUESTION_KEYS[line["ask"]].split()})
    expect = line["expect"]
    if line["ask"] == "answers":
        for step in [*expect, *line.get("because", {})]:
            _code(where, StepName, step)
    elif line["ask"] in ("incident", "summary"):
        _keys(where, expect, INCIDENT_KEYS if line["ask"] == "incident" else SUMMARY_KEYS)


def _keys(where: str, found: Mapping[str, Any], known: frozenset[str] | set[str]) -> None:
    unknown = set(found) - set(known)
    if unknown:
        raise BadScenario(f"{where}: unknown key {', '.join(sorted(unknown))}")


def _code(where: str, codes: Any, code: str) -> None:
    if code not in codes.values:
        raise BadScenario(f"{where}: unknown code {code}")
