"""Looks that are erased lawfully leave their nights sealed; what nobody allowed is found as before (S16.15, S14.14)."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from schools.anchors.looks import broken_seal, next_seal, seals_of
from schools.history import ANCHORING, SET_UP
from schools.models import Look, School, User
from schools.models.erasure import TOMBSTONE
from schools.operations.anchoring import seal_looks
from schools.operations.erasing import bury
from schools.record import details_of
from schools.verification import verify
from tests.schools.flush import lifted
from tests.schools.protected import run
from tests.schools.recording import AT, a_head, a_school
from tests.schools.test_erasure import TOLD

NIGHTS = 3


@pytest.fixture
def school(db: None) -> School:
    """A school with three sealed nights of four looks each, every other one at the same incident."""
    made, head = a_school(), a_head()
    for night in range(NIGHTS):
        at = AT + timedelta(days=night)
        for each in range(4):
            Look(school=made, viewer=head, kind="incident", about=f"incident:{each % 2}", at=at).save()
        seal_looks(school=made, by=ANCHORING, at=at + timedelta(hours=2))
    return made


def numbers(school: School, about: str = "incident:1") -> list[int]:
    """The looks at one incident."""
    return list(Look.objects.of(school).filter(about=about).order_by("pk").values_list("pk", flat=True))


def erase(school: School, looks: list[int]) -> None:
    """Erase these looks under an event."""
    with transaction.atomic():
        bury(school=school, about="incident:1", rows={Look: looks}, told=TOLD, by=SET_UP, at=AT)


def tampered(school: School, statement: str) -> bool:
    """Whether a change that somebody makes by SQL breaks a seal; it is taken back."""
    with lifted(connection), transaction.atomic():
        run(statement)
        found = broken_seal(school) is not None
        transaction.set_rollback(True)
    return found


def test_looks_that_are_erased_leave_every_night_sealed(school: School) -> None:
    erase(school, numbers(school)[:3])
    assert Look.objects.of(school).count() == 9 and len(list(seals_of(school))) == NIGHTS
    assert broken_seal(school) is None and verify(school).sound
    (said,) = details_of(school, TOMBSTONE)
    assert [each["count"] for each in said["looks_left"]] == [2, 3]
    erase(school, numbers(school))
    erase(school, numbers(school, "incident:0"))
    assert Look.objects.of(school).count() == 0 and broken_seal(school) is None and verify(school).sound
    late = AT + timedelta(days=NIGHTS)
    Look(school=school, viewer=User.objects.get(name="A. Head"), kind="incident", about="incident:2", at=late).save()
    assert next_seal(school, late + timedelta(hours=2)) is not None
    seal_looks(school=school, by=ANCHORING, at=late + timedelta(hours=2))
    assert broken_seal(school) is None


def test_what_is_done_to_the_looks_that_are_left_is_found(school: School) -> None:
    erase(school, numbers(school)[:1])
    left = numbers(school, "incident:0")[0]
    assert tampered(school, f"DELETE FROM schools_look WHERE id = {left}")
    assert tampered(school, f"UPDATE schools_look SET about = 'incident:9' WHERE id = {left}")
    assert tampered(school, f"DELETE FROM schools_erasurepermit WHERE row = {numbers_gone(school)[0]}")
    assert broken_seal(school) is None


def numbers_gone(school: School) -> list[int]:
    """What the permits name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT row FROM schools_erasurepermit WHERE table_name = 'schools_look' ORDER BY row")
        return [row for (row,) in cursor.fetchall()]


def test_an_erasure_does_not_mend_what_somebody_broke(school: School) -> None:
    first, second = numbers(school)[:2]
    with lifted(connection):
        run(f"DELETE FROM schools_look WHERE id = {second}")
    assert broken_seal(school) is not None
    erase(school, [first])
    assert broken_seal(school) is not None


def test_a_permit_that_nobody_wrote_down_does_not_mend_a_night_either(school: School) -> None:
    """S14.13: the look may then go, and both the seal and the check of the record show it."""
    erase(school, numbers(school)[:1])
    another = numbers(school)[0]
    stone = "SELECT id FROM schools_event WHERE kind = 'erased'"
    columns = "schools_erasurepermit (tombstone_id, table_name, row)"
    run(f"INSERT INTO {columns} VALUES (({stone}), 'schools_look', {another})")
    run(f"DELETE FROM schools_look WHERE id = {another}")
    assert broken_seal(school) is not None and not verify(school).sound
