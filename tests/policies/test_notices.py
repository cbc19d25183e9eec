"""The register of notices: who reads it and who keeps it, what is taken, and what an incident shows of it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from policies.in_force import told_this_year
from policies.models import Notice
from policies.operations.telling import record_notice, see_notice, withdraw_notice
from policies.register import register_of
from schools import record
from schools.calendar import Calendar
from schools.history import SET_UP
from schools.models import School
from schools.operation import Refused
from schools.operations import appoint, create_school
from schools.vocabulary import Role
from tests.builders import AT, client_of, person, the_schools
from tests.incidents.at_the_pages import errors, words

HERE, PAGE, ADD = "tregarth", "/tregarth/notices/", "/tregarth/notices/add/"
TODAY, WEB = AT.date(), "https://school.example/policies"
KEEPERS, READERS = ("head", "chair", "admin"), ("slt", "dsl", "governor", "staff")


@pytest.fixture(autouse=True)
def school(db: None) -> Iterator[School]:
    with time_machine.travel(AT, tick=True):
        yield the_schools()[HERE]


def get(office: str = "head", path: str = PAGE) -> HttpResponse:
    return client_of(person(HERE, office)).get(path)


def post(path: str, office: str = "head", **fields: Any) -> HttpResponse:
    return client_of(person(HERE, office)).post(path, fields)


def add(office: str = "head", on: date = TODAY, **fields: Any) -> HttpResponse:
    """Send the form with which somebody records how parents were told."""
    day = {f"told_on_{place}": piece for place, piece in enumerate((on.day, on.month, on.year))}
    return post(ADD, office, **{"way": "NEWSLETTER", "school_year": "0", **day, **fields})


def seen(on: date) -> dict[str, int]:
    return {f"seen_on_{place}": piece for place, piece in enumerate((on.day, on.month, on.year))}


def told(school: School, on: date = TODAY, way: str = "BOOKLET", **more: Any) -> Notice:
    return record_notice(school=school, told_on=on, way=way, **{"details": "", "by": SET_UP, "at": AT, **more})


def a_page(school: School, on: date, **more: Any) -> Notice:
    return told(school, on, "WEBSITE", address=WEB, **more)


def latest_event(school: School) -> Any:
    return record.story_of(school, "policy")[-1]


# Reading


def test_every_office_reads_the_register_and_keepers_alone_change_it(school: School) -> None:
    line = f"{PAGE}{told(school).key}/"
    for office in (*KEEPERS, *READERS):
        keeps = office in KEEPERS
        page = get(office)
        assert page.status_code == 200 and "Start-of-year newsletter" in words(page)
        assert ("Record how parents were told" in words(page)) is keeps
        for path in (ADD, line):
            assert get(office, path).status_code == (200 if keeps else 404)
        if not keeps:
            assert add(office).status_code == 404
            assert post(line, office, do="withdraw", reason="No").status_code == 404
    assert Notice._base_manager.get(key=line.split("/")[-2]).withdrawn_on is None


def test_another_schools_register_and_its_lines_are_not_found(school: School) -> None:
    elsewhere = told(School.objects.get(slug="coldwell"))
    assert get(path="/coldwell/notices/").status_code == 404
    assert get(path=f"{PAGE}{elsewhere.key}/").status_code == 404
    assert post(f"{PAGE}{elsewhere.key}/", do="withdraw", reason="No").status_code == 404
    assert get(path=f"{PAGE}{told(school).key}/").status_code == 200


def test_the_register_goes_by_school_year_the_newest_first_and_says_where_nobody_was_told(school: School) -> None:
    for notice in school.notices.filter(school_year__in=(2025, 2027)):
        withdraw_notice(notice=notice, reason="Never sent", by=SET_UP, at=AT)
    register = register_of(school, TODAY)
    assert [year.number for year in register.years] == [2027, 2026, 2025, 2024]
    assert [year.told for year in register.years] == [False, True, False, True]
    page = words(get())
    assert page.index("2026 to 2027") < page.index("2025 to 2026")
    assert "2027 to 2028 Not told" not in page, "a year to come is not one in which nobody was told"
    assert "2025 to 2026 Not told Nobody has recorded that parents were told in that school year." in page
    assert "Withdrawn on 16 November 2026: entered by mistake" in page


def test_a_school_without_any_notice_is_taught_what_goes_here() -> None:
    bare = create_school(slug="bare", name="Bare School", by=SET_UP, at=AT)
    appoint(user=person(HERE, "head"), role=Role.HEAD, school=bare, starts=TODAY, by=SET_UP, at=AT)
    page = words(get(path="/bare/notices/"))
    assert "Nothing is recorded yet. Schools tell parents in the admissions booklet" in page
    assert "Not told" not in page, "there is no policy to tell of"


def test_the_register_asks_as_many_questions_however_long_it_is(school: School) -> None:
    client = client_of(person(HERE, "admin"))
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for day in range(1, 13):
        told(school, TODAY - timedelta(days=40 * day))
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    assert len(many) == len(few) <= 12


# Recording


def test_a_notice_is_recorded_with_its_way_day_details_and_one_event(school: School) -> None:
    before = len(record.story_of(school, "policy"))
    answer = add("admin", TODAY - timedelta(days=3), details="Page 4")
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    notice = school.notices.get(details="Page 4")
    assert (notice.told_on, notice.school_year, notice.way) == (date(2026, 11, 13), 2026, "NEWSLETTER")
    assert len(record.story_of(school, "policy")) == before + 1
    event = latest_event(school)
    assert event.kind == "parents-told-of-the-policy"
    assert event.details["actor_name"] == "Mary Tonkin" and event.details["told_on"] == "2026-11-13"


@pytest.mark.parametrize(("choice", "year"), [("-1", 2024), ("0", 2025), ("1", 2026)])
def test_a_booklet_of_july_may_be_for_the_year_before_its_own_or_the_next(
    school: School, choice: str, year: int
) -> None:
    assert add(on=date(2026, 7, 6), way="BOOKLET", school_year=choice).status_code == 302
    assert school.notices.get(told_on=date(2026, 7, 6)).school_year == year


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"way": ""}, "Choose one of these."),
        ({"way": "SKYWRITING"}, "Choose one of these."),
        ({"way": "OTHER"}, "Say in which way parents were told."),
        ({"way": "WEBSITE"}, "Give the address of the page on the website."),
        ({"way": "WEBSITE", "address": "javascript:alert(1)"}, "Give a web address"),
        ({"way": "WEBSITE", "address": "https://school.example/" + "a" * 600}, "longer than 500 characters"),
        ({"way": "WEBSITE", "address": WEB, **seen(TODAY - timedelta(days=1))}, "before the page was put there"),
        ({"way": "WEBSITE", "address": WEB, **seen(TODAY + timedelta(days=1))}, "This day has not come yet."),
        ({"address": WEB}, "This is for the school website alone."),
        ({"on": TODAY + timedelta(days=1)}, "This day has not come yet."),
        ({"details": "a\x00b"}, "a control character"),
        ({"details": "x" * 1_000_000}, "Use at most 300 characters. This has 1,000,000."),
        ({"school_year": "7"}, "Choose one of these."),
        ({"told_on_0": "31", "told_on_1": "2"}, "There is no such day."),
    ],
)
def test_what_cannot_be_recorded_is_said_beside_its_field_and_nothing_is_kept(
    school: School, fields: dict[str, Any], sentence: str
) -> None:
    before = school.notices.count()
    answer = add(**{"details": "Typed already" if fields.get("way") != "OTHER" else "", **fields})
    assert answer.status_code == 200 and sentence in errors(answer)
    assert "Typed already" in answer.content.decode() or "details" in fields or fields.get("way") == "OTHER"
    assert school.notices.count() == before


def test_a_form_that_is_sent_twice_is_taken_once(school: School) -> None:
    assert add(details="Page 4").status_code == 302
    again = add(details="Page 4")
    assert again.status_code == 409 and "This is in the register already." in errors(again)
    assert "Page 4" in again.content.decode()
    assert school.notices.filter(details="Page 4").count() == 1


def test_the_operation_refuses_what_cannot_be_whoever_asks(school: School) -> None:
    for given in (
        {"on": TODAY + timedelta(days=1)},
        {"school_year": 2024},
        {"school_year": 2028},
        {"way": "WEBSITE"},
        {"way": "WEBSITE", "address": WEB, "seen_on": TODAY - timedelta(days=1)},
        {"way": "WEBSITE", "address": WEB, "seen_on": TODAY + timedelta(days=1)},
        {"by": person(HERE, "staff")},
        {"by": person("coldwell", "head")},
    ):
        with pytest.raises(Refused):
            told(school, **given)
    assert school.notices.filter(way__in=("BOOKLET", "WEBSITE")).count() == 0
    assert told(school, by=person(HERE, "chair"), school_year=2027).school_year == 2027


# Seen again


def test_a_page_seen_again_in_its_school_year_keeps_the_last_day(school: School) -> None:
    notice = a_page(school, date(2026, 9, 3))
    answer = post(f"{PAGE}{notice.key}/", "admin", do="see", **seen(TODAY))
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    notice.refresh_from_db()
    assert notice.seen_on == TODAY
    assert latest_event(school).kind == "policy-seen-on-the-website"
    assert latest_event(school).details["seen_on"] == "2026-11-16"
    assert "Last seen there on 16 November 2026" in words(get())
    earlier = post(f"{PAGE}{notice.key}/", do="see", **seen(date(2026, 10, 1)))
    assert earlier.status_code == 409 and "last seen there on 16 November 2026 already" in errors(earlier)


def test_a_page_seen_in_another_school_year_tells_parents_there_and_loses_nothing_of_the_year_before(
    school: School,
) -> None:
    for notice in school.notices.all():
        withdraw_notice(notice=notice, reason="Never sent", by=SET_UP, at=AT)
    notice = a_page(school, date(2024, 9, 3), seen_on=date(2025, 9, 9), details="Policies")
    line = see_notice(notice=notice, seen_on=TODAY, by=SET_UP, at=AT)
    assert see_notice(notice=notice, seen_on=TODAY, by=SET_UP, at=AT) == line, "one line a school year"
    assert (line.school_year, line.address, line.details) == (2026, WEB, "Policies")
    every, calendar = list(school.notices.all()), Calendar(())
    days = (date(2024, 9, 2), date(2024, 9, 3), date(2025, 9, 8), date(2025, 9, 9), TODAY - timedelta(days=1), TODAY)
    assert [told_this_year(every, calendar, day) for day in days] == [False, True, False, True, False, True]
    assert [year.told for year in register_of(school, TODAY).years if year.number < 2027] == [True, True, True]


@pytest.mark.parametrize(
    ("day", "sentence"), [(date(2026, 9, 2), "cannot have been seen there before"), (None, "Fill this in.")]
)
def test_a_page_is_not_seen_before_it_was_there_nor_on_no_day(school: School, day: date | None, sentence: str) -> None:
    notice = a_page(school, date(2026, 9, 3))
    answer = post(f"{PAGE}{notice.key}/", do="see", **(seen(day) if day else {}))
    assert answer.status_code == (409 if day else 200) and sentence in errors(answer)
    with pytest.raises(Refused):
        see_notice(notice=notice, seen_on=TODAY + timedelta(days=1), by=SET_UP, at=AT)
    with pytest.raises(Refused):
        see_notice(notice=notice, seen_on=TODAY, by=person(HERE, "slt"), at=AT)


def test_only_a_page_on_the_website_is_seen_again(school: School) -> None:
    booklet = told(school)
    assert "Is it still there?" not in words(get(path=f"{PAGE}{booklet.key}/"))
    answer = post(f"{PAGE}{booklet.key}/", do="see", **seen(TODAY))
    assert answer.status_code == 409 and "Only a page on the website is seen again." in errors(answer)


# Withdrawing


def test_a_line_is_withdrawn_with_a_reason_marked_and_counts_no_more(school: School) -> None:
    notice = a_page(school, TODAY)
    without = post(f"{PAGE}{notice.key}/", do="withdraw", reason="")
    assert without.status_code == 200 and "Fill this in." in errors(without)
    assert post(f"{PAGE}{notice.key}/", do="withdraw", reason="Another school's page").status_code == 302
    notice.refresh_from_db()
    assert notice.withdrawn_on == TODAY
    event = latest_event(school)
    assert (event.kind, event.details["reason"]) == ("notice-to-parents-withdrawn", "Another school's page")
    for act in ({"do": "withdraw", "reason": "Again"}, {"do": "see", **seen(TODAY)}):
        again = post(f"{PAGE}{notice.key}/", **act)
        assert again.status_code == 409 and "This was withdrawn on 16 November 2026." in errors(again)
    assert "Withdraw it" not in words(get(path=f"{PAGE}{notice.key}/"))
    assert not told_this_year([notice], Calendar(()), TODAY)


# Where it shows


def test_the_policy_page_leads_to_the_register_and_keepers_to_recording() -> None:
    for office in ("head", "staff"):
        page = get(office, f"/{HERE}/policy/").content.decode()
        assert f'href="{PAGE}"' in page
        assert (f'href="{ADD}"' in page) is (office == "head")
