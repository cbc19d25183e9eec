"""Sweeping up: reports in progress not saved for seven days, files that no row refers to, and old tokens of forms."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.files_kept import files_kept
from incidents.operations.break_glass import end_lapsed
from incidents.operations.drafts import sweep_drafts
from schools.files import store as evidence
from schools.operations.erasing import finish
from schools.operations.sending import sweep_sent

OLDER_THAN = timedelta(hours=24)
"""A file is on the disk a moment before its row; what is younger than a day is left alone (R.07)."""


@dataclass(frozen=True)
class Swept:
    """How much was swept up."""

    drafts: int
    files: int
    lapsed: int = 0
    erased: int = 0


def sweep(*, at: datetime) -> Swept:
    """Delete drafts that are too old with their files, and files that no row refers to; close what was let lapse.

    And finish what an erasure left to do, should a crash have come between (R.07); and let go of tokens that expired.
    """
    erased = finish()
    sweep_sent(at=at)
    return Swept(sweep_drafts(at=at), evidence.sweep(paths_kept(), at - OLDER_THAN), end_lapsed(at=at), erased)


def paths_kept() -> Iterator[str]:
    """Where every file lies that a row refers to. It is read only when it is asked for."""
    return (path for path, _ in files_kept())
