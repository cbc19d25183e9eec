"""An incident shows when parents were last told of the policy, and home pages say when they were not."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.operations.telling import record_notice, withdraw_notice
from schools.history import SET_UP
from schools.models import School
from tests.builders import AT, a_reported_post
from tests.incidents.at_the_pages import NOW, SCHOOL, browser, url, words
from tests.incidents.at_the_pages import schools as schools

pytestmark = pytest.mark.usefixtures("schools")


def school() -> School:
    return School.objects.get(slug=SCHOOL)


def told(on: date, way: str, **more: Any) -> None:
    record_notice(school=school(), told_on=on, way=way, **{"details": "", "by": SET_UP, "at": NOW, **more})


def nobody_was_told(since: date = date.min) -> None:
    for notice in school().notices.filter(told_on__gte=since):
        withdraw_notice(notice=notice, reason="Never sent", by=SET_UP, at=NOW)


def said(**changes: Any) -> str:
    return words(browser().get(url(a_reported_post(**changes))))


def test_an_incident_shows_when_and_how_parents_were_last_told_before_the_post() -> None:
    assert "Parents were last told on 1 September 2026, in the start-of-year newsletter." in said()
    told(AT.date(), "BOOKLET")
    told(AT.date() - timedelta(days=7), "OTHER", details="a letter home")
    day_before = AT - timedelta(days=1)
    assert "Parents were last told on 9 November 2026, in another way: a letter home." in said(posted=day_before)
    assert "Parents were last told on 16 November 2026, in the admissions booklet." in said(posted=AT)


def test_a_page_seen_on_the_website_counts_from_the_day_it_was_seen() -> None:
    more = {"address": "https://school.example/policy", "seen_on": date(2026, 11, 10)}
    told(date(2026, 9, 20), "WEBSITE", **more)
    assert "Parents were last told on 10 November 2026, on the school website." in said()
    assert "20 September 2026, on the school website." in said(posted=AT.replace(month=10))


def test_an_incident_says_so_when_nobody_recorded_it_before_the_post_or_the_report() -> None:
    nobody_was_told()
    told(NOW.date(), "NEWSLETTER")
    assert "Nobody has recorded that parents were told before this post." in said()
    assert "Nobody has recorded that parents were told before this report." in said(posted=None)


def test_it_costs_the_page_no_more_questions_however_often_parents_were_told() -> None:
    client, address = browser(), url(a_reported_post())
    counts = []
    for days in ((), range(1, 12)):
        for day in days:
            told(AT.date() - timedelta(days=day), "BOOKLET")
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len([each for each in asked if "policies_notice" in each["sql"]]))
    assert counts == [1, 1]


@pytest.mark.parametrize("office", ["head", "chair", "admin"])
def test_whoever_keeps_the_policy_is_asked_at_home_until_it_is_recorded(office: str) -> None:
    asks = "Parents have not been told of the policy this school year"
    client = browser(office)
    assert asks not in words(client.get(f"/{SCHOOL}/"))
    nobody_was_told(since=date(2026, 9, 1))
    page = client.get(f"/{SCHOOL}/")
    assert words(page).count(asks) == 1
    assert f'href="/{SCHOOL}/notices/add/"' in page.content.decode()
    told(NOW.date(), "NEWSLETTER")
    assert asks not in words(client.get(f"/{SCHOOL}/"))


def test_other_leaders_read_it_at_home_without_being_asked_and_governors_and_staff_do_not() -> None:
    nobody_was_told(since=date(2026, 9, 1))
    for office, reads in (("slt", True), ("dsl", True), ("governor", False), ("staff", False)):
        page = browser(office).get(f"/{SCHOOL}/")
        assert ("Parents have not been told of the policy this school year." in words(page)) is reads
        assert "Record how they were told" not in words(page)
