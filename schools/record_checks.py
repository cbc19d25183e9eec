"""What is known of the soundness of a school's record, for its page and the home page. Reads and never writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schools.access import people_of
from schools.models import RecordCheck, RecordHead, School, User
from schools.verification import said_of
from schools.vocabulary import Role

LATE = timedelta(hours=36)
"""After how long somebody should ask why the nightly check did not run."""
SHOWN = 10

TOLD = (Role.HEAD, Role.CHAIR)
INSTEAD = (Role.TRUST_LEAD, Role.ADMIN)
"""Who is told where a school has no head or no chair, so that there are always two if it has two people."""


@dataclass(frozen=True)
class State:
    """How the record stands: the latest check, the latest that read files and rows as well, and the sentences."""

    check: RecordCheck | None
    nightly: RecordCheck | None
    late: bool

    @property
    def well(self) -> bool:
        """Whether a check found nothing wrong, and the nightly one did not either."""
        return bool(self.check and self.check.well and (self.nightly is None or self.nightly.well))

    @property
    def answer(self) -> str:
        """The answer to "Is the record sound?" in a sentence."""
        if self.check is None:
            return "It has not been checked yet."
        if not self.check.sound:
            return f"No: {said_of(self.check.damage, self.check.first or 0, self.check.last or 0)}."
        if not self.well:
            return "The record itself is sound, but something else is not as it was kept."
        if not self.check.number:
            return "Yes. There is nothing in it yet."
        # Not how many: whoever is kept from an incident would learn that there is more than they see (S8.14).
        return "Yes. Everything in it stands as it was written."


def state_of(school: School, at: datetime) -> State:
    """How a record stands, by its latest checks."""
    checks = RecordCheck.objects.of(school).order_by("-at", "-pk")
    check, nightly = checks.first(), checks.filter(files__isnull=False).first()
    return State(check, nightly, late=nightly is None or nightly.at < at - LATE)


def earlier(school: School) -> Sequence[RecordCheck]:
    """The last checks, the latest first."""
    return list(RecordCheck.objects.of(school).order_by("-at", "-pk")[:SHOWN])


def who_is_told(school: School, on: date) -> list[User]:
    """The head and the chair; where there are not two of them, the trust lead and the administrators as well."""
    people = people_of(school, on)
    found = [user for user, roles in people if roles & set(TOLD)]
    for role in INSTEAD:
        if len(found) < 2:
            found += [user for user, roles in people if role in roles and user not in found]
    return found


def events_now(school: School) -> int:
    """How many events the record says that it holds."""
    return RecordHead.objects.of(school).values_list("number", flat=True).first() or 0
