"""Erasing without breaking the record: what a permit lets go, and what the check says of details that are gone."""

import re
from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from incidents.playing import cast
from schools import erasure, erasure_log
from schools.damage import Damage
from schools.erasure import Ground, receipt_key, receipts_of
from schools.history import SET_UP
from schools.models import ErasurePermit, Event, EventPayload, Look, School, User
from schools.operations.erasing import backup_days, bury
from schools.record import canonical, commit, look
from schools.verification import verify
from tests.schools.flush import lifted
from tests.schools.protected import ON_SQLITE, refusal, run
from tests.schools.recording import AT, a_head, a_school, note

PAYLOADS = EventPayload._meta.db_table
TOLD: dict[str, Any] = {"subject": "incident:1", "ground": Ground.TIME.value, "kinds": {"entries": 1}}


@pytest.fixture
def school(db: None) -> School:
    """A school with three events."""
    found = a_school()
    for _ in range(3):
        note(found)
    return found


def erase(school: School, numbers: Collection[int], **more: Any) -> Event:
    """Erase the details of these events."""
    rows = list(
        Event.objects.across_schools("The test asks.")
        .filter(school=school, number__in=numbers)
        .values_list("pk", flat=True)
    )
    with transaction.atomic():
        return bury(school=school, about="incident:1", rows={EventPayload: rows}, told=TOLD, by=SET_UP, at=AT, **more)


def the_event(school: School, number: int) -> Event:
    """The event of that number."""
    return Event.objects.across_schools("The test asks.").get(school=school, number=number)


def permit(stone: Event, row: int, table: str = PAYLOADS) -> None:
    """Add a permit as somebody would who has come to write SQL."""
    run(f"INSERT INTO schools_erasurepermit (tombstone_id, table_name, row) VALUES ({stone.pk}, '{table}', {row})")


def found_in(school: School) -> tuple[Damage, int] | None:
    """What the check finds first."""
    broken = verify(school).broken
    return broken and (broken.damage, broken.number)


def test_details_erased_under_an_event_leave_the_record_sound_and_the_check_says_so(school: School) -> None:
    """S14.10."""
    links = list(Event.objects.of(school).values_list("number", "hash", "commitment"))
    erase(school, [1, 3])
    verdict = verify(school)
    assert verdict.sound
    assert verdict.sentence == "The record of Meadow School is sound: 4 events; 2 entries erased under entry 4."
    assert (
        list(
            Event.objects.across_schools("The test asks.")
            .filter(school=school, number__lt=4)
            .values_list("number", "hash", "commitment")
        )
        == links
    )
    left = EventPayload.objects.of(school)
    assert set(left.values_list("event__number", flat=True)) == {2, 4}
    note(school)
    erase(school, [2])
    assert verify(school).sentence.endswith("2 entries erased under entry 4, 1 entry erased under entry 6.")


def test_details_that_go_without_an_erasure_are_damage(school: School) -> None:
    """S14.13: payload missing without tombstone is tampering."""
    erase(school, [1])
    with lifted(connection):
        run(f"DELETE FROM {PAYLOADS} WHERE event_id = {the_event(school, 2).pk}")
    assert found_in(school) == (Damage.DETAILS_MISSING, 2)


def test_a_permit_that_nobody_wrote_down_lets_a_row_go_and_is_found(school: School) -> None:
    """S14.13: the event commits to exactly its permits, so a forged one shows."""
    stone, second = erase(school, [1]), the_event(school, 2)
    permit(stone, second.pk)
    assert found_in(school) == (Damage.ERASURE, 4)
    run(f"DELETE FROM {PAYLOADS} WHERE event_id = {second.pk}")
    assert found_in(school) == (Damage.ERASURE, 4)
    assert "what event 4 says was erased is not what was let go" in verify(school).sentence


def test_permits_under_an_event_that_is_no_erasure_open_nothing_and_are_found(school: School) -> None:
    """S14.14: the gate is data, and it asks for an event of its kind in the same school."""
    first, second = the_event(school, 1), the_event(school, 2)
    permit(first, second.pk)
    assert "append-only" in refusal(lambda: run(f"DELETE FROM {PAYLOADS} WHERE event_id = {second.pk}"))
    assert found_in(school) == (Damage.ERASURE, 1)


def test_an_erasure_of_one_school_opens_no_details_of_another(school: School) -> None:
    """S14.14."""
    stone, other = erase(school, [1]), note(a_school("brook"))
    permit(stone, other.pk)
    assert "append-only" in refusal(lambda: run(f"DELETE FROM {PAYLOADS} WHERE event_id = {other.pk}"))


def test_the_details_of_an_erasure_are_never_erased(school: School) -> None:
    """S14.13: the receipt stays, whatever else goes."""
    stone = erase(school, [1])
    permit(stone, stone.pk)
    assert "append-only" in refusal(lambda: run(f"DELETE FROM {PAYLOADS} WHERE event_id = {stone.pk}"))
    with lifted(connection):
        run(f"DELETE FROM {PAYLOADS} WHERE event_id = {stone.pk}")
    assert not verify(school).sound


def test_a_permit_opens_one_row_to_one_way_of_going(school: School) -> None:
    """S14.14: DELETE of what is named; never UPDATE, never another row, never the permit or the event itself."""
    stone, second, third = erase(school, [1]), the_event(school, 2), the_event(school, 3)
    permit(stone, second.pk)
    row = f"event_id = {second.pk}"
    no = [
        f"UPDATE {PAYLOADS} SET body = salt WHERE {row}",
        f"DELETE FROM {PAYLOADS} WHERE event_id = {third.pk}",
        f"DELETE FROM {PAYLOADS}",
        f"DELETE FROM schools_event WHERE id = {second.pk}",
        "DELETE FROM schools_erasurepermit",
        "UPDATE schools_erasurepermit SET row = row",
        *([] if ON_SQLITE else ["TRUNCATE schools_eventpayload", "TRUNCATE schools_erasurepermit"]),
    ]
    permit(stone, stone.pk, "schools_event")
    permit(stone, ErasurePermit.objects.across_schools("The test asks.").first().pk, "schools_erasurepermit")  # type: ignore[union-attr]
    connection.check_constraints()
    said = {one: refusal(lambda one=one: run(one)) for one in no}  # type: ignore[misc]
    assert {one for one, why in said.items() if not re.search("append-only|permission denied", why)} == set()
    assert refusal(lambda: run(f"DELETE FROM {PAYLOADS} WHERE {row}")) == ""


def test_history_and_looks_go_as_details_do(school: School) -> None:
    """S14.14: the same gate for history rows and looks."""
    look(school=school, viewer=a_head(), kind="incident", about="incident:1", at=AT)
    history, seen = School.history.model, Look.objects.of(school)
    of_school = history._base_manager.filter(id=school.pk)
    rows = {history: [each.pk for each in of_school], Look: [each.pk for each in seen]}
    assert rows[history] and rows[Look]
    with transaction.atomic():
        bury(school=school, about="incident:1", rows=rows, told=TOLD, by=SET_UP, at=AT)
    assert (of_school.all().count(), seen.all().count()) == (0, 0)
    assert verify(school).sound


def test_a_name_cannot_be_found_by_trying_all_names_against_what_is_left(school: School) -> None:
    """S14.11: without the salt a commitment proves nothing to whoever guesses."""
    names = sorted({*User.objects.values_list("name", flat=True), *(each.name for each in _cast())})
    hidden = [note(school, details={"actor_name": "set-up", "text": name}) for name in names]
    salts = {each.pk: bytes(each.payload.salt) for each in hidden}
    erase(school, [each.number for each in hidden])
    assert not EventPayload.objects.across_schools("The test asks.").filter(event__in=hidden).exists()
    commitments = {bytes(each.commitment) for each in Event.objects.of(school)}
    guesses = [canonical({"actor_name": "set-up", "text": name}) for name in names]
    tried = [commit(salt, guess) for guess in guesses for salt in (b"", bytes(32), *map(bytes, commitments))]
    assert len(names) >= 10 and not commitments & set(tried)
    assert commit(salts[hidden[0].pk], guesses[0]) in commitments  # with it, the first guess is right


def _cast() -> list[User]:
    return [cast.person(School.objects.get(slug="larkspur-infant"), office) for office in ("head", "chair", "admin")]


def test_a_receipt_says_when_the_backups_are_gone_and_names_people_by_key_alone(school: School, settings: Any) -> None:
    """S14.16: at most 35 days, whatever the setting says."""
    settings.BACKUP_DAYS = 90
    head = a_head()
    stone = erase(school, [1])
    receipt = receipts_of(school)[0]
    assert backup_days() == 35
    assert receipt.backups_gone_by == (AT + timedelta(days=35)).date()
    assert (receipt.entry, receipt.ground, receipt.confirmed_by) == (stone.hash, Ground.TIME, "Fairpost, by itself")
    with transaction.atomic():
        told = TOLD | {"confirmed_by": head.record_key, "proposed_by": "system:tidying"}
        bury(school=school, about="incident:1", rows={}, told=told, by=head, at=AT)
    key = receipt_key(the_event(school, 5).hash)
    assert receipts_of(school, key=key)[0].confirmed_by == "A. Head"
    assert [each.key for each in receipts_of(school, most=1)] == [key], "the newest"
    assert b"A. Head" not in bytes(the_event(school, 5).payload.body)


def test_the_log_of_erasures_has_a_line_for_each_once_and_survives_a_line_cut_short(
    school: School, settings: Any
) -> None:
    """S14.16: what a lost database cannot tell any more stands beside the backups."""
    erase(school, [1])
    assert erasure_log.add(erasure.erasures_since()) == 1
    with open(settings.ERASURE_LOG, "a", encoding="utf-8") as file:
        file.write('{"event": "cut sho')
    erase(school, [2])
    assert erasure_log.add(erasure.erasures_since()) == 1
    assert [line["number"] for line in erasure_log.kept()] == [4, 5]
    assert erasure_log.kept() == erasure.erasures_since()
    assert erasure_log.add(erasure.erasures_since()) == 0


if not ON_SQLITE:

    def test_a_table_of_the_same_name_in_a_temporary_schema_opens_nothing(school: School) -> None:
        """S14.14: whoever may make temporary tables could otherwise put permits of their own in the way."""
        stone, second = erase(school, [1]), the_event(school, 2)
        run("CREATE TEMP TABLE schools_erasurepermit (tombstone_id bigint, table_name text, row bigint) ON COMMIT DROP")
        run(f"INSERT INTO pg_temp.schools_erasurepermit VALUES ({stone.pk}, '{PAYLOADS}', {second.pk})")
        assert "append-only" in refusal(lambda: run(f"DELETE FROM {PAYLOADS} WHERE event_id = {second.pk}"))
