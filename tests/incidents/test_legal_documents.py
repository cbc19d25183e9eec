"""Legal advice is read by the owner, the head and an adviser; others who see the incident learn that it is there."""

import pytest

from incidents.models import Incident, LegalDocument
from incidents.operations.details import add_note
from incidents.operations.keeping import keep_capture, keep_statement
from incidents.operations.knowing import keep_document, let_read, let_read_no_more, open_document
from incidents.operations.ownership import exclude
from incidents.operations.people import Named
from incidents.playing.files import made_up
from incidents.vocabulary import Part
from schools.files.store import receive
from schools.operation import Refused
from tests.builders import AT, a_reported_post, an_author, person
from tests.incidents.at_the_pages import SCHOOL, browser, errors, send, url, words
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools

ADVICE, FILE = "The solicitor thinks that we should wait", "advice.pdf"
KEPT = "A document is kept from you."


def with_advice(incident: Incident) -> Incident:
    """The incident with a note and a file that are legal advice."""
    head = person(SCHOOL, "head")
    add_note(incident=incident, words=ADVICE, legal=True, by=head, at=AT)
    file = made_up("pdf", 1)
    file.name = FILE
    keep_capture(incident=incident, received=receive(file, folder=SCHOOL), legal=True, source="Counsel", by=head, at=AT)
    return incident


def reads(office: str, incident: Incident) -> tuple[bool, bool, int]:
    """Whether somebody reads the note, whether the name of the file, and what they get for the file."""
    page = words(browser(office).get(url(incident)))
    got = browser(office).get(url(incident, "evidence", incident.evidence.get().key))
    got.getvalue()  # reads a file to its end, and so closes it
    return ADVICE in page, FILE in page and "Counsel" in page, got.status_code


def document(incident: Incident, *, note: bool) -> LegalDocument:
    """The note or the file, as it is kept to a few."""
    return incident.legal_documents.get(note__isnull=not note, ended_at__isnull=True)


def test_legal_advice_is_read_by_the_owner_and_the_head_and_others_learn_that_it_is_there(incident: Incident) -> None:
    with_advice(incident)
    assert reads("head", incident) == (True, True, 200)
    for office in ("slt", "dsl"):
        assert reads(office, incident) == (False, False, 404)
        page = words(browser(office).get(url(incident)))
        assert page.count(KEPT) == 3, "the note, and the file in the story and among the evidence"
    for office in ("staff", "chair", "governor"):
        assert browser(office).get(url(incident)).status_code == 404


def test_a_head_with_a_conflict_of_interest_does_not_read_it_and_a_chair_who_owns_it_does(schools: None) -> None:
    head, chair = person(SCHOOL, "head"), person(SCHOOL, "chair")
    post = a_reported_post(people=[an_author(), Named("Amara", Part.TARGET, user=head)])
    add_note(incident=post, words=ADVICE, legal=True, by=chair, at=AT)
    assert ADVICE in words(browser("chair").get(url(post)))
    page = words(browser().get(url(post)))
    assert KEPT in page and ADVICE not in page


def test_an_adviser_reads_the_one_document_that_the_owner_names_until_that_ends(incident: Incident) -> None:
    with_advice(incident)
    address = url(incident, "document", document(incident, note=False).key)
    fields = {"do": "let", "who": person(SCHOOL, "slt").key}
    done = send(browser(), incident, "document", document(incident, note=False).key, **fields)
    assert done.status_code == 302
    assert reads("slt", incident) == (False, True, 200)
    assert reads("dsl", incident) == (False, False, 404)
    assert "Simon Peel" in words(browser().get(address))
    send(browser(), incident, "document", document(incident, note=False).key, **{**fields, "do": "stop"})
    assert reads("slt", incident) == (False, False, 404)


def test_only_the_owner_decides_who_reads_it(incident: Incident) -> None:
    with_advice(incident)
    key = document(incident, note=True).key
    for office in ("slt", "dsl"):
        for name, more in (("documents", []), ("document", [key])):
            page = browser(office).get(url(incident, name, *more))
            assert page.status_code == 409
            assert ADVICE[:20] not in words(page)
        refused = send(browser(office), incident, "document", key, do="let", who=person(SCHOOL, office).key)
        assert (refused.status_code, "Only the owner" in errors(refused)) == (409, True)
    assert ADVICE[:20] in words(browser().get(url(incident, "documents")))
    assert not document(incident, note=True).advisers.exists()


def test_the_owner_keeps_a_document_to_a_few_later_and_opens_it_again(incident: Incident) -> None:
    head = person(SCHOOL, "head")
    statement = keep_statement(incident=incident, words=ADVICE, by=head, at=AT)
    assert ADVICE in words(browser("slt").get(url(incident)))
    assert send(browser(), incident, "documents").status_code == 200
    assert send(browser(), incident, "documents", what=statement.key).status_code == 302
    assert ADVICE not in words(browser("slt").get(url(incident)))
    kept = document(incident, note=False)
    assert send(browser(), incident, "document", kept.key, do="nonsense").status_code == 200
    assert send(browser(), incident, "document", kept.key, do="open").status_code == 302
    assert ADVICE in words(browser("slt").get(url(incident)))
    with pytest.raises(Refused, match="not kept to a few"):
        open_document(incident=incident, document=LegalDocument._base_manager.get(pk=kept.pk), by=head, at=AT)


def test_an_adviser_sees_the_incident_and_has_no_conflict_or_is_none(incident: Incident) -> None:
    head, slt = person(SCHOOL, "head"), person(SCHOOL, "slt")
    with_advice(incident)
    found = document(incident, note=True)
    for office in ("staff", "chair", "governor"):
        with pytest.raises(Refused, match="Choose somebody who sees this incident"):
            let_read(incident=incident, document=found, who=person(SCHOOL, office), by=head, at=AT)
    with pytest.raises(Refused, match="does not read it"):
        let_read_no_more(incident=incident, document=found, who=slt, by=head, at=AT)
    let_read(incident=incident, document=found, who=slt, by=head, at=AT)
    with pytest.raises(Refused, match="already"):
        let_read(incident=incident, document=found, who=slt, by=head, at=AT)
    exclude(incident=incident, who=slt, reason="A friend", by=head, at=AT)
    assert browser("slt").get(url(incident)).status_code == 404
    elsewhere = a_reported_post(summary="Another")
    with pytest.raises(Refused, match="not evidence of this incident"):
        keep_document(incident=elsewhere, evidence=incident.evidence.get(), by=head, at=AT)


def test_the_pages_ask_whether_something_is_legal_advice(incident: Incident) -> None:
    assert browser("dsl").post(url(incident, "note"), {"words": ADVICE, "legal": "on"}).status_code == 302
    browser("dsl").post(url(incident, "keep_evidence"), {"words": "What she told the solicitor", "legal": "on"})
    file = {"shows": "no", "source": "", "legal": "on", "file": made_up("pdf", 2)}
    browser("dsl").post(url(incident, "keep_evidence"), file)
    assert incident.legal_documents.count() == 3
    assert words(browser("dsl").get(url(incident))).count(KEPT) == 5
    assert KEPT not in words(browser().get(url(incident)))
