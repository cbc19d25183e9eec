"""Taking a form once: its token is written in the transaction of what the form makes (R.06)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from schools.models import School, SentForm, User
from schools.operation import Refused, operation
from schools.sent import KEPT_FOR, Sending

TOO_OLD = (
    "This page was opened too long ago. Look whether what you typed was kept already; if it was not, send it once more."
)
OTHER_WORDS = (
    "You sent this page before, with other words, and those are kept. Send it once more if you want this kept as well."
)


@dataclass(frozen=True)
class Went:
    """Where a form leads, and whether that was made by the same form, sent earlier."""

    to: str
    again: bool = False


@operation
def send_once(
    *, sent: Sending, school: School, do: Callable[[], object], to: Callable[[], str], by: User, at: datetime
) -> Went:
    """Do what a form asks for, or say where it led when it was sent before.

    Whoever sends it at the same moment waits here for the first. What `do` refuses uses no token up. Raises Refused,
    for a token that has expired, and for one that was used with other words: nothing typed is dropped silently.
    """
    if sent.expired:
        raise Refused(TOO_OLD)
    # No lock of anything else is held yet, so that two who wait for each other cannot be.
    row, new = SentForm.objects.of(school).get_or_create(
        school=school, person=by, token=sent.token, defaults={"words": sent.words, "at": at}
    )
    if new:
        do()
        row.to = to()
        row.save(update_fields=["to"])
    elif row.words != sent.words:
        raise Refused(OTHER_WORDS)
    return Went(row.to, again=not new)


def sweep_sent(*, at: datetime) -> int:
    """Delete the tokens that have expired. Returns how many that was."""
    rows = SentForm.objects.across_schools("The nightly sweep is of the whole installation.")
    return rows.filter(at__lt=at - KEPT_FOR).delete()[0]
