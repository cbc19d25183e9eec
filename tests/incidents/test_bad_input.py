"""Whatever is typed into whichever field of the incident's pages, the answer is a page and never an error."""

import re

import pytest

from incidents.models import Incident
from incidents.operations.letters import draft_letter
from incidents.operations.steps import take_step
from incidents.vocabulary import LetterKind
from policies.vocabulary import StepName
from tests.builders import AT, keep_a_capture, person, the_author
from tests.incidents.at_the_pages import NOW, SCHOOL, browser, url, version
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools

STEPS = ("discuss", "ask-for-removal", "police", "legal-advice", "report-to-host", "safeguard", "support", "hold")
PAGES = (
    *("record_answer", "record_check", "record_safeguarding", "record_host", "suspect_offence", "further_post"),
    *("categorise", "note", "link_incidents", "enrich", "keep_evidence", "add_person", "hand_over", "exclude"),
    *("readmit", "draft_letter", "close", "reopen"),
)
OF_A_PERSON = ("change_person", "unlink_person", "separate_person")
NASTY = (
    "",
    "a\x00b\x1b[31m\x7f",
    "\u202e\u2066\u200b\ufeff\ufffe",
    "9" * 5000,
    "٣",
    "javascript:alert(1)",
    "http://[::1",
    "-1' OR 1=1 -- <script>alert(1)</script>{{ 7 }}{% now %}",
    "👩‍👩‍👧" * 2000,
    "e" + "\u0301" * 10_000,
)
HALF = b"%ED%A0%80"
"""Half a character, as bytes that no text encodes to."""


def addresses(incident: Incident) -> list[str]:
    """Every page of the incident that takes a form."""
    head = person(SCHOOL, "head")
    keep_a_capture(incident, head)
    take_step(incident=incident, step=StepName.SUPPORT, due=NOW.replace(year=2027), by=head, at=AT)
    link = the_author(incident)
    letter = draft_letter(incident=incident, kind=LetterKind.INVITATION, to=link, by=head, at=AT)
    return [
        *(url(incident, name) for name in PAGES),
        *(url(incident, "take_step", step) for step in STEPS),
        *(url(incident, name, link.key) for name in OF_A_PERSON),
        url(incident, "mark_done", "support"),
        url(incident, "letter", letter.key),
    ]


def fields_of(html: str) -> set[str]:
    """The names of the fields of a page's forms, and what other pages call theirs."""
    found = set(re.findall(r'<(?:input|textarea|select|button)[^>]* name="([^"]+)"', html))
    return (found | {"version", "words", "do"}) - {"csrfmiddlewaretoken"}


@pytest.mark.parametrize("typed", NASTY, ids=lambda typed: ascii(typed)[:24])
def test_no_field_answers_with_an_error(incident: Incident, typed: str) -> None:
    client, tried = browser(), 0
    for address in addresses(incident):
        names = fields_of(client.get(address).content.decode())
        response = client.post(address, dict.fromkeys(names, typed) | {"version": version(incident)})
        assert response.status_code in (200, 302, 404, 409), (address, response.status_code)
        tried += len(names)
    assert tried > 100


def test_half_a_character_is_no_error_either(incident: Incident) -> None:
    client = browser()
    for address in addresses(incident):
        names = fields_of(client.get(address).content.decode())
        body = b"&".join(f"{name}=a".encode() + HALF for name in sorted(names))
        response = client.post(address, body, content_type="application/x-www-form-urlencoded")
        assert response.status_code in (200, 302, 404, 409), address


def test_more_than_a_form_may_hold_gets_413(incident: Incident) -> None:
    response = browser().post(url(incident, "note"), {"words": "x" * 3_000_000})
    assert response.status_code == 413
    assert browser().post(url(incident, "note"), {"words": "x" * 20_000}).status_code == 302
