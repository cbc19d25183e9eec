"""What was erased, as it is checked: in pieces, of one thing, from behind the wall between schools, and outside."""

from collections import Counter
from pathlib import Path

from django.db import connection

from schools.accounts import Accounts
from schools.anchors.proofs import proved
from schools.models import ErasurePermit, School
from schools.reach import within
from schools.record import Head
from schools.record_rows import Of
from schools.verification import check, verify
from schools.verifying_one import check_one
from tests.prove.stand_alone import export
from tests.schools.flush import lifted
from tests.schools.protected import ON_SQLITE, refusal, run
from tests.schools.recording import a_school, note
from tests.schools.test_erasure import PAYLOADS, erase, permit, the_event
from tests.schools.test_erasure import school as school
from tests.schools.test_stand_alone import say


def test_a_record_checked_in_pieces_or_from_its_end_says_what_was_erased(school: School) -> None:
    """S14.10: each piece by itself, and the whole."""
    erase(school, [1, 3])
    note(school)
    of = Of(school.pk, school.slug, school.name)
    head, erased = Head(0, b""), Counter[int]()
    for _ in range(9):
        piece = check(connection, of, head, 2)
        assert piece.sound
        erased.update(dict(piece.erased))
        head = piece.head
        if piece.ended:
            break
    assert head.number == 5 and erased[4] >= 2  # the last of a piece is read again with the next
    permit(the_event(school, 4), the_event(school, 2).pk)
    assert [check(connection, of, None, most).sound for most in (2, 3, 4, None)] == [True, True, False, False]


def test_an_older_database_that_knows_no_erasures_is_still_checked(school: School) -> None:
    """S16.18: a backup's file may come from before there were any."""
    of = Of(school.pk, school.slug, school.name)
    accounts = Accounts(connection, of.pk)
    accounts.__dict__["_keeps_permits"] = False
    assert accounts.under(1) is None and accounts.first_false(3) is None


def test_one_thing_is_checked_with_what_was_erased_of_it(school: School) -> None:
    """S16.18: its details are gone lawfully, or they do not fit."""
    of, about = Of(school.pk, school.slug, school.name), the_event(school, 1).about
    erase(school, [1])
    found = check_one(connection, of, about)
    assert found.sound and found.erased == 1 and "The details of 1 are erased, lawfully." in found.sentence
    with lifted(connection):
        run(f"DELETE FROM {PAYLOADS} WHERE event_id = {the_event(school, 2).pk}")
    assert check_one(connection, of, about).unfit == (2,)


def test_whoever_reaches_one_school_erases_and_checks_there_and_nowhere_else(school: School) -> None:
    """S8.09, S14.14: the gate is in the database, and so is the wall between schools."""
    other = a_school("brook")
    mine, theirs = the_event(school, 2), note(other)
    stone = erase(other, [])
    with within(school):
        erase(school, [1])
        assert verify(school).sentence.endswith("1 entry erased under entry 4.")
        if not ON_SQLITE:
            assert not ErasurePermit.objects.across_schools("The test asks.").filter(tombstone=stone).exists()
            assert refusal(lambda: permit(stone, theirs.pk))
    permit(stone, mine.pk)
    with within(school):
        assert "append-only" in refusal(lambda: run(f"DELETE FROM {PAYLOADS} WHERE event_id = {mine.pk}"))


def test_an_export_says_that_details_are_said_to_be_erased_and_proves_nothing_of_it(
    school: School, tmp_path: Path
) -> None:
    """S16.23: the entry is named, and the program that goes out does not take the word of whoever made the export."""
    about = the_event(school, 1).about
    erase(school, [1])
    first = proved(school, about).events[0]
    assert (first["details"], first["salt"], first["erased_under"]) == (None, None, 4)
    export(school, tmp_path / "it.zip")
    code, said = say(tmp_path, str(tmp_path / "it.zip"))
    assert code == 0
    assert "What event 1 tells is not in this export: it is said to be erased under event 4" in said
    assert "that is not proved here" in said
    with lifted(connection):
        run(f"DELETE FROM {PAYLOADS} WHERE event_id = {the_event(school, 2).pk}")
    gone = proved(school, about).events[1]
    assert "erased_under" not in gone and gone["why"] == "it is gone, and no erasure accounts for it"
