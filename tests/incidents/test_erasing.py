"""What is disposed of is gone everywhere, the record stays sound and says so, and nothing else changes (S14.10)."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from incidents.models import (
    Adviser,
    Categorisation,
    Exclusion,
    Incident,
    Involvement,
    KeptName,
    LegalDocument,
    Person,
    TermFigures,
)
from incidents.operations.disposing import agree, propose_person
from incidents.operations.figures import keep_all_figures
from incidents.operations.people import Named, link_person, unlink_person
from incidents.page import page_of
from incidents.summary import counted_for, counts_of, terms_begun
from incidents.vocabulary import Erases, Identity, Outcome, Part
from schools.access import standing_at
from schools.dates import calendar_of
from schools.erasure import Ground, receipts_of
from schools.history import TIDYING
from schools.models import DoomedFile, ErasurePermit, Event, School
from schools.operations.erasing import finish
from schools.reconcile import differences, tracked_models
from schools.verification import verify
from tests.builders import AT, client_of, person
from tests.incidents.at_erasing import LATER, SLUG, Case, a_case, both_agree, propose, the_school
from tests.incidents.at_erasing import case as case
from tests.incidents.at_erasing import marked as marked
from tests.prove._leftovers import left_over
from tests.prove._marked import Marked

pytestmark = pytest.mark.django_db


def test_no_word_of_an_incident_is_left_anywhere_and_the_record_says_that_it_was_erased(
    marked: Marked, caplog: pytest.LogCaptureFixture
) -> None:
    """S14.10, S14.13: the canaries in every table, history, file, session, cache and line of the log."""
    caplog.set_level(logging.INFO)
    case = a_case(marked)
    places = set(case.left)
    assert len(case.words) > 30 and {"incidents_historicalincident", "schools_eventpayload"} <= places
    assert len(places) >= 15
    stone = both_agree(propose(case.incident))
    finish()
    assert case.left == {} and not [word for word in case.words if word in caplog.text.lower()]
    verdict = verify(the_school())
    assert verdict.sound and f"erased under entry {stone.number}" in verdict.sentence
    receipt = receipts_of(the_school())[0]
    assert (receipt.ground, receipt.details["act"]) == (Ground.TIME, Erases.DISPOSE)
    assert (receipt.proposed_by, receipt.confirmed_by) == ("Fairpost, by itself", person(SLUG, "head").name)
    assert receipt.backups_gone_by == timezone.localdate(LATER) + timedelta(days=35)
    assert receipt.kinds["letters"] == 1 and receipt.kinds["pieces of evidence"] == 2


def test_the_receipt_and_the_permits_hold_no_name_and_no_word(case: Case) -> None:
    """S14.13: what can never be erased holds nothing that one would have to erase."""
    stone = both_agree(propose(case.incident))
    body = bytes(Event.objects.across_schools("The test asks.").get(pk=stone.pk).payload.body).lower()
    people = [person(SLUG, office).name.lower().encode() for office in ("head", "chair", "slt", "admin")]
    assert not [each for each in [*people, *(word.encode() for word in case.words)] if each in body]
    assert ErasurePermit.objects.across_schools("The test asks.").filter(tombstone=stone).count() > 30


def test_files_are_destroyed_and_their_hashes_stay(case: Case, settings: Any) -> None:
    """Domain 6.4: the original goes with a certificate; its hash stays."""
    kept = case.incident.evidence.exclude(path="").get()
    file = settings.EVIDENCE_ROOT / kept.path
    assert file.exists()
    both_agree(propose(case.incident))
    assert DoomedFile.objects.get().path == kept.path and file.exists()  # until the transaction stands
    assert finish() == 1
    assert not file.exists() and not DoomedFile.objects.exists() and finish() == 0
    assert receipts_of(the_school())[0].details["fingerprints"] == [kept.sha256]


def test_other_incidents_and_other_schools_keep_every_row_and_word(marked: Marked) -> None:
    """S14.10: what is erased is this, and nothing beside it."""
    case, other, elsewhere = a_case(marked), a_case(marked, at=LATER), a_case(marked, "tregarth")
    before = [each.left for each in (other, elsewhere)]
    story = page_of(standing_at(person(SLUG, "head"), the_school(), LATER.date()), other.now(), LATER).story
    both_agree(propose(case.incident))
    assert [each.left for each in (other, elsewhere)] == before
    assert page_of(standing_at(person(SLUG, "head"), the_school(), LATER.date()), other.now(), LATER).story == story
    assert verify(School.objects.get(slug="tregarth")).erased == ()


def figures(office: str = "governor") -> list[Any]:
    """The true counts of every term, as this person's pages make them."""
    standing = standing_at(person(SLUG, office), the_school(), LATER.date())
    terms = terms_begun(the_school(), LATER.date())
    return counts_of(counted_for(standing), terms, calendar_of(the_school()))


def test_figures_that_governors_were_given_do_not_change(marked: Marked) -> None:
    """S14.15: counts stay, without names; and they tell nobody of an incident that they were kept from (S8.13)."""
    cases = [a_case(marked), a_case(marked, outcome=Outcome.NOT_A_BREACH)]
    before = {office: figures(office) for office in ("governor", "head", "slt")}
    assert sum(each.total for each in before["governor"]) > sum(each.total for each in before["slt"])
    for each in cases:
        both_agree(propose(each.incident))
    assert {office: figures(office) for office in before} == before
    assert all(each.left == {} for each in cases)


def test_not_a_breach_is_anonymised_a_year_after_it_was_closed(marked: Marked) -> None:
    """S14.15, domain 6.4."""
    case = a_case(marked, outcome=Outcome.NOT_A_BREACH)
    waiting = propose(case.incident, AT + timedelta(days=366))
    assert waiting.erases == Erases.ANONYMISE
    both_agree(waiting, AT + timedelta(days=366))
    shell = case.now()
    assert (shell.summary, shell.search, shell.outcome) == ("Disposed of", "", Outcome.NOT_A_BREACH)
    assert Categorisation._base_manager.filter(incident=shell).exists()
    assert not Involvement._base_manager.filter(incident=shell).exists()


def test_an_incident_that_was_disposed_of_is_found_by_nobody(case: Case) -> None:
    """S8.02: its page, its list and its searches answer as if it had never been."""
    client = client_of(person(SLUG, "head"))
    path = f"/{SLUG}/incidents/{case.incident.reference}/"
    assert client.get(path).status_code == 200
    both_agree(propose(case.incident))
    assert client.get(path).status_code == 404
    assert case.incident.reference not in client.get(f"/{SLUG}/incidents/?state=all").content.decode()
    still = Exclusion._base_manager.get(incident=case.incident)
    assert (still.user, still.reason, still.in_force) == (person(SLUG, "slt"), "", True)


def a_wrong_link(case: Case, name: str = "") -> Involvement:
    """Somebody linked wrongly and taken off again."""
    head, mark = person(SLUG, "head"), case.marked.canary
    named = Named(name or f"{mark(SLUG)} Lodge", Part.SHARER, Identity.PROBABLE, relation=mark(SLUG))
    before = list(case.marked.canaries)[-2:]
    link = link_person(incident=case.incident, named=named, by=head, at=AT + timedelta(days=2))
    unlink_person(incident=case.incident, link=link, reason=mark(SLUG), by=head, at=AT + timedelta(days=2))
    case.words = [*(word.lower() for word in before), list(case.marked.canaries)[-1].lower()]
    return link


def test_somebody_wrongly_linked_is_erased_promptly_and_all_else_stays(case: Case) -> None:
    """Domain 6.4: the identity goes, and that there was a correction stays."""
    whole, link = left_over(case.words), a_wrong_link(case)
    others = whole["incidents_post"]
    assert len(case.left) >= 6
    when = AT + timedelta(days=3)
    dsl, mark = person(SLUG, "dsl"), case.marked.canary(SLUG)
    case.words.append(mark.lower())
    waiting = propose_person(incident=case.incident, link=link, reason=mark, by=dsl, at=when)
    stone = agree(disposal=waiting, by=person(SLUG, "head"), at=when)
    assert stone is not None and case.left == {}
    assert left_over(others)["incidents_post"] == others
    assert verify(the_school()).sound
    head = standing_at(person(SLUG, "head"), the_school(), when.date())
    told = [line.sentence for line in page_of(head, case.now(), when).story]
    assert told[-1].startswith("What was kept of somebody wrongly linked was erased, as the law asks.")
    assert "What stood here has been erased, as the law asks." in told


def test_a_name_that_another_incident_needs_stays_there(marked: Marked) -> None:
    """Accuracy here is no reason to forget somebody there."""
    case, other = a_case(marked), a_case(marked)
    name = other.incident.involvements.get(part=Part.AUTHOR).person.name
    link = a_wrong_link(case, name)
    waiting = propose_person(
        incident=case.incident, link=link, reason="Another person", by=person(SLUG, "dsl"), at=LATER
    )
    assert agree(disposal=waiting, by=person(SLUG, "head"), at=LATER) is not None
    assert Person._base_manager.filter(name=name).count() == 1
    assert other.incident.involvements.filter(person__name=name).exists()
    assert not Involvement._base_manager.filter(pk=link.pk).exists()


def test_looks_go_a_year_after_the_incident_and_no_sooner(case: Case) -> None:
    """Domain 6.4: who looked at what is kept one year longer."""
    both_agree(propose(case.incident))
    year = LATER + timedelta(days=366)
    waiting = propose(case.incident, year)
    assert (waiting.erases, waiting.rule) == (Erases.LOOKS, "LOOKS")
    both_agree(waiting, year)
    assert receipts_of(the_school())[0].kinds == {"looks": 2}
    assert verify(the_school()).sound


def test_every_row_still_is_as_its_history_says(case: Case) -> None:
    """S16.13: history that was let go lawfully is no difference, and a row that was emptied has its history."""
    assert differing() == []
    link = a_wrong_link(case)
    waiting = propose_person(
        incident=case.incident, link=link, reason="Another", by=person(SLUG, "dsl"), at=AT + timedelta(days=3)
    )
    agree(disposal=waiting, by=person(SLUG, "head"), at=AT + timedelta(days=3))
    assert differing() == []
    both_agree(propose(case.incident))
    assert differing() == []


def differing() -> list[Any]:
    """Every difference between a row and its history, anywhere."""
    return [each for model in tracked_models() for each in differences(model)]


def test_names_kept_back_and_documents_of_a_few_go_with_everything_else(case: Case) -> None:
    """S14.10: who must not be named, what few may read, and who was let read it."""
    kinds = (KeptName, LegalDocument, Adviser)
    assert all(model.objects.of(the_school()).exists() for model in kinds)
    both_agree(propose(case.incident))
    assert not any(model.objects.of(the_school()).exists() for model in kinds)
    assert not any(model.history.model.objects.of(the_school()).exists() for model in kinds)
    receipt = receipts_of(the_school())[0]
    assert {"names kept back": 1, "documents kept to a few": 1, "advisers on a document": 1}.items() <= dict(
        receipt.kinds
    ).items()


def test_figures_that_were_given_out_stay_row_for_row(case: Case) -> None:
    """S14.15, S8.21: what governors were given is kept by itself and is not touched."""
    keep_all_figures(by=TIDYING, at=LATER)
    before = list(TermFigures.objects.of(the_school()).order_by("pk").values())
    both_agree(propose(case.incident))
    assert before and list(TermFigures.objects.of(the_school()).order_by("pk").values()) == before


def test_a_session_that_holds_what_was_typed_there_forgets_it(case: Case) -> None:
    """S14.10: what waits for its page to be confirmed is a copy too."""
    client = client_of(person(SLUG, "dsl"))
    session = client.session
    path = f"/{SLUG}/incidents/{case.incident.reference}/exclude/"
    session["waits_for_confirming"] = {"path": path, "typed": f"reason={case.words[0]}", "user": 1, "at": 0}
    session.save()
    assert "sessions, opened" in case.left
    both_agree(propose(case.incident))
    finish()
    assert case.left == {} and connection.in_atomic_block
    assert Incident._base_manager.filter(pk=case.incident.pk).exists()
