"""The procedure of a draft, row by row: which steps it has, who decides them, when, and where the policy says so.

The whole table is said at once, as somebody sees it; what changed is found by comparing. Whether the procedure makes
sense as a whole is asked when the version goes to the governors, so that half a table may be kept (`unusual.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from policies.citing import cited_in, missing_from
from policies.models import PolicyVersion, ProcedureStep
from policies.operations.entry import count_up, keeper_of, lock_draft, may_keep, tell
from policies.vocabulary import LADDER, Condition, ConditionMode, StepName
from schools.history import Actor
from schools.operation import Refused, operation
from schools.vocabulary import Role

LAST_PLACE = 9
MOST_DAYS = 190
"""A school year has about as many school days."""

LONGEST_CITATION = 40
NO_PARAGRAPH = "There is no such paragraph in this version. Choose another."
UNSOUND = "One of the steps holds something that cannot be kept. Look at the table again."


@dataclass(frozen=True)
class StepSaid:
    """What somebody says of one step: the fields of a row."""

    step: str
    order: int | None
    decided_by: Sequence[str]
    conditions: Sequence[str]
    mode: str
    days: int | None
    paragraph: str
    words: str


@operation
def set_procedure(
    *, version: PolicyVersion, rows: Sequence[StepSaid], edition: int | None, by: Actor, at: datetime
) -> None:
    """Make the procedure of a draft what these rows say. Nothing is written where nothing changed.

    Raises Refused for a row that cannot be kept; Stale where somebody else changed the draft meanwhile.
    """
    may_keep(by, keeper_of(version), at)
    if not all(map(_is_sound, rows)) or len({said.step for said in rows}) != len(rows):
        raise Refused(UNSOUND)
    draft = lock_draft(version, edition, by, at)
    before = {row.step: row for row in draft.steps.all()}
    if any(_cites_nothing(said, before.get(said.step), draft) for said in rows):
        raise Refused(NO_PARAGRAPH)
    told = _what_changes(before, rows)
    if not told:
        return
    count_up(draft, version)
    _write(draft, before, rows)
    tell(keeper_of(draft), "policy-procedure-changed", by, at, version=str(draft), **told)


def _is_sound(said: StepSaid) -> bool:
    """Whether a row uses the words of the vocabulary alone, and numbers that mean something."""
    return (
        said.step in LADDER
        and set(said.decided_by) <= set(Role)
        and set(said.conditions) <= set(Condition)
        and said.mode in set(ConditionMode)
        and (said.order is None or 1 <= said.order <= LAST_PLACE)
        and (said.days is None or 1 <= said.days <= MOST_DAYS)
        and len(said.paragraph) <= LONGEST_CITATION
    )


def _cites_nothing(said: StepSaid, row: ProcedureStep | None, version: PolicyVersion) -> bool:
    """Whether a row names a paragraph that is not there. One that it named already, and that went since, may stay."""
    named_before = cited_in(row.paragraph) if row else []
    return not set(missing_from(said.paragraph, version.sections)) <= set(named_before)


def _what_changes(before: Mapping[str, ProcedureStep], rows: Sequence[StepSaid]) -> dict[str, str]:
    """The steps that are added, changed and taken out, in words; nothing where all is as before."""
    said = {each.step: each for each in rows}
    added = [step for step in said if step not in before]
    changed = [step for step in said if step in before and _differs(before[step], said[step])]
    removed = [step for step in before if step not in said]
    lists = {"added": added, "changed": changed, "removed": removed}
    return {name: "; ".join(str(StepName(step).label) for step in steps) for name, steps in lists.items() if steps}


def _differs(row: ProcedureStep, said: StepSaid) -> bool:
    return any(_plain(getattr(row, name)) != _plain(value) for name, value in asdict(said).items())


def _plain(value: object) -> object:
    return list(value) if isinstance(value, list | tuple) else value


def _write(draft: PolicyVersion, before: Mapping[str, ProcedureStep], rows: Sequence[StepSaid]) -> None:
    """Write the rows that differ, each by itself, so that history has it."""
    for said in rows:
        row = before.get(said.step)
        if row is not None and not _differs(row, said):
            continue
        row = row or ProcedureStep(version=draft)
        for name, value in asdict(said).items():
            setattr(row, name, _plain(value))
        row.save()
    for step in set(before) - {said.step for said in rows}:
        before[step].delete()
