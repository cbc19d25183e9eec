"""What administrators are told of backups: when the last was made, and when one was last tried out (R.22)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from schools.models import Safekeeping

BACKUP_EVERY = timedelta(hours=26)
"""A backup is made each night; two hours are for a night that takes longer."""
DRILL_EVERY = timedelta(days=100)
"""A backup is tried out once a term."""

Kind = Safekeeping.Kind


@dataclass(frozen=True)
class Kept:
    """The last backup, the last drill, the last that went well, and the restoring that this place came from, if any."""

    backup: Safekeeping | None
    drill: Safekeeping | None
    went_well: Safekeeping | None
    restored: Safekeeping | None
    at: datetime

    @property
    def backup_is_late(self) -> bool:
        """Whether a night went by without one."""
        return self.backup is None or self.at - self.backup.at > BACKUP_EVERY

    @property
    def drill_is_late(self) -> bool:
        """Whether nobody knows that a backup can still be restored."""
        return self.went_well is None or self.at - self.went_well.at > DRILL_EVERY


def kept(at: datetime) -> Kept:
    """How it stands. A backup holds every school of the installation, so this is the same for all of them."""
    return Kept(
        backup=_last(kind=Kind.BACKUP),
        drill=_last(kind=Kind.DRILL),
        went_well=_last(kind=Kind.DRILL, fault=""),
        restored=_last(kind=Kind.RESTORE),
        at=at,
    )


def _last(**which: str) -> Safekeeping | None:
    return Safekeeping.objects.filter(**which).order_by("-at").first()
