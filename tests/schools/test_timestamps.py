"""Statements are time-stamped by an authority, a real one on this machine, and what is wrong is named (S16.20)."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from schools.anchors.asking import NoStamp, ask_for_stamp
from schools.anchors.files import read_file, read_stamps
from schools.models import Anchor, School
from schools.standalone.check_record import statements_in
from tests.schools.anchored import night, refusal_of, statements_made
from tests.schools.authority import Authority, serving
from tests.schools.recording import AT, a_school, note
from tests.schools.test_verification import verify_record

pytestmark = pytest.mark.django_db
CLOCK = datetime(2027, 3, 14, 7, 5, tzinfo=UTC)


@pytest.fixture
def authority(settings: Any, tmp_path: Path) -> Iterator[Authority]:
    """An authority that answers, known by its certificate, and the file where statements are kept."""
    with serving(Authority(at=CLOCK)) as found:
        settings.ANCHOR_FILE = str(tmp_path / "statements")
        settings.TIMESTAMP_URL = found.url
        settings.TIMESTAMP_CERTIFICATE = found.write_root(tmp_path / "root.pem")
        yield found


@pytest.fixture
def school(authority: Authority) -> School:
    """A school with an event."""
    made = a_school()
    note(made)
    return made


def file(settings: Any) -> Path:
    """Where statements are kept."""
    return Path(settings.ANCHOR_FILE)


def test_a_statement_is_stamped_and_the_check_says_by_whom_and_when(
    school: School, authority: Authority, settings: Any
) -> None:
    assert "Time-stamped: 1." in night(0)
    assert "Time-stamped: 0." in night(0) and len(authority.asked) == 1
    [stamp] = read_stamps(file(settings))
    assert (stamp.statement, stamp.at) == (1, CLOCK)
    assert [each.number for each in read_file(file(settings))] == [1]
    assert len(statements_in(settings.ANCHOR_FILE)) == 1, "the program for strangers reads the same file"
    said, code = verify_record("--anchors", settings.ANCHOR_FILE)
    assert code == 0
    assert "Time-stamped by Clock House: 1 statement, the first on 14 March 2027 at 07:05 UTC" in said
    told, code = verify_record("--anchors", settings.ANCHOR_FILE, "--timestamp-certificate", "")
    assert code == 0 and "Who made it was not checked: name the authority’s certificate." in told


def test_what_is_asked_holds_a_hash_and_nothing_of_a_school(school: School, authority: Authority) -> None:
    """S16.21, S1.15."""
    night(0)
    [asked] = authority.asked
    assert len(asked) < 100
    for each in School.objects.all():
        assert each.slug.encode() not in asked and each.name.encode() not in asked


def test_without_an_address_nobody_is_asked(school: School, authority: Authority, settings: Any) -> None:
    settings.TIMESTAMP_URL = ""
    assert "ime-stamp" not in night(0)
    assert authority.asked == [] and "timestamp" not in file(settings).read_text()
    settings.TIMESTAMP_URL, settings.ANCHOR_FILE = authority.url, ""
    assert "there is no place to keep a time-stamp" in night(1)
    assert authority.asked == []


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("is broken", "answered with 500"),
        ("leads away", "answered with 302"),
        ("answers with a page", "answered with 200, and with no time-stamp"),
        ("talks nonsense", "it cannot be read"),
        ("talks on", "is too long, or takes too long"),
        ("rejects", "is not kept"),
        ("another hash", "it is of something else"),
        ("another nonce", "it answers another question"),
    ],
)
def test_an_authority_that_does_wrong_stops_nothing_and_is_asked_again(
    school: School, authority: Authority, settings: Any, does: str, says: str
) -> None:
    authority.does = does
    said = night(0)
    assert says in said and "It is tried again the next night." in said and "Statement 1 of" in said
    assert Anchor.objects.count() == 1 and "timestamp" not in file(settings).read_text()
    authority.does, authority.at = "answers", CLOCK + timedelta(days=1)
    assert "Time-stamped: 2." in night(1)
    assert sorted(each.statement for each in read_stamps(file(settings))) == [1, 2]
    assert verify_record("--anchors", settings.ANCHOR_FILE)[1] == 0


def test_an_authority_that_is_away_or_slow_holds_nobody_up_for_long(
    school: School, authority: Authority, settings: Any
) -> None:
    authority.does, start = "sleeps", time.monotonic()
    assert "does not answer: TimeoutError" in night(0)
    assert time.monotonic() - start < 9
    settings.TIMESTAMP_URL = "http://127.0.0.1:1/"
    assert "does not answer: ConnectionRefusedError" in night(0)


@pytest.mark.parametrize(
    "url",
    [
        "http://clock.example/",
        "ftp://127.0.0.1/",
        "https://me:secret@clock.example/",
        "https://",
        "nonsense",
        "http://[::1",
    ],
)
def test_only_an_address_by_https_is_asked_or_this_machine(school: School, url: str) -> None:
    night(0)
    with pytest.raises(NoStamp, match="is no address that begins with https://. Nobody was asked."):
        ask_for_stamp(statements_made()[0], url, [])


def test_a_stamp_by_somebody_else_is_not_kept(school: School, authority: Authority, settings: Any) -> None:
    with serving(Authority(name="Impostor", at=CLOCK)) as impostor:
        settings.TIMESTAMP_URL = impostor.url
        assert "the authority did not sign it" in night(0)
        assert len(impostor.asked) == 1
    assert "timestamp" not in file(settings).read_text()


def test_a_stamp_that_is_wrong_in_the_file_is_named(school: School, authority: Authority, settings: Any) -> None:
    """Of another statement, by another authority, changed, or older than the statement; the records stay sound."""
    night(0)
    authority.at = CLOCK + timedelta(days=1)
    night(1)
    lines = file(settings).read_text().splitlines()
    stamps = [json.loads(each) for each in lines if each.startswith('{"timestamp"')]
    stamps[0]["timestamp"]["statement"], stamps[1]["timestamp"]["statement"] = 2, 7
    kept = [each for each in lines if not each.startswith('{"timestamp"')]
    file(settings).write_text("\n".join([*kept, *(json.dumps(each, separators=(",", ":")) for each in stamps)]))
    said, code = verify_record("--anchors", settings.ANCHOR_FILE)
    assert code == 1
    assert "The time-stamp of statement 2 is wrong: it is of something else." in said
    assert "The time-stamp of statement 7 is wrong: there is no such statement." in said
    file(settings).write_text("\n".join([*kept, '{"timestamp":{"statement":1,"answer":"!"}}']))
    assert "a time-stamp in it cannot be read" in refusal_of("verify_record", "--anchors", settings.ANCHOR_FILE)[0]


def test_a_stamp_of_an_earlier_time_and_one_of_another_root_are_wrong(
    school: School, authority: Authority, settings: Any, tmp_path: Path
) -> None:
    authority.at = AT - timedelta(hours=1)
    assert "it is older than the statement" in night(0)
    authority.at = CLOCK
    night(0)
    other = Authority().write_root(tmp_path / "other.pem")
    said, code = verify_record("--anchors", settings.ANCHOR_FILE, "--timestamp-certificate", other)
    assert code == 1 and "The time-stamp of statement 1 is wrong: the authority did not sign it." in said
    (tmp_path / "no.pem").write_text("nothing")
    words = ("--anchors", settings.ANCHOR_FILE, "--timestamp-certificate", str(tmp_path / "no.pem"))
    assert refusal_of("verify_record", *words)[0].endswith("no.pem holds no certificate in the form PEM.")
