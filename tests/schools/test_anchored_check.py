"""What no chain can show, statements kept elsewhere do: cut short, written anew, gone (S16.18, S16.20, S14.18)."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from schools.anchors.checking import Finding, check, check_files
from schools.anchors.merkle import Tree, leads_to, root_of
from schools.anchors.statements import Statement
from schools.models import RecordHead, School
from schools.verification import verify
from tests.prove import anchors
from tests.schools.anchored import night, refusal_of, statements_made
from tests.schools.flush import lifted
from tests.schools.recording import a_school, note
from tests.schools.test_verification import verify_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(settings: Any, tmp_path: Path) -> Path:
    """Where statements are kept elsewhere."""
    settings.ANCHOR_FILE = str(tmp_path / "statements")
    return tmp_path / "statements"


@pytest.fixture
def school(file: Path) -> School:
    """A school with three nights: at 4, 8 and 12 events."""
    made = a_school()
    for number in range(3):
        for _ in range(4):
            note(made)
        night(number)
    return made


def cut(school: School, to: int) -> None:
    """Cut the record short, and its head with it."""
    with connection.cursor() as cursor:
        events = "SELECT id FROM schools_event WHERE school_id = %s AND number > %s"
        cursor.execute(f"DELETE FROM schools_eventpayload WHERE event_id IN ({events})", [school.pk, to])
        cursor.execute("DELETE FROM schools_event WHERE school_id = %s AND number > %s", [school.pk, to])
        last = "SELECT hash FROM schools_event WHERE school_id = %s AND number = %s"
        cursor.execute(
            f"UPDATE schools_recordhead SET number = %s, hash = ({last}) WHERE school_id = %s",
            [to, school.pk, to, school.pk],
        )


def found_after(school: School, tamper: Any) -> tuple[bool, Finding]:
    """Whether the chain alone is sound after a tampering, and what the statements say of it; it is taken back."""
    made = statements_made()
    with lifted(connection), transaction.atomic():
        tamper()
        sound, findings = verify(school).sound, check(made, [school]).findings
        transaction.set_rollback(True)
    assert check(made, [school]).findings == []
    (found,) = findings
    return sound, found


def test_a_record_cut_short_is_found_and_the_range_is_named(school: School) -> None:
    sound, found = found_after(school, lambda: cut(school, 6))
    assert sound
    assert (found.kind, found.first, found.last) == ("truncated", 5, 8)
    assert found.sentence == (
        "The record of Meadow School was cut short: it had 8 events on 15 March 2027, and only 6 are left. "
        "It is not as it was from event 5 on."
    )


def test_a_record_cut_short_and_filled_up_again_is_found(school: School) -> None:
    def refill() -> None:
        cut(school, 6)
        for _ in range(9):
            note(school)

    sound, found = found_after(school, refill)
    assert sound
    assert (found.kind, found.first, found.last) == ("anchor mismatch", 5, 8)
    assert "What does not fit lies between event 5 and event 8." in found.sentence


def test_a_school_taken_out_whole_is_found_and_the_others_stay_sound(school: School, file: Path) -> None:
    """S16.15, S14.18."""
    other = a_school("harbour")
    note(other)
    night(3)
    with lifted(connection), transaction.atomic():
        take_out(other)
        found, others = check_files([file], School.objects.all()).findings, verify(school)
        said, code = verify_record("--anchors", str(file))
        transaction.set_rollback(True)
    assert others.sound and code == 1
    assert [each.kind for each in found] == ["vanished"] and found[0].sentence in said
    night(4, "--final", "harbour")
    with lifted(connection), transaction.atomic():
        take_out(other)
        night(5)
        after = check_files([file], School.objects.all())
        transaction.set_rollback(True)
    assert after.findings == []
    assert after.notes[0].startswith(f"Record {other.pk} ended on 18 March 2027 and was taken out.")


def take_out(school: School) -> None:
    """Remove a school and everything that the database has of it."""
    with connection.cursor() as cursor:
        cut(school, 0) if RecordHead.objects.of(school).filter(number=0).exists() else None
        events = "SELECT id FROM schools_event WHERE school_id = %s"
        cursor.execute(f"DELETE FROM schools_eventpayload WHERE event_id IN ({events})", [school.pk])
        for table in ("event", "recordhead"):
            cursor.execute(f"DELETE FROM schools_{table} WHERE school_id = %s", [school.pk])
        cursor.execute("DELETE FROM schools_school WHERE id = %s", [school.pk])


def changed(statement: Statement, **said: Any) -> Statement:
    """A statement that says something else, with the signature that it had."""
    return Statement(
        json.dumps({**statement.said, **said}, sort_keys=True, separators=(",", ":")), statement.signatures
    )


def test_a_statement_that_was_changed_is_not_believed(school: School, file: Path) -> None:
    first, second, third = statements_made()
    entries = [{**each.as_dict(), "number": each.number + 1} for each in second.entries]
    for forged in (changed(second, schools=entries), Statement(second.text, ()), Statement(second.text, ("00" * 64,))):
        (found,) = check([first, forged, third], [school]).findings
        assert found.kind == "wrong signature"
    assert check([first, third], [school]).findings == []  # one that is lacking is no forgery
    lines = file.read_text().splitlines()
    lines[1] = changed(second, day="2027-01-01").line
    file.write_text("\n".join(lines))
    sentence, code = refusal_of("verify_record", "--anchors", str(file))
    assert code == 1 and sentence == "The records do not agree with what was kept elsewhere."


def test_two_statements_of_one_number_tell_that_the_database_was_put_back(school: School, settings: Any) -> None:
    before, settings.ANCHOR_FILE = statements_made(), ""
    with lifted(connection), connection.cursor() as cursor:
        cursor.execute("DELETE FROM schools_anchor WHERE number = 3")
    note(school)
    night(2)
    (found,) = check([*before, *statements_made()], [school]).findings
    assert found.kind == "two statements"


def test_the_command_says_that_all_agree_and_by_which_key(school: School, file: Path) -> None:
    said, code = verify_record("--anchors", str(file))
    assert code == 0
    assert "All records agree with 3 signed statements, the newest of 16 March 2027.\nSigned by key " in said
    as_json, code = verify_record("--json", "--anchors", str(file))
    assert code == 0 and json.loads(as_json)[-1]["statements"] == 3
    assert verify_record("--anchors", str(file.parent / "nothing")) == ("", 2)
    assert "All records agree" not in verify_record()[0]


def test_a_way_through_the_tree_shows_one_leaf_and_no_other() -> None:
    """S16.23: every place in every size, and never with another leaf, place, size or root."""
    leaves = [bytes([number]) * 32 for number in range(33)]
    tree = Tree(leaves)
    for size in range(1, 34):
        root = root_of(leaves[:size])
        assert tree.root(size) == root
        for place in range(size):
            way = tree.way(place, size)
            assert leads_to(root, leaves[place], place, size, way)
            assert not leads_to(root, leaves[place] + b"1", place, size, way)
            assert not leads_to(root, leaves[place], size, size, way)
            assert not leads_to(root, leaves[place], place, size, [*way, root])
            assert not way or not leads_to(root, leaves[place], place, size, way[1:])
            assert size == 1 or not leads_to(root, leaves[place], (place + 1) % size, size, way)
    assert Tree([]).root(0) == root_of([])


def test_statements_find_every_tampering_that_a_chain_cannot_and_raise_no_false_alarm(db: None) -> None:
    """S16.20."""
    assert anchors.run(12) == 0
