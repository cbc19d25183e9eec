"""Keeping what came of checking a school's record, and telling the head and the chair where it is not well (S16.24)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from schools import outbox
from schools.access import standing_at
from schools.history import Actor, SystemActor
from schools.models import RecordCheck, School, User
from schools.operation import Refused, operation
from schools.operations.entry import tell
from schools.record_checks import who_is_told
from schools.verification import Verdict
from schools.vocabulary import Permission

MOST = 100
"""How many of the files and fields that are odd are kept by name; the rest are counted."""


@dataclass(frozen=True)
class Rest:
    """What was checked besides the record: how many files and rows, and what is odd, as table, row and field."""

    files: int
    rows: int
    odd: Sequence[tuple[str, int, str]]


@operation
def keep_check(*, school: School, verdict: Verdict, rest: Rest | None = None, by: Actor, at: datetime) -> RecordCheck:
    """Keep what came of a check that went to the end of the record. For head, chair and the system.

    Where all is well the record itself says that it was checked. To a record that is damaged nothing is added here: it
    stays as it was found. Its head and its chair are told by mail, once for each thing that is found.
    """
    _may_check(by, school, at)
    if not verdict.ended:
        raise Refused("This check has not come to the end of the record yet.")
    check = _row(school, verdict, rest, by, at)
    news = not check.well and not _was_told(check)
    check.save()
    if check.sound:
        tell(school, "record-checked", by, at, number=str(check.number), hash=bytes(check.hash).hex())
    if news:
        _alert(school, by, at)
    return check


def _may_check(by: Actor, school: School, at: datetime) -> None:
    if isinstance(by, SystemActor):
        return
    assert isinstance(by, User)
    if not standing_at(by, school, timezone.localdate(at)).may(Permission.CHECK_RECORD):
        raise Refused("Your office does not check this school's record.")


def _row(school: School, verdict: Verdict, rest: Rest | None, by: Actor, at: datetime) -> RecordCheck:
    check = RecordCheck(school=school, at=at, by=by.record_key, number=verdict.head.number, hash=verdict.head.hash)
    if verdict.broken is not None:
        broken = verdict.broken
        check.damage, check.first, check.last = broken.damage.value, broken.number, broken.last
    if rest is not None:
        check.files, check.rows = rest.files, rest.rows
        check.odd, check.odd_in_all = [list(each) for each in rest.odd[:MOST]], len(rest.odd)
    return check


def _was_told(check: RecordCheck) -> bool:
    """Whether an earlier check found this very thing, so that it is no news."""
    checks = RecordCheck.objects.of(check.school_id).order_by("-at", "-pk")
    before, nightly = checks.first(), checks.filter(files__isnull=False).first()
    record = not check.damage or (before is not None and (before.damage, before.first) == (check.damage, check.first))
    rest = not check.odd or (nightly is not None and (nightly.odd, nightly.odd_in_all) == (check.odd, check.odd_in_all))
    return record and rest


def _alert(school: School, by: Actor, at: datetime) -> None:
    if school.demonstration:
        return
    data = {"school": school.name, "link": reverse("school_record", args=[school.slug])}
    for person in who_is_told(school, timezone.localdate(at)):
        if person.pk != by.id:
            outbox.post(to=person, template="record_damaged", data=data, at=at)
