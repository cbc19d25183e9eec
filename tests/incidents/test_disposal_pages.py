"""The pages of what is kept and what is erased: deciding, receipts, the schedule, a legal hold, a wrong person."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.models import Disposal, Incident, RetentionPeriod
from incidents.operations.disposing import propose_due
from incidents.operations.people import Named
from incidents.operations.steps import close
from incidents.receipts import print_receipt
from incidents.vocabulary import Outcome, Part, Rule
from schools.erasure import receipts_of
from schools.models import Event
from schools.operations.erasing import backup_days
from tests.builders import AT, a_reported_post, an_author, client_of, person, the_author
from tests.incidents.at_erasing import LATER, SLUG
from tests.incidents.at_the_pages import browser, errors, send, url, version, words
from tests.policies.test_pdf import text_of

pytestmark = pytest.mark.django_db
HERE = f"/{SLUG}/kept/"


@pytest.fixture(autouse=True)
def later() -> Iterator[None]:
    """Years later."""
    with time_machine.travel(LATER, tick=True):
        yield


def closed(**changes: Any) -> Incident:
    """An incident that was closed years ago."""
    incident = a_reported_post(**changes)
    outcome = Outcome.RESOLVED_BY_DISCUSSION
    close(incident=incident, outcome=outcome, reasons="They talked.", by=person(SLUG, "head"), at=AT)
    return Incident._base_manager.select_related("school").get(pk=incident.pk)


def proposed(**changes: Any) -> Disposal:
    """What the nightly job proposes of it."""
    incident = closed(**changes)
    propose_due(at=LATER)
    return Disposal._base_manager.get(incident=incident)


def page_of(disposal: Disposal) -> str:
    """The page of one decision."""
    return f"{HERE}{disposal.key}/"


def test_the_whole_way_from_a_proposal_to_a_receipt() -> None:
    """S14.13, S14.15, S14.16."""
    waiting, chair, head = proposed(), browser("chair"), browser("head")
    reference = waiting.incident.reference
    assert "1 waits for a decision" in words(head.get(f"/{SLUG}/"))
    listed = words(chair.get(HERE))
    assert f"Dispose of the incident: {reference} Closed on 16 November 2026: resolved by talking." in listed
    assert "The school keeps this for 6 years, which were over on 16 November 2032." in listed
    assert waiting.incident.summary not in words(chair.get(page_of(waiting)))
    answer = chair.post(page_of(waiting), {"do": "agree"})
    assert (answer.status_code, answer["Location"]) == (302, HERE)
    assert "You agreed. A second person has to agree too." in words(chair.get(HERE))
    again = chair.post(page_of(waiting), {"do": "agree"})
    assert again.status_code == 409 and "Somebody else has to agree" in errors(again)
    done = head.post(page_of(waiting), {"do": "agree"})
    receipt = words(head.get(done["Location"]))
    assert "It is erased. This receipt stays." in receipt
    assert f"Agreed to by {person(SLUG, 'chair').name} and {person(SLUG, 'head').name}" in receipt
    assert f"Incident {reference}" in receipt and "Copies in backups Gone by 29 December 2032" in receipt
    assert head.get(page_of(waiting)).status_code == 404 and backup_days() == 35
    pdf = chair.get(done["Location"] + "pdf/")
    assert pdf.content.startswith(b"%PDF-") and pdf["Content-Disposition"].startswith("attachment")


def test_a_receipt_is_found_by_its_hash_and_tells_no_number_of_the_record() -> None:
    """S8.13: what is added meanwhile to an incident that somebody is kept from shows in no number."""
    waiting, chair, head = proposed(), browser("chair"), browser("head")
    chair.post(page_of(waiting), {"do": "agree"})
    place = head.post(page_of(waiting), {"do": "agree"})["Location"]
    number = Event.objects.of(waiting.school).latest("number").number
    assert re.fullmatch(rf"{HERE}receipts/[0-9a-f-]{{36}}/", place)
    (receipt,) = receipts_of(waiting.school)
    printed = text_of(print_receipt(waiting.school, receipt, "A mark.").content)
    for said in (printed, words(head.get(place))):
        assert f"Receipt {receipt.entry.hex()[:8].upper()}" in said and f"ntry {number}" not in said
    assert head.get(f"{HERE}receipts/{number}/").status_code == 404
    assert head.get(f"{HERE}receipts/{waiting.key}/").status_code == 404


def test_keeping_it_asks_why_and_keeps_what_was_typed() -> None:
    """S14.15."""
    waiting, head = proposed(), browser("head")
    answer = head.post(page_of(waiting), {"do": "keep", "reason": ""})
    assert (answer.status_code, errors(answer)) == (200, "Please look at this again If it is kept: why – Fill this in.")
    assert head.post(page_of(waiting), {"do": "keep", "reason": "A claim\x00"}).status_code == 200
    nothing = head.post(page_of(waiting), {})
    assert nothing.status_code == 200 and "Choose one of these." in errors(nothing)
    assert head.post(page_of(waiting), {"do": "keep", "reason": "A claim may come"}).status_code == 302
    assert "Nothing waits." in words(head.get(HERE))


def test_somebody_kept_from_an_incident_reads_nothing_of_it_here() -> None:
    """S8.02, S8.13: neither in the list, nor at its address, nor as a receipt, nor as a count."""
    slt = person(SLUG, "slt")
    waiting = proposed(people=[an_author(), Named(slt.name, Part.ACCUSED, user=slt)])
    client, head = browser("slt"), browser("head")
    assert "Nothing waits." in words(client.get(HERE)) and "for a decision" not in words(client.get(f"/{SLUG}/"))
    nowhere = client.get(f"{HERE}00000000-0000-4000-8000-000000000000/")
    theirs = client.get(page_of(waiting))
    assert (theirs.status_code, theirs.content) == (404, nowhere.content)
    assert client.post(page_of(waiting), {"do": "agree"}).content == nowhere.content
    browser("chair").post(page_of(waiting), {"do": "agree"})
    receipt = head.post(page_of(waiting), {"do": "agree"})["Location"]
    assert head.get(receipt).status_code == 200 and client.get(receipt).status_code == 404
    assert waiting.incident.reference not in words(client.get(HERE))


def test_deciding_asks_first_whether_it_is_still_them() -> None:
    """S7.03: erasure needs a step-up."""
    waiting, client = proposed(), client_of(person(SLUG, "head"), confirmed=False)
    answer = client.post(page_of(waiting), {"do": "agree"})
    assert answer.status_code == 302 and "?next=" in answer["Location"]
    assert Disposal._base_manager.get(pk=waiting.pk).agreed_by is None


def test_the_schedule_says_what_each_time_rests_on_and_is_changed_with_a_reason() -> None:
    """S14.15: defaults are marked as defaults."""
    admin, chair = browser("admin"), browser("chair")
    page = words(chair.get(f"{HERE}how-long/"))
    assert page.count("Default") >= 5 and "They are guidance, not law" in page and "Change for how long" not in page
    change = f"{HERE}how-long/no-breach/"
    assert chair.get(change).status_code == 404 and admin.get(f"{HERE}how-long/nothing/").status_code == 404
    for years in ("", "0", "16", "six", "9" * 400):
        answer = admin.post(change, {"years": years, "reason": "Our own"})
        assert answer.status_code == 200 and "from 1 to 15" in errors(answer), years
        assert "Our own" in answer.content.decode()
    assert admin.post(change, {"years": "3", "reason": "Our own"}).status_code == 302
    assert RetentionPeriod._base_manager.get().rule == Rule.NO_BREACH
    assert "3 years after it was closed The school’s own" in words(admin.get(f"{HERE}how-long/"))


def test_a_legal_hold_is_placed_by_the_owner_shown_and_lifted() -> None:
    """S14.15: shown on the incident."""
    incident, head, slt = a_reported_post(at=LATER), browser("head"), browser("slt")
    refused = send(slt, incident, "legal_hold", reason="A claim")
    assert refused.status_code == 409 and "Only the owner" in errors(refused)
    assert send(head, incident, "legal_hold", reason="").status_code == 200
    assert send(head, incident, "legal_hold", reason="A letter from <b>solicitors</b>").status_code == 302
    page = words(slt.get(url(incident)))
    assert "Legal hold: nothing of this incident is disposed of" in page
    assert "A letter from <b>solicitors</b>" in page
    assert "Lift the legal hold" in words(head.get(url(incident, "legal_hold")))
    assert send(head, incident, "legal_hold", reason="It is settled").status_code == 302
    assert "Legal hold: nothing" not in words(slt.get(url(incident)))


def test_somebody_wrongly_linked_is_erased_from_one_page_of_the_incident() -> None:
    """Domain 6.4: reason, second person; and nobody reads the name on the way."""
    incident, dsl, head = a_reported_post(at=LATER), browser("dsl"), browser("head")
    link, name = the_author(incident), the_author(incident).person.name
    assert dsl.get(url(incident, "erase_person", link.key)).status_code == 404
    send(dsl, incident, "unlink_person", link.key, reason="Another person")
    page = words(dsl.get(url(incident)))
    assert "1 taken off as wrongly linked." in page and name not in page
    assert name not in words(dsl.get(url(incident, "erase_person", link.key)))
    assert send(dsl, incident, "erase_person", link.key, reason="").status_code == 200
    assert send(dsl, incident, "erase_person", link.key, reason="A namesake").status_code == 302
    waiting = Disposal._base_manager.get(incident=incident)
    assert browser("chair").get(page_of(waiting)).status_code == 404
    shown = words(head.get(page_of(waiting)))
    assert "A namesake" in shown and name not in shown
    done = head.post(page_of(waiting), {"do": "agree"})
    assert "Fairpost" not in words(head.get(done["Location"])).partition("Proposed by")[2][:40]
    assert not incident.involvements.exists() and "wrongly linked was erased" in words(head.get(url(incident)))
    assert version(incident) > 1


def test_the_list_asks_no_more_for_many_than_for_few() -> None:
    """S4: questions do not grow with rows."""
    head = browser("head")
    counts = []
    for _ in range(2):
        for _ in range(3):
            proposed()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert head.get(HERE).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1], counts
