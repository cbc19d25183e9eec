"""The page "Is the record sound?", what a check leaves behind, and who is told (S16.18, S16.24)."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction

from schools import verification
from schools.history import CHECKING
from schools.models import Event, RecordCheck, School
from schools.operation import Refused
from schools.operations.checking import Rest, keep_check
from schools.record import Head
from schools.verification import check_piece, verify
from tests.builders import AT, client_of, person, the_schools
from tests.schools.at_the_people import HERE
from tests.schools.at_the_people import box as box
from tests.schools.flush import lifted
from tests.schools.recording import note
from tests.smtp import Mailbox

PAGE = f"/{HERE}/record/"


@pytest.fixture
def school(db: None) -> Iterator[School]:
    """A school with a few events."""
    with time_machine.travel(AT, tick=True):
        found = the_schools()[HERE]
        for _ in range(5):
            note(found)
        yield found


@pytest.fixture
def mailing_school(transactional_db: None) -> Iterator[School]:
    """The same, with what is committed, so that mail goes out."""
    with time_machine.travel(AT, tick=True):
        yield the_schools()[HERE]


def page(who: str = "head", **words: Any) -> str:
    """What somebody reads."""
    return client_of(person(HERE, who)).get(PAGE, words).content.decode()


def keep(school: School, **given: Any) -> RecordCheck:
    """What the nightly check does."""
    return keep_check(school=school, verdict=verify(school), by=CHECKING, at=AT, **given)


def edit(school: School) -> None:
    """Change the second event, as only the owner of the tables can."""
    with lifted(connection), connection.cursor() as cursor:
        cursor.execute("UPDATE schools_event SET kind = 'other' WHERE school_id = %s AND number = 2", [school.pk])


def test_head_and_chair_check_and_the_answer_is_kept_and_told_in_the_record(school: School) -> None:
    assert "It has not been checked yet." in page()
    events = Event.objects.of(school).count()
    answered = client_of(person(HERE, "chair")).post(PAGE)
    assert (answered.status_code, answered["Location"]) == (302, PAGE)
    check = RecordCheck.objects.across_schools("test").get()
    assert (check.number, check.sound, check.by) == (events, True, person(HERE, "chair").record_key)
    told = Event.objects.of(school).get(kind="record-checked")
    assert (told.number, bytes(told.previous)) == (events + 1, bytes(check.hash))
    said = page()
    assert "Everything in it stands as it was written" in said
    telling = (f"number {events}", f">{events}<", f"{events} events", bytes(check.hash).hex()[:16])
    assert [each for each in telling if each in said] == [], "S8.14: a gap would tell of something"
    for office in ("slt", "dsl", "governor", "staff", "admin"):
        assert client_of(person(HERE, office)).get(PAGE).status_code == 404
        assert client_of(person(HERE, office)).post(PAGE).status_code == 404
    assert RecordCheck.objects.across_schools("test").count() == 1


def test_only_head_chair_and_the_system_may_keep_a_check(school: School) -> None:
    verdict = verify(school)
    with pytest.raises(Refused, match="Your office does not check"):
        keep_check(school=school, verdict=verdict, by=person(HERE, "slt"), at=AT)
    with pytest.raises(Refused, match="has not come to the end"):
        keep_check(school=school, verdict=check_of(school, most=2), by=CHECKING, at=AT)
    assert RecordCheck.objects.across_schools("test").count() == 0
    keep_check(school=school, verdict=verdict, by=person(HERE, "head"), at=AT)


def check_of(school: School, **words: Any) -> verification.Verdict:
    """A check with these words."""
    return verification.check(connection, verification.Of(school.pk, school.slug, school.name), **words)


def test_a_long_check_shows_how_far_it_is_without_javascript_and_comes_to_its_end(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "PIECE", 2)
    browser, pieces, events = client_of(person(HERE, "head")), 0, Event.objects.of(school).count()
    where = browser.post(PAGE)["Location"]
    while "so-far" in where:
        pieces += 1
        said = browser.get(where).content.decode()
        assert (
            "% is checked so far" in said
            and f"of {events}" not in said
            and "Go on checking" in said
            and "<progress" in said
        )
        where = browser.post(PAGE, {"so-far": where.partition("=")[2]})["Location"]
    assert pieces >= 3 and where == PAGE
    assert RecordCheck.objects.across_schools("test").get().number == events


@pytest.mark.parametrize("so_far", ["", "nonsense", "\x00", "x" * 100_000, "WyJhIl0:1abc:def"])
def test_a_place_to_go_on_from_that_was_not_signed_begins_at_the_beginning(school: School, so_far: str) -> None:
    browser = client_of(person(HERE, "head"))
    assert browser.post(PAGE, {"so-far": so_far}).status_code == 302
    assert RecordCheck.objects.across_schools("test").get().sound
    assert browser.get(PAGE, {"so-far": so_far[:1000]}).status_code == 200


def test_an_event_changed_before_the_place_to_go_on_from_is_still_found_by_the_next_whole_check(school: School) -> None:
    first = check_of(school, most=3)
    assert not first.ended and first.head.number == 3
    assert check_of(school, since=first.head).sound
    broken = check_of(school, since=Head(3, b"0" * 32)).broken
    assert broken and (broken.damage, broken.number) == ("edited", 3)
    with transaction.atomic():
        edit(school)
        assert check_of(school, since=first.head).sound
        assert not verify(school).sound
        transaction.set_rollback(True)


def test_a_damaged_record_is_named_on_the_page_and_at_home_and_nothing_is_added_to_it(school: School) -> None:
    edit(school)
    events = Event.objects.of(school).count()
    check = keep(school)
    assert (check.damage, check.first, check.last, check.well) == ("edited", 2, 2, False)
    assert Event.objects.of(school).count() == events
    said = page()
    assert "No: event 2 was changed after it was written." in said and "What to do now" in said
    home = client_of(person(HERE, "head")).get(f"/{HERE}/").content.decode()
    assert "The record is not as it should be" in home
    assert "The record is not" not in client_of(person(HERE, "slt")).get(f"/{HERE}/").content.decode()


def test_files_and_rows_that_are_odd_are_counted_and_their_list_is_for_whoever_looks_after_the_service(
    school: School,
) -> None:
    check = keep(school, rest=Rest(files=3, rows=40, odd=[("incidents_incident", 7, "summary")] * 150))
    assert check.sound and not check.well and (len(check.odd), check.odd_in_all) == (100, 150)
    said = page("chair")
    assert "The record itself is sound, but something else is not as it was kept." in said
    assert "found 150 places that differ" in said and "incidents_incident" not in said


@pytest.mark.django_db(transaction=True)
def test_head_and_chair_are_told_by_mail_once_for_each_thing_and_the_mail_says_nothing(
    mailing_school: School, box: Mailbox
) -> None:
    school, two = mailing_school, sorted(person(HERE, office).email for office in ("head", "chair"))
    for _ in range(4):
        note(school)
    keep(school)
    assert box.taken == []
    edit(school)
    keep(school)
    keep(school)
    assert box.readers == two
    for mail in box.taken:
        said = mail.get_content()
        assert "not as it should be" in said and "event 2" not in said and f"/{HERE}/record/" in said
    keep(school, rest=Rest(1, 1, [("schools_user", 1, "email")]))
    assert box.readers == sorted([*two, *two])


def test_whoever_pressed_the_button_is_not_told_by_mail_what_they_see(school: School) -> None:
    from schools.models import Outgoing

    edit(school)
    keep_check(school=school, verdict=check_piece(school, None), by=person(HERE, "head"), at=AT)
    assert [row.to for row in Outgoing.objects.all()] == [person(HERE, "chair").email]


def test_the_page_asks_the_same_questions_however_long_the_record_is(school: School) -> None:
    from django.test.utils import CaptureQueriesContext

    keep(school)
    page()
    with CaptureQueriesContext(connection) as few:
        page()
    for _ in range(15):
        keep(school)
    with CaptureQueriesContext(connection) as many:
        page()
    assert len(few) == len(many)
    assert page().count("data-label") == 10
