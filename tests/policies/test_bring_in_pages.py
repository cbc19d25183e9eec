"""Bringing an existing policy in: the page that takes it, and the page on which each suggestion is decided."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from policies.models import Policy, PolicyVersion
from policies.operations.bringing_in import accept
from policies.operations.life import send_to_governors
from schools import record
from schools.models import Event, School
from schools.operation import Refused
from tests.builders import AT, client_of, person
from tests.policies.at_a_draft import KEEPERS, OTHERS, SCHOOL, browser, now, url
from tests.policies.at_a_draft import schools as schools
from tests.policies.at_suggestions import BRING_IN, UNTOUCHED, again, brought_in, one, press, rows_of
from tests.prove._made_up_policies import CODE_OF_CONDUCT, LETTER
from tests.prove._policy_texts import as_text
from tests.schools.evidence_files import NOT_KEPT, pdf


def test_a_pasted_text_becomes_a_draft_word_for_word_and_nothing_is_filled_in(schools: dict[str, School]) -> None:
    for office in KEEPERS:
        response = browser(office).post(BRING_IN, {"text": LETTER})
        version = PolicyVersion.objects.latest("pk")
        assert (response.status_code, response["Location"]) == (302, url(version, "version_suggestions"))
        texts = [each["text"] for section in version.sections for each in section["paragraphs"]]
        assert all(" ".join(line.split()) in " ".join(texts) for line in LETTER.splitlines()[6:9])
        assert version.suggestions.count() >= 15
        assert not version.suggestions.filter(accepted__isnull=False).exists()
        assert rows_of(version) == UNTOUCHED
        last = Event.objects.across_schools("test").filter(school=schools[SCHOOL]).latest("number")
        assert (last.kind, last.actor) == ("policy-brought-in", person(SCHOOL, office).record_key)


def test_whoever_does_not_keep_the_policy_finds_no_page_and_brings_nothing_in(schools: dict[str, School]) -> None:
    version = brought_in()
    before = Policy.objects.count(), Event.objects.across_schools("test").count()
    for office in OTHERS:
        assert browser(office).get(BRING_IN).status_code == 404
        assert browser(office).post(BRING_IN, {"text": LETTER}).status_code == 404
        assert browser(office).get(url(version, "version_suggestions")).status_code == 404
        assert press(version, "accept", one(version, field="author_name"), office).status_code == 404
    assert browser("head", "tregarth").get(url(version, "version_suggestions")).status_code == 404
    assert (Policy.objects.count(), Event.objects.across_schools("test").count()) == before
    with pytest.raises(Refused):
        accept(suggestion=one(version, field="author_name"), by=person(SCHOOL, "slt"), at=AT)


def test_a_file_is_read_and_not_kept(schools: dict[str, School], settings: Any) -> None:
    file = SimpleUploadedFile("policy.txt", CODE_OF_CONDUCT.encode())
    assert browser().post(BRING_IN, {"file": file}).status_code == 302
    assert PolicyVersion.objects.latest("pk").suggestions.count() >= 20
    assert not settings.EVIDENCE_ROOT.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Paste the text of your policy, or choose its file."),
        ({"text": " \n\t "}, "Paste the text of your policy, or choose its file."),
        ({"text": "... --- \u2022"}, "There are no words in this."),
        ({"text": "word " * 50_000}, "Use at most 200,000 characters. This has 250,000."),
        ({"file": ("scan.pdf", pdf(2))}, "This PDF is a picture of a text"),
        ({"file": ("policy.docx", NOT_KEPT["setup.exe"])}, "This is a program, not a document."),
        ({"file": ("policy.doc", NOT_KEPT["old.doc"])}, "This is an older Word document (.doc)."),
        ({"file": ("nothing.txt", b"")}, "This file is empty."),
        ({"text": "Our policy", "file": ("policy.txt", b"Our policy")}, "You pasted a text and chose a file as well."),
    ],
)
def test_what_cannot_be_brought_in_gets_a_sentence_and_what_was_pasted_stays(
    schools: dict[str, School], given: dict[str, Any], sentence: str
) -> None:
    before = Policy.objects.count()
    sent = {**given, "file": SimpleUploadedFile(*given["file"])} if "file" in given else given
    response = browser().post(BRING_IN, sent)
    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    assert str(given.get("text", ""))[:200].strip() in page
    assert Policy.objects.count() == before


def test_more_than_a_request_may_hold_is_413_and_too_many_paragraphs_are_refused_with_the_text_kept(
    schools: dict[str, School],
) -> None:
    assert browser().post(BRING_IN, {"text": "x" * 10_000_000}).status_code == 413
    many = browser().post(BRING_IN, {"text": "A line of it.\n\n" * 601})
    assert many.status_code == 409
    assert "Use at most 600 paragraphs. This has 601." in many.content.decode()
    assert "A line of it." in many.content.decode()
    assert not Policy.objects.filter(title="Untitled policy").exists()


def test_another_language_is_kept_and_the_page_says_that_nothing_was_recognised(schools: dict[str, School]) -> None:
    text = "Wir bitten alle Eltern, sich bei Sorgen zuerst an die Schulleitung zu wenden."
    response = browser().post(BRING_IN, {"text": text}, follow=True)
    assert response.status_code == 200
    assert "Nothing was recognised in this text" in response.content.decode()
    version = PolicyVersion.objects.latest("pk")
    assert version.sections[0]["paragraphs"][0]["text"] == text


def test_each_suggestion_stands_beside_its_sentence_with_the_reason(schools: dict[str, School]) -> None:
    version = brought_in()
    page = " ".join(browser().get(url(version, "version_suggestions")).content.decode().split())
    for group in ("Document control", "Categories", "Procedure"):
        assert f">{group}</h2>" in page
    assert "Racist remarks." in page
    assert "Because it says “Racist”." in page
    assert f"0 of {version.suggestions.count()} looked at." in page


def test_accepting_writes_just_that_and_the_page_comes_back_to_the_same_place(schools: dict[str, School]) -> None:
    version = brought_in()
    author = one(version, field="author_name")
    response = press(version, "accept", author)
    assert response["Location"] == f"{url(version, 'version_suggestions')}#suggestion-{author.key}"
    assert rows_of(version) == ("Untitled policy", "A member of staff", *UNTOUCHED[2:])
    assert again(author).accepted is True
    page = browser().get(url(version, "version_suggestions")).content.decode()
    assert f"1 of {version.suggestions.count()} looked at." in page
    assert f'<details class="sheet" id="suggestion-{author.key}"' in page
    told = record.story_of(schools[SCHOOL], "policy")[-1]
    assert (told.kind, told.details["says"]) == ("policy-suggestion-accepted", "A member of staff")


def test_accepting_all_of_them_makes_the_draft_what_the_document_says(schools: dict[str, School]) -> None:
    version = brought_in(CODE_OF_CONDUCT)
    for each in version.suggestions.all():
        assert press(version, "accept", each).status_code == 302, each
    draft = now(version)
    assert (draft.title, draft.policy.title) == ("Online Conduct Code for Parents and Carers",) * 2
    assert (draft.author_name, draft.approving_body, draft.review_due) == (
        *("Mr A Example", "Local Governing Board"),
        "May 2025",
    )
    assert set(draft.steps.values_list("step", flat=True)) >= {"DISCUSS", "WRITTEN_WARNING", "POLICE", "RESTRICT"}
    warning = draft.steps.get(step="WRITTEN_WARNING")
    assert (warning.conditions, warning.mode, warning.order) == (["REFUSED", "CONTINUED"], "ANY", 2)
    assert draft.categories.filter(kind="IMPERSONATION", added=False, paragraph__startswith="P-").exists()
    assert draft.linked.filter(title="Complaints Procedure").exists()
    assert [each.label for each in draft.policy.past_versions.all()] == ["1.0", "1.1"]
    assert draft.said["RETENTION"].startswith("P-")
    assert browser().get(url(version, "version")).status_code == 200


@pytest.mark.parametrize(
    ("fields", "page"),
    [
        ({"field": "author_name"}, "version_control"),
        ({"field": "linked"}, "version_linked"),
        ({"field": "issued_to"}, "version_issue"),
        ({"step": "LEGAL_ADVICE"}, "version_procedure"),
    ],
)
def test_accepting_to_change_it_leads_to_its_own_page(
    schools: dict[str, School], fields: dict[str, str], page: str
) -> None:
    version = brought_in()
    assert press(version, "change", one(version, **fields))["Location"] == url(version, page)
    kept = press(version, "change", one(version, kind="RACIST"))
    assert kept["Location"] == url(version, "category_change", version.categories.get().key)
    assert browser().get(kept["Location"]).status_code == 200


def test_what_is_not_there_is_not_found(schools: dict[str, School]) -> None:
    version, other = brought_in(), brought_in(LETTER)
    address = url(version, "version_suggestions")
    for sent in ({}, {"accept": "nonsense"}, {"accept": ""}, {"accept": other.suggestions.all()[0].key}):
        assert browser().post(address, sent).status_code == 404
    assert browser().get(address.replace(version.policy.slug, "no-such-policy")).status_code == 404


def test_nothing_is_decided_once_it_is_no_draft(schools: dict[str, School]) -> None:
    version = brought_in(as_text("full-academy"))
    left = one(version, field="status")
    for each in version.suggestions.exclude(pk=left.pk):
        accept(suggestion=each, by=person(SCHOOL, "head"), at=AT)
    send_to_governors(version=now(version), note="", by=person(SCHOOL, "head"), at=AT)
    page = browser().get(url(version, "version_suggestions")).content.decode()
    assert "Only a draft is changed." in page
    assert 'name="accept"' not in page
    assert press(version, "accept", left).status_code == 409
    assert again(left).accepted is None


def test_the_page_asks_the_database_as_often_for_many_suggestions_as_for_few(schools: dict[str, School]) -> None:
    client, counts = client_of(person(SCHOOL, "head")), []
    for text in ("Author: A. Example", as_text("full-academy")):
        address = url(brought_in(text), "version_suggestions")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
