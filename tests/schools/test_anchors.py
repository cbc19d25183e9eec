"""Statements are signed, tied, kept elsewhere, and find what a chain cannot see (S16.15, S16.18, S16.20, S16.21)."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from schools.anchors import keys, merkle
from schools.anchors.checking import check, check_files
from schools.anchors.files import read_file
from schools.anchors.statements import Statement
from schools.history import ANCHORING
from schools.models import Anchor, Event, Look, School
from schools.operation import Refused
from schools.operations.anchoring import seal_looks, sign_statement
from schools.verification import verify
from tests.builders import person
from tests.schools.anchored import night, refusal_of, statements_made
from tests.schools.flush import lifted
from tests.schools.recording import AT, a_head, a_school, note

pytestmark = pytest.mark.django_db


@pytest.fixture
def school() -> School:
    """A school with eight events."""
    made = a_school()
    for _ in range(8):
        note(made)
    return made


@pytest.fixture
def file(settings: Any, tmp_path: Path) -> Path:
    """Where statements are kept elsewhere."""
    settings.ANCHOR_FILE = str(tmp_path / "statements")
    return tmp_path / "statements"


def entry_of(statement: Statement, school: School) -> Any:
    """What a statement says of a school."""
    return next(each for each in statement.entries if each.school == school.pk)


def test_a_statement_says_where_every_record_stands_and_is_signed_and_tied_to_the_one_before(school: School) -> None:
    """S16.15, S16.20."""
    night(0)
    note(school)
    night(1)
    first, second = statements_made()
    assert (first.number, second.number) == (1, 2)
    assert first.is_signed and second.is_signed
    assert second.said["previous"] == first.hash
    assert len(second.entries) == School.objects.count()
    hashes = [bytes(each) for each in Event.objects.of(school).values_list("hash", flat=True)]
    assert entry_of(first, school).hash == hashes[7].hex()
    assert entry_of(second, school).number == 9
    assert entry_of(second, school).root == merkle.root_of(hashes).hex()


def test_a_second_run_on_the_same_day_makes_nothing_new(school: School, file: Path) -> None:
    night(0)
    said, before = night(0), file.read_bytes()
    assert Anchor.objects.count() == 1
    assert "Taken to the file: 0." in said and file.read_bytes() == before
    night(1)
    assert Anchor.objects.count() == 2 and file.read_bytes().startswith(before)


def test_what_the_file_lacks_is_taken_to_it_later(school: School, file: Path) -> None:
    night(0)
    file.unlink()
    night(1)
    assert [each.number for each in read_file(file)] == [1, 2]


def test_a_statement_holds_nothing_personal(school: School, file: Path) -> None:
    """S16.21: numbers, hashes and times."""
    night(0)
    said = json.loads(json.loads(file.read_text())["statement"])
    assert set(said) == {"at", "day", "installation", "keys", "number", "previous", "schools", "version"}
    assert {key for each in said["schools"] for key in each} == {"school", "number", "hash", "root"}
    assert not any(each.slug in file.read_text() or each.name in file.read_text() for each in School.objects.all())


def test_without_a_key_nothing_is_signed_and_a_sentence_says_what_to_do(school: School, settings: Any) -> None:
    settings.ANCHOR_KEY = ""
    events = Event.objects.across_schools("test").count()
    assert refusal_of("anchor_records")[0].startswith("FAIRPOST_ANCHOR_KEY is not set. Make a key with")
    settings.ANCHOR_KEY = "nonsense:nonsense"
    assert refusal_of("anchor_records")[0] == "The file that FAIRPOST_ANCHOR_KEY names cannot be read."
    assert (Anchor.objects.count(), Event.objects.across_schools("test").count()) == (0, events)


def test_a_key_may_lie_in_a_file_and_is_printed_once(settings: Any, tmp_path: Path, school: School) -> None:
    out, err = io.StringIO(), io.StringIO()
    call_command("make_anchor_key", stdout=out, stderr=err)
    (tmp_path / "key").write_text(out.getvalue())
    settings.ANCHOR_KEY = str(tmp_path / "key")
    night(0)
    (made,) = statements_made()
    assert made.is_signed and made.keys[0] in err.getvalue()
    assert out.getvalue().strip().partition(":")[2] not in err.getvalue()


def test_a_new_key_is_vouched_for_by_the_old_one(settings: Any, school: School, file: Path) -> None:
    old = settings.ANCHOR_KEY
    night(0)
    out = io.StringIO()
    call_command("make_anchor_key", "--rotate", stdout=out, stderr=io.StringIO())
    new = out.getvalue().strip()
    settings.ANCHOR_KEY = f"{new},{old}"
    night(1)
    settings.ANCHOR_KEY = new
    night(2)
    assert check_files([file], [school]).findings == []
    lines = file.read_text().splitlines(keepends=True)
    file.write_text(lines[0] + lines[2])  # without the night on which both signed
    (found,) = check_files([file], [school]).findings
    assert found.kind == "wrong signature"
    settings.ANCHOR_KEY = keys.new_key()
    with pytest.raises(Refused, match="another installation"):
        sign_statement(by=ANCHORING, at=AT)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (lambda ours: ours[:-9], "is damaged: line 1 is not a statement"),
        (lambda ours: "not one line of it\n", "is damaged: line 1 is not a statement"),
        (lambda ours: "[" * 100_000, "is damaged: line 1 is not a statement"),
        (lambda ours: ours.replace('\\"number\\":1,', '\\"number\\":-1,'), "is damaged: line 1 is not a statement"),
        (lambda ours: "\n", "holds no statement"),
    ],
)
def test_a_damaged_file_is_said_to_be_damaged_and_nothing_is_written_to_it(
    school: School, file: Path, content: Any, says: str
) -> None:
    night(0)
    file.write_text(content(file.read_text()))
    before = file.read_bytes()
    with pytest.raises(CommandError, match=says):
        night(1)
    assert file.read_bytes() == before
    sentence, code = refusal_of("verify_record", "--anchors", str(file))
    assert (says in sentence, code) == (True, 2)


def test_another_installations_file_is_not_called_tampering(school: School, file: Path, settings: Any) -> None:
    ours = settings.ANCHOR_KEY
    settings.ANCHOR_KEY = keys.new_key()
    night(0)
    with lifted(connection), connection.cursor() as cursor:
        cursor.execute("DELETE FROM schools_anchor")
    settings.ANCHOR_KEY = ours
    with pytest.raises(CommandError, match="belongs to another installation of Fairpost. Nothing was written to it."):
        night(0)
    sentence, code = refusal_of("verify_record", "--anchors", str(file))
    assert sentence.endswith("so it says nothing of the records here.") and code == 2


def test_a_database_put_back_to_an_earlier_day_does_not_go_on_in_the_file(school: School, file: Path) -> None:
    night(0)
    night(1)
    with lifted(connection), connection.cursor() as cursor:
        cursor.execute("DELETE FROM schools_anchor WHERE number = 2")
    with pytest.raises(CommandError, match="holds statement 2 of 15 March 2027, which this database does not know"):
        night(2)
    assert len(read_file(file)) == 2


def test_nobody_seals_or_signs_by_hand(school: School) -> None:
    night(0)
    somebody = a_head()
    with pytest.raises(Refused, match="by itself"):
        sign_statement(by=somebody, at=AT)
    with pytest.raises(Refused, match="by itself"):
        seal_looks(school=school, by=somebody, at=AT)


# Who looked


def a_look(school: School, minutes: int = 0) -> None:
    """Somebody looks."""
    viewer = person("larkspur-infant", "head")
    Look(school=school, viewer=viewer, kind="incident", about="incident:1", at=AT + timedelta(minutes=minutes)).save()


def test_the_looks_of_each_night_are_sealed_and_one_that_is_changed_or_gone_is_found(school: School) -> None:
    """S16.15."""
    for minutes in range(5):
        a_look(school, minutes)
    night(1)
    a_look(school, 24 * 60)
    night(2)
    sealed = Event.objects.of(school).filter(kind="looks-sealed")
    assert [json.loads(bytes(each.payload.body))["count"] for each in sealed] == [5, 1]
    made = statements_made()
    assert check(made, [school]).findings == []
    for sql in ("DELETE FROM schools_look WHERE kind = 'incident'", "UPDATE schools_look SET about = 'incident:2'"):
        with lifted(connection), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
            (found,) = check(made, [school]).findings
            assert verify(school).sound
            transaction.set_rollback(True)
        assert found.kind == "looks changed"
    a_look(school, 5)
    assert check(made, [school]).findings == []  # a new one waits for its night


def test_a_night_without_looks_adds_nothing_to_the_record(school: School) -> None:
    night(0)
    night(1)
    assert Event.objects.of(school).count() == 8
