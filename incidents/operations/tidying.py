"""Sweeping up: reports in progress that nobody saved for seven days, and files that no row refers to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from incidents.models import DraftFile, Evidence
from incidents.operations.drafts import sweep_drafts
from policies.models import LinkedPolicy
from schools.files import store as evidence

OLDER_THAN = timedelta(hours=24)
"""A file is on the disk a moment before its row; what is younger than a day is left alone (R.07)."""


@dataclass(frozen=True)
class Swept:
    """How much was swept up."""

    drafts: int
    files: int


def sweep(*, at: datetime) -> Swept:
    """Delete drafts that are too old with their files, and files that no row refers to."""
    return Swept(sweep_drafts(at=at), evidence.sweep(paths_kept(), at - OLDER_THAN))


def paths_kept() -> Iterator[str]:
    """Where every file lies that evidence, a report in progress or any version of a policy refers to.

    It is read only when it is asked for. Versions of a policy may share a file.
    """
    for model in (Evidence, DraftFile, LinkedPolicy):
        yield from model.objects.exclude(path="").values_list("path", flat=True).iterator()
