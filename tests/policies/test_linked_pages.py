"""Linked policies: what a version leads to, its files through the one gate, and where they are shown (S1-12)."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.playing.files import made_up
from policies.models import LinkedPolicy, PolicyVersion
from policies.operations.linking import Leads, add_linked, change_linked, remove_linked
from policies.vocabulary import StepName
from schools.files.store import receive
from schools.operation import Refused, Stale
from tests.builders import AT, person
from tests.policies.at_a_draft import ELSEWHERE, ISSUED, OTHERS, SCHOOL, browser, errors, now, send, told, url, words
from tests.policies.at_a_draft import approved as approved
from tests.policies.at_a_draft import draft as draft
from tests.policies.at_a_draft import schools as schools
from tests.policies.at_linked import CHANGE, COMPLAINTS, FILE, LIST, files
from tests.policies.at_linked import linked as linked


def test_a_document_is_linked_with_its_file_and_listed(draft: PolicyVersion, evidence_root: Path) -> None:
    pdf = made_up("pdf", 7)
    bytes_sent = pdf.read()
    pdf.seek(0)
    response = send(browser("admin"), draft, LIST, **COMPLAINTS, file=pdf)
    assert (response.status_code, response["Location"]) == (302, url(draft, LIST))
    row = draft.linked.get(title="Complaints procedure")
    assert (row.address, row.keeper) == ("https://www.larkspur.example/complaints", "The school office")
    assert (row.steps, row.original_name, row.size) == (["DISCUSS", "COMPLAINTS"], "capture-7.pdf", len(bytes_sent))
    event = told()[-1]
    assert event.details is not None
    assert (event.kind, event.details["sha256"]) == ("linked-policy-added", row.sha256)
    page = words(browser().get(url(draft, LIST)))
    assert "Talk with the parent; Send to the complaints procedure" in page and "capture-7.pdf" in page
    assert [each.read_bytes() for each in files(evidence_root)] == [bytes_sent]


def test_only_a_title_is_needed(draft: PolicyVersion) -> None:
    assert send(browser(), draft, LIST, title="Attendance policy").status_code == 302
    row = draft.linked.get(title="Attendance policy")
    assert (row.address, row.keeper, row.steps, row.path) == ("", "", [], "")
    assert errors(browser().get(url(draft, LIST))) == ""


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Title – Give the title of the document."),
        ({"title": "x" * 201}, "Use at most 200 characters. This has 201."),
        ({"keeper": "a\x00"}, "a control character"),
        ({"address": "javascript:alert(1)"}, "Address on the web – Give a web address"),
        ({"address": "https://a.example/" + "a" * 500}, "Use at most 500 characters. This has 518."),
        ({"steps": ["NONSENSE"]}, "Choose among these steps."),
        ({"steps": ["CLOSE"]}, "Choose among these steps."),
        ({"file": made_up("png", 1)}, "File – Only a PDF is kept here."),
        ({"file": SimpleUploadedFile("a.pdf", b"no PDF at all", "application/pdf")}, "File – "),
        ({"file": SimpleUploadedFile("a.pdf", b"", "application/pdf")}, "File – This file is empty."),
        ({"file": SimpleUploadedFile("a.png", made_up("pdf", 1).read(), "image/png")}, "is really a PDF"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field_and_leaves_no_file(
    draft: PolicyVersion, evidence_root: Path, fields: dict[str, Any], sentence: str
) -> None:
    for upload in (each for each in fields.values() if isinstance(each, SimpleUploadedFile)):
        upload.seek(0)
    response = send(browser(), draft, LIST, **{"title": "Typed already", **fields})
    assert response.status_code == 200
    assert sentence in errors(response)
    assert "Typed already" in response.content.decode() or "title" in fields
    assert draft.linked.count() == 3 and files(evidence_root) == []


def test_a_file_that_is_too_large_is_said_to_be(draft: PolicyVersion, evidence_root: Path, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 100
    response = send(browser(), draft, LIST, title="Typed already", file=made_up("pdf", 1))
    assert response.status_code == 413
    assert "This file is larger than" in errors(response) and "Typed already" in response.content.decode()
    assert draft.linked.count() == 3 and files(evidence_root) == []


def test_a_file_is_thrown_away_when_its_row_cannot_be_kept(linked: LinkedPolicy, evidence_root: Path) -> None:
    kept, version = files(evidence_root), linked.version
    add_linked(version=now(version), leads=Leads("Another"), by=person(SCHOOL, "chair"), at=AT)
    fields = {**COMPLAINTS, "title": "Typed already", "edition": 1, "file": made_up("pdf", 2)}
    late = send(browser(), version, CHANGE, linked.key, **fields)
    assert late.status_code == 409 and "Somebody else changed this draft" in errors(late)
    page = late.content.decode()
    assert 'value="Typed already"' in page and 'name="edition" value="2"' in page
    assert files(evidence_root) == kept
    assert (
        send(browser(), version, CHANGE, linked.key, **{**fields, "edition": 2, "file": made_up("pdf", 2)}).status_code
        == 302
    )


def test_a_linked_document_is_changed_and_its_file_stays_goes_or_is_replaced(linked: LinkedPolicy) -> None:
    first = linked.path
    fields: dict[str, Any] = {"title": "Complaints", "steps": ["SUPPORT"]}
    assert send(browser(), linked.version, CHANGE, linked.key, **fields).status_code == 302
    linked.refresh_from_db()
    assert (linked.title, linked.steps, linked.path) == ("Complaints", ["SUPPORT"], first)
    assert send(browser(), linked.version, CHANGE, linked.key, **fields, file=made_up("pdf", 3)).status_code == 302
    linked.refresh_from_db()
    assert linked.path != first and linked.original_name == "capture-3.pdf"
    assert send(browser(), linked.version, CHANGE, linked.key, **fields, drop_file="on").status_code == 302
    linked.refresh_from_db()
    assert (linked.path, linked.sha256, linked.size, linked.original_name) == ("", "", None, "")
    assert told()[-1].kind == "linked-policy-changed"


def test_a_linked_document_is_removed_from_a_draft_and_the_version_before_keeps_it(draft: PolicyVersion) -> None:
    row = draft.linked.get(title="Behaviour policy")
    assert send(browser(), draft, CHANGE, row.key, do="remove", edition=7).status_code == 409
    response = send(browser(), draft, CHANGE, row.key, do="remove")
    assert (response.status_code, response["Location"]) == (302, url(draft, LIST))
    assert not draft.linked.filter(title="Behaviour policy").exists()
    assert draft.policy.versions.get(number=1).linked.filter(title="Behaviour policy").exists()
    assert told()[-1].kind == "linked-policy-removed"
    assert browser().get(url(draft, CHANGE, row.key)).status_code == 404


def test_another_versions_document_is_not_reached_through_this_one(linked: LinkedPolicy) -> None:
    other = linked.version.policy.versions.get(number=1)
    for name in (CHANGE, FILE):
        assert browser().get(url(other, name, linked.key)).status_code == 404
    assert send(browser(), other, CHANGE, linked.key, do="remove").status_code == 404


def test_whoever_keeps_the_policy_links_and_nobody_else(linked: LinkedPolicy) -> None:
    version = linked.version
    for office, school in (*((each, SCHOOL) for each in OTHERS), ("head", ISSUED), ("head", ELSEWHERE)):
        for address in (url(version, LIST), url(version, CHANGE, linked.key)):
            assert browser(office, school).get(address).status_code == 404
            assert browser(office, school).post(address, {"edition": 1, "title": "x"}).status_code == 404
        somebody = {"by": person(school, office), "at": AT}
        with pytest.raises(Refused, match="Your office does not keep"):
            add_linked(version=version, leads=Leads("x"), **somebody)
        with pytest.raises(Refused, match="Your office does not keep"):
            change_linked(linked=linked, edition=1, leads=Leads("x"), **somebody)
        with pytest.raises(Refused, match="Your office does not keep"):
            remove_linked(linked=linked, edition=1, **somebody)
    assert browser("chair").get(url(version, CHANGE, linked.key)).status_code == 200
    assert version.linked.count() == 4


def test_the_operation_refuses_what_a_form_would(linked: LinkedPolicy) -> None:
    head = {"by": person(SCHOOL, "head"), "at": AT}
    for leads, sentence in (
        (Leads(" "), "Give the title"),
        (Leads("x", address="javascript:alert(1)"), "Give a web address"),
        (Leads("x", address="larkspur.example"), "Give the whole address"),
        (Leads("x", steps=["NONSENSE"]), "Choose among the steps"),
    ):
        with pytest.raises(Refused, match=sentence):
            add_linked(version=linked.version, leads=leads, **head)
    picture = receive(made_up("png", 1), folder=SCHOOL)
    with pytest.raises(Refused, match="Only a PDF is kept here"):
        add_linked(version=linked.version, leads=Leads("x"), received=picture, **head)
    with pytest.raises(Stale):
        change_linked(linked=linked, edition=0, leads=Leads("x"), **head)
    assert linked.version.linked.count() == 4


def test_what_is_no_draft_is_listed_and_not_changed(approved: PolicyVersion, evidence_root: Path) -> None:
    row = approved.linked.get(title="Behaviour policy")
    page = browser().get(url(approved, LIST))
    assert "Only a draft is changed" in words(page) and "Behaviour policy" in words(page)
    assert "Link another document" not in words(page)
    refused = send(browser(), approved, LIST, title="Typed all the same", file=made_up("pdf", 1))
    assert refused.status_code == 409 and "Typed all the same" in refused.content.decode()
    assert send(browser(), approved, CHANGE, row.key, do="remove").status_code == 409
    assert approved.linked.count() == 3 and files(evidence_root) == []


def test_the_list_asks_as_much_of_the_database_with_many_documents_as_with_few(draft: PolicyVersion) -> None:
    client = browser()
    client.get(url(draft, LIST))
    with CaptureQueriesContext(connection) as few:
        client.get(url(draft, LIST))
    for number in range(15):
        leads = Leads(f"Policy {number}", steps=list(StepName)[:3])
        add_linked(version=draft, leads=leads, by=person(SCHOOL, "head"), at=AT)
    with CaptureQueriesContext(connection) as many:
        assert "Policy 14" in words(client.get(url(draft, LIST)))
    assert len(many) == len(few)
