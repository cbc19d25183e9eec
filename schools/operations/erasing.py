"""Erasing rows of the record and of history, lawfully, and what is left to do once that stands.

`bury` is called inside an operation of the app whose things are erased: it writes the event that tells of it, the
permits that the event commits to, and lets go of exactly the rows that they name; the triggers see to the last part
(S14.13, S14.14). Files, traces and the log of erasures come after the transaction: `finish` does them, and is run by
the nightly `sweep` too, for what a crash left undone.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from schools import erasure_log, record, traces
from schools.anchors.looks import seals_left
from schools.erasure import digest, erasures_since
from schools.files import store
from schools.history import Actor
from schools.models import DoomedFile, ErasurePermit, Event, Look, School
from schools.models.erasure import TOMBSTONE
from schools.triggers import erasable

Rows = Mapping[type[models.Model], Collection[int]]
"""The numbers of the rows to let go, by table."""


def backup_days() -> int:
    """For how many days a backup is kept: as it is set, and never more than 35 (S14.16)."""
    return min(int(settings.BACKUP_DAYS), 35)


def bury(
    *,
    school: School,
    about: str,
    rows: Rows,
    told: Mapping[str, Any],
    files: Iterable[str] = (),
    by: Actor,
    at: datetime,
) -> Event:
    """Erase these rows under one new event of the school's record, inside the transaction of whoever calls.

    :param told: what the receipt says besides, as keys, codes and counts: never a name or words.
    :param files: paths of originals, to be destroyed once the transaction stands.
    """
    assert all(map(erasable, rows)), "Events and permits are never erased."
    permits = [(model._meta.db_table, row) for model, numbers in rows.items() for row in numbers]
    details = {**told, **_promise(permits, at), **_left(school, rows.get(Look, ()))}
    stone = record.write(school=school, kind=TOMBSTONE, about=about, actor=by, at=at, details=details)
    _permit(stone, permits)
    for model, numbers in rows.items():
        _let_go(model, numbers, stone)
    for path in files:
        DoomedFile.objects.get_or_create(path=path, defaults={"doomed_at": at})
    transaction.on_commit(finish, robust=True)
    return stone


def _promise(permits: Sequence[tuple[str, int]], at: datetime) -> dict[str, Any]:
    """What the entry commits to, and by when the last backup is gone."""
    days = backup_days()
    return {
        "backup_days": days,
        "backups_gone_by": timezone.localdate(at) + timedelta(days=days),
        "permits": {"count": len(permits), "digest": digest(permits)},
    }


def _left(school: School, looks: Collection[int]) -> dict[str, Any]:
    """What the sealed nights of these looks will give without them (S16.15)."""
    left = seals_left(school, looks)
    return {"looks_left": left} if left else {}


def _permit(stone: Event, permits: Sequence[tuple[str, int]]) -> None:
    rows = [ErasurePermit(tombstone=stone, table_name=table, row=row) for table, row in permits]
    ErasurePermit.objects.of(stone).bulk_create(rows)


def _let_go(model: type[models.Model], numbers: Collection[int], stone: Event) -> None:
    """Remove the rows that the permits of this erasure name: those, and nothing else."""
    named = ErasurePermit.objects.of(stone).filter(table_name=model._meta.db_table).values("row")
    gone = models.QuerySet(model).filter(pk__in=named)._raw_delete(connection.alias)
    if gone != len(numbers):
        raise RuntimeError(f"{gone} rows of {model._meta.db_table} went, and {len(numbers)} were named.")


def finish() -> int:
    """Do what comes after an erasure: destroy files, write the log, fold the traces away. How many files went.

    Each part can be done again. Files are listed in rows of the erasure's own transaction, so none is forgotten (R.07).
    """
    gone = 0
    for doomed in DoomedFile.objects.order_by("pk"):
        store.discard(doomed.path)
        doomed.delete()
        gone += 1
    erasure_log.add(erasures_since())
    traces.fold_away()
    return gone
