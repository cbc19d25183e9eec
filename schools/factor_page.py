"""What the page of a lost second factor shows, and to whom."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from schools.access import Standing, people_of
from schools.factors import APPROVING, factors_of, needs_two
from schools.models import FactorReset, User
from schools.vocabulary import Permission

SHOWN = 10


@dataclass(frozen=True)
class FactorPage:
    """Whose factor it is, what they have, what waits, and what this reader may do."""

    user: User
    has: list[str]
    waiting: FactorReset | None
    past: list[FactorReset]
    two: bool
    keeps: bool
    may_ask: bool
    may_agree: bool
    oneself: bool


def factor_page_of(standing: Standing, key: str, at: datetime) -> FactorPage | None:
    """Gather the page; None for whoever has no business there, or where nobody of that key is at the school.

    Whoever keeps people sees it of everybody; the head and the chair, who may give the second word, while it is asked
    of them.
    """
    user = _somebody_at(standing, key, at)
    keeps, approves = standing.may(Permission.KEEP_PEOPLE), bool(standing.roles & APPROVING)
    if user is None or not (keeps or approves):
        return None
    resets = list(_resets_of(user, standing))
    waiting = next((each for each in resets if each.waits), None)
    if waiting is None and not keeps:
        return None
    oneself = user.pk == standing.user.pk
    return FactorPage(
        user=user,
        has=[each.get_type_display() for each in factors_of(user)],
        waiting=waiting,
        past=[each for each in resets if not each.waits],
        two=needs_two(user, at),
        keeps=keeps,
        may_ask=keeps and not oneself and waiting is None,
        may_agree=waiting is not None and not oneself and waiting.started_by_id != standing.user.pk,
        oneself=oneself,
    )


def _somebody_at(standing: Standing, key: str, at: datetime) -> User | None:
    people = {str(user.key): user for user, _ in people_of(standing.school, timezone.localdate(at))}
    return people.get(str(key))


def _resets_of(user: User, standing: Standing) -> list[FactorReset]:
    found = FactorReset.objects.of(standing.school).filter(user=user)
    return list(found.select_related("user", "school", "started_by", "approved_by", "withdrawn_by")[:SHOWN])
