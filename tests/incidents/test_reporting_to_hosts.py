"""Where a host takes reports, as the pages of an incident show it."""

from typing import Any

import pytest

from incidents.models import Incident
from incidents.operations.recording import record_host_answer
from incidents.operations.steps import take_step
from incidents.vocabulary import HostAnswer
from policies.operations.hosts import retire_host
from policies.vocabulary import StepName
from schools.models import User
from tests.builders import AT, a_reported_post, keep_a_capture, person
from tests.incidents.at_the_pages import SCHOOL, browser, url, words
from tests.incidents.at_the_pages import schools as schools
from tests.incidents.lists_and_homes import questions
from tests.policies.at_the_hosts import LIST, entry
from tests.policies.at_the_hosts import operator as operator


def ready(**changes: Any) -> Incident:
    """A reported post with a capture kept, so that it can be reported to the host."""
    made = a_reported_post(**changes)
    keep_a_capture(made, person(SCHOOL, "head"))
    return made


@pytest.mark.parametrize("said", ["Facebook", "a closed FACEBOOK group", ""])
def test_the_step_says_where_this_host_takes_reports(schools: None, said: str) -> None:
    page = browser().get(url(ready(host=said, url="https://m.facebook.com/groups/1"), "take_step", "report-to-host"))
    assert "Where to report it: Facebook" in words(page)
    assert 'href="https://www.facebook.com/help/181495968648557" rel="noreferrer noopener"' in page.content.decode()
    assert "Last checked 1 November 2026." in words(page)


def test_an_unknown_host_leads_to_the_list(schools: None) -> None:
    page = browser().get(url(ready(host="Gabble"), "take_step", "report-to-host"))
    assert "There is no entry for “Gabble”." in words(page)
    assert f'href="{LIST}"' in page.content.decode()
    nameless = browser().get(url(ready(host="", url=""), "take_step", "report-to-host"))
    assert "This incident does not say which site or app it is." in words(nameless)


def test_a_retired_entry_is_shown_no_more(operator: User) -> None:
    made = ready(host="Facebook")
    retire_host(host=entry("Facebook"), by=operator, at=AT)
    assert "There is no entry for “Facebook”." in words(browser().get(url(made, "take_step", "report-to-host")))


def test_the_step_asks_one_question_more_and_another_step_none(schools: None) -> None:
    made = ready(host="Facebook")
    asked = questions(browser(), url(made, "take_step", "report-to-host"))
    assert len([sql for sql in asked if "policies_host" in sql]) == 1
    assert not [sql for sql in questions(browser(), url(made, "take_step", "police")) if "policies_host" in sql]


def test_an_incident_that_is_ready_for_report_harmful_content_gives_its_address(operator: User) -> None:
    made, head = ready(host="Facebook"), person(SCHOOL, "head")
    take_step(incident=made, step=StepName.REPORT_TO_HOST, by=head, at=AT)
    address = 'href="https://reportharmfulcontent.com" rel="noreferrer noopener"'
    assert address not in browser().get(url(made)).content.decode()
    record_host_answer(incident=made, answer=HostAnswer.REFUSED, by=head, at=AT)
    assert address in browser().get(url(made)).content.decode()
    retire_host(host=entry("Report Harmful Content"), by=operator, at=AT)
    page = browser().get(url(made))
    assert "Ready for Report Harmful Content" in words(page)
    assert address not in page.content.decode()
