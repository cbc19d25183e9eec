"""The page on which evidence is kept, and the handing out of an original."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from incidents.models import Evidence, Incident
from incidents.playing.files import made_up
from schools.models import Event
from tests.builders import a_reported_post, keep_a_capture, person
from tests.incidents.at_the_pages import SCHOOL, browser, errors, url, words
from tests.incidents.at_the_pages import incident as incident
from tests.incidents.at_the_pages import schools as schools


def png() -> SimpleUploadedFile:
    """A picture that passes the gate."""
    made = made_up("png", 3)
    return SimpleUploadedFile(made.name, b"".join(made.chunks()), "image/png")


def test_the_question_about_the_image_comes_before_any_file_field(incident: Incident) -> None:
    client = browser()
    page = client.get(url(incident, "keep_evidence")).content.decode()
    assert 'type="file"' not in page
    assert "naked" in page
    answered = client.post(url(incident, "keep_evidence"), {"shows": "no"})
    assert answered.status_code == 200
    assert 'type="file"' in answered.content.decode()


def test_a_file_is_kept_byte_for_byte_and_handed_out_to_be_saved(incident: Incident) -> None:
    client, sent = browser("slt"), png()
    data = {"shows": "no", "source": "From a mother", "file": sent}
    assert client.post(url(incident, "keep_evidence"), data).status_code == 302
    kept = Evidence._base_manager.get()
    page = client.get(url(incident))
    assert kept.original_name in words(page)
    assert "From a mother. Simon Peel kept it on 17 November 2026" in words(page)
    assert kept.sha256[:12] in words(page)
    response = client.get(url(incident, "evidence", kept.key))
    assert hashlib.sha256(b"".join(response)).hexdigest() == kept.sha256
    assert response["Content-Type"] == "image/png"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Security-Policy"].endswith("sandbox")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"


def test_several_files_are_kept_and_a_bad_one_among_them_is_named(incident: Incident) -> None:
    fake = SimpleUploadedFile("trick.png", b"MZ not a picture", "image/png")
    response = browser().post(url(incident, "keep_evidence"), {"shows": "no", "source": "", "file": [png(), fake]})
    assert response.status_code == 200
    assert errors(response)
    assert "The file is kept." in words(response)
    assert Evidence._base_manager.count() == 1
    both = browser().post(url(incident, "keep_evidence"), {"shows": "no", "source": "", "file": [png(), png()]})
    assert both.status_code == 302
    assert Evidence._base_manager.count() == 3


@pytest.mark.parametrize("answer", [{}, {"shows": ""}, {"shows": "maybe"}, {"image": "no"}])
def test_a_file_without_the_answer_is_not_taken(
    incident: Incident, answer: dict[str, str], evidence_root: Path
) -> None:
    response = browser().post(url(incident, "keep_evidence"), {**answer, "file": png()})
    assert response.status_code == 200
    assert 'type="file"' not in response.content.decode()
    assert not Evidence._base_manager.exists()
    assert not list(evidence_root.rglob("*.*")) and not list(evidence_root.glob("larkspur-infant/*"))


@pytest.mark.parametrize("answer", ["yes", "unsure"])
def test_an_intimate_image_is_refused_whatever_comes_with_it_and_leaves_an_event(
    incident: Incident, answer: str, evidence_root: Path
) -> None:
    response = browser().post(url(incident, "keep_evidence"), {"shows": answer, "file": png()})
    assert response.status_code == 409
    assert "Tell the designated safeguarding lead" in words(response)
    assert "999" in words(response)
    assert "Internet Watch Foundation" in words(response)
    assert not Evidence._base_manager.exists()
    assert not list(evidence_root.glob("larkspur-infant/*"))
    assert Event.objects.across_schools("test").filter(about=incident.about, kind="image-refused").count() == 1


def test_a_file_over_the_limit_gets_413_and_the_others_their_sentence(incident: Incident, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 100
    response = browser().post(url(incident, "keep_evidence"), {"shows": "no", "file": png()})
    assert response.status_code == 413
    assert "larger than" in errors(response)
    none = browser().post(url(incident, "keep_evidence"), {"shows": "no", "source": "Typed already"})
    assert none.status_code == 200
    assert "Choose a file first." in errors(none)
    assert "Typed already" in none.content.decode()
    assert not Evidence._base_manager.exists()


def test_no_more_files_are_taken_at_a_time_than_the_limit(incident: Incident, settings: Any) -> None:
    settings.EVIDENCE_MAX_FILES = 1
    response = browser().post(url(incident, "keep_evidence"), {"shows": "no", "file": [png(), png()]})
    assert response.status_code == 200
    assert "at most 1 files" in errors(response)
    assert Evidence._base_manager.count() == 1


def test_a_witnesss_words_are_kept_or_asked_for(incident: Incident) -> None:
    client = browser()
    empty = client.post(url(incident, "keep_evidence"), {"words": " ", "source": "A grandfather"})
    assert empty.status_code == 200
    assert "A grandfather" in empty.content.decode()
    said = {"words": "It said R did it.", "source": "A grandfather"}
    assert client.post(url(incident, "keep_evidence"), said).status_code == 302
    assert "It said R did it." in words(client.get(url(incident)))


def test_evidence_of_another_incident_or_nobodys_is_not_found(incident: Incident) -> None:
    kept = keep_a_capture(incident, person(SCHOOL, "head"))
    other = a_reported_post(summary="Another", people=[])
    assert b"".join(browser().get(url(incident, "evidence", kept.key))).startswith(b"\x89PNG")
    assert browser().get(url(other, "evidence", kept.key)).status_code == 404
    assert browser("staff").get(url(incident, "evidence", kept.key)).status_code == 404
    assert browser().post(url(incident, "evidence", kept.key)).status_code == 405


def test_a_statement_has_nothing_to_download(incident: Incident) -> None:
    browser().post(url(incident, "keep_evidence"), {"words": "It said R did it."})
    assert browser().get(url(incident, "evidence", Evidence._base_manager.get().key)).status_code == 404


def test_a_file_that_is_gone_is_said_in_plain_words(incident: Incident, evidence_root: Path) -> None:
    kept = keep_a_capture(incident, person(SCHOOL, "head"))
    (evidence_root / kept.path).unlink()
    response = browser().get(url(incident, "evidence", kept.key))
    assert response.status_code == 500
    assert "The file could not be read" in words(response)
