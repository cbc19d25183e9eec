"""What it means that the database or a disk failed, for whoever was at work (R.05, R.09, R.10, R.12).

Nothing is half saved: an operation is one transaction. What cannot always be known is whether it was saved whole: where
the database went away, it may have been taken just before. Then the sentence says so.
"""

import errno
from dataclasses import dataclass

from django.db import DatabaseError, Error, InterfaceError, InternalError, OperationalError

AWAY = "Fairpost cannot reach its records just now."
BUSY = "Fairpost is waiting for somebody else’s change to be written, and that takes too long just now."
FULL = "There is no room left where Fairpost keeps its records. Tell whoever looks after this service."
READ_ONLY = "Fairpost can be read just now and nothing can be written: whoever looks after it may be at work on it."
NOTHING_SAVED = "Nothing you typed was saved. Keep this page open, wait a moment, and try again."
UNCERTAIN = (
    "It is not certain that what you typed was saved. "
    "Keep this page open, and look in another window whether it is there before you try again."
)
AGAIN = "Wait a moment, then open the page again."

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NO_WRITING = {errno.EROFS, errno.EACCES, errno.EPERM}
LOST = ("closed", "terminat", "starting up", "shutting down", "recovery", "connection", "could not connect")
"""What the databases say where they went away, perhaps after they had taken what was sent."""


@dataclass(frozen=True)
class Failure:
    """What failed, and whether something may all the same have been saved."""

    sentence: str
    uncertain: bool = False
    again: str = AGAIN

    def says(self, *, sending: bool) -> str:
        """The sentences for somebody who opened a page, or sent a form."""
        if not sending:
            return f"{self.sentence} {self.again}".strip()
        return f"{self.sentence} {UNCERTAIN if self.uncertain else NOTHING_SAVED}"


def failure_of(error: BaseException | None) -> Failure | None:
    """What failed, or None where the error is one of ours and has to be seen as such."""
    if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
        return _of_disk(error)
    if isinstance(error, OperationalError | InterfaceError | InternalError):
        return _of_database(str(error).lower())
    if type(error) in (DatabaseError, Error):
        return Failure(AWAY, uncertain=True)
    return None


def _of_disk(error: OSError) -> Failure | None:
    if error.errno in NO_ROOM:
        return Failure(FULL)
    if error.errno in NO_WRITING:
        return Failure(READ_ONLY)
    return Failure(AWAY) if error.errno == errno.EIO else None


def _of_database(said: str) -> Failure:
    if "full" in said or "no space" in said or "could not extend" in said or "disk i/o" in said:
        return Failure(FULL)
    if "readonly" in said or "read-only" in said:
        return Failure(READ_ONLY)
    if "locked" in said or "lock timeout" in said or "busy" in said:
        return Failure(BUSY)
    return Failure(AWAY, uncertain=any(word in said for word in LOST))
