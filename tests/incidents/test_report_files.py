"""Files of a report in progress: kept at once with script or without, refused with a sentence, lost to no error."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from incidents.models import DraftFile, Evidence, Incident, ReportDraft
from incidents.playing.files import made_up
from schools.models import User
from tests.builders import client_of, person, the_schools
from tests.incidents.reporting import SCHOOL, a_draft, page_of, send, typed

SCRIPT = {"X-Requested-With": "fetch"}
LARGE = 40 * 1024 * 1024


@pytest.fixture
def staff(db: None) -> User:
    """A member of staff of a fixture school."""
    the_schools()
    return person(SCHOOL, "staff")


@pytest.fixture
def client(staff: User) -> Client:
    """A browser in which they are signed in."""
    return client_of(staff)


def add(client: Client, draft: ReportDraft, file: Any) -> Any:
    """What the script of the page sends for one file."""
    return client.post(page_of(draft, "report_add_file"), {"file": file}, headers=SCRIPT)


def files_in(root: Path) -> int:
    """How many files lie in the store."""
    return sum(place.is_file() for place in root.rglob("*"))


def a_lie() -> SimpleUploadedFile:
    """A file that is not what its name says."""
    return SimpleUploadedFile("screenshot.jpg", made_up("png", 1).read(), "image/jpeg")


def test_the_script_is_told_what_was_kept_and_takes_it_off_again(
    client: Client, staff: User, evidence_root: Path, django_capture_on_commit_callbacks: Any
) -> None:
    draft = a_draft(staff)
    kept = add(client, draft, made_up("png", 1)).json()
    assert set(kept) == {"id", "name", "size", "note"} and kept["name"] == "capture-1.png"
    assert kept["id"] in client.get(page_of(draft)).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):  # a second click is no trouble
            answer = client.post(page_of(draft, "report_remove_file"), {"id": kept["id"]}, headers=SCRIPT)
            assert answer.status_code == 204
    assert not DraftFile._base_manager.exists() and files_in(evidence_root) == 0


@pytest.mark.parametrize(
    "file, status, sentence",
    [
        (a_lie, 400, "is really a PNG picture"),
        (lambda: SimpleUploadedFile("empty.png", b""), 400, "empty"),
        (
            lambda: SimpleUploadedFile("page.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            400,
            "which can carry programs",
        ),
        (lambda: SimpleUploadedFile("film.png", bytes(LARGE)), 413, "larger than 25 MB"),
    ],
    ids=["a lie", "empty", "another kind", "40 MB"],
)
def test_a_refused_file_gets_a_sentence_and_leaves_nothing(
    client: Client, staff: User, evidence_root: Path, file: Any, status: int, sentence: str
) -> None:
    draft = a_draft(staff)
    answer = add(client, draft, file())
    assert answer.status_code == status and sentence in answer.json()["error"]
    page = send(client, draft, file=file(), words="Still here")
    assert page.status_code == (413 if status == 413 else 200)
    words = page.content.decode()
    assert words.count(sentence) >= 2 and "Still here" in words and 'class="error-summary"' in words
    assert not DraftFile._base_manager.exists() and not Incident._base_manager.exists() and files_in(evidence_root) == 0
    assert ReportDraft._base_manager.get(pk=draft.pk).answers["words"] == "Still here"


def test_no_file_is_taken_before_the_question_is_answered_with_no(
    client: Client, staff: User, evidence_root: Path
) -> None:
    for intimate in (None, True):
        answer = add(client, a_draft(staff, intimate=intimate), made_up("png", 1))
        assert answer.status_code == 400 and "Nothing was kept" in answer.json()["error"]
    draft = a_draft(staff, intimate=True)
    page = client.post(page_of(draft), {**typed(source="In words"), "file": made_up("png", 1)})
    assert page.status_code == 200 and "Nothing was kept" in page.content.decode()
    assert not DraftFile._base_manager.exists() and files_in(evidence_root) == 0
    assert add(client, a_draft(staff), made_up("png", 1)).status_code == 200


def test_without_script_files_come_with_whatever_button_is_pressed(client: Client, staff: User) -> None:
    draft = a_draft(staff)
    given = {**typed(words="Typed"), "report": []}
    several = [made_up("png", 1), made_up("pdf", 2)]
    answer = client.post(page_of(draft), {**given, "add_files": "1", "file": several})
    assert answer.url == page_of(draft) + "#files"
    page = client.get(page_of(draft)).content.decode()
    assert "capture-1.png" in page and "capture-2.pdf" in page and "Typed" in page
    kept = draft.files.first()
    assert client.post(page_of(draft), {**given, "remove": str(kept.key)}).status_code == 302
    assert client.post(page_of(draft), {**given, "add_files": "1"}).content.decode().count("Choose a file first") == 2
    client.post(page_of(draft), {**given, "add_person": "1", "file": made_up("eml", 3)})
    assert send(client, draft, file=made_up("png", 4), source="Sent by a parent").status_code == 302
    names = Evidence._base_manager.values_list("original_name", "source")
    assert sorted(names) == [(name, "Sent by a parent") for name in ("capture-2.pdf", "capture-3.eml", "capture-4.png")]


def test_an_error_elsewhere_loses_no_file(client: Client, staff: User) -> None:
    draft = a_draft(staff)
    page = send(client, draft, summary="", file=made_up("png", 7)).content.decode()
    assert "capture-7.png" in page and "Say in one line" in page
    assert send(client, draft).status_code == 302
    assert Evidence._base_manager.get().original_name == "capture-7.png"


def test_one_bad_file_among_good_ones_keeps_the_good_ones(client: Client, staff: User) -> None:
    page = send(client, a_draft(staff), file=[made_up("png", 1), a_lie(), made_up("pdf", 2)]).content.decode()
    assert "screenshot.jpg: " in page
    assert sorted(DraftFile._base_manager.values_list("original_name", flat=True)) == ["capture-1.png", "capture-2.pdf"]
    assert not Incident._base_manager.exists()


def test_a_report_holds_twenty_files_and_says_so_of_the_next(
    client: Client, staff: User, settings: Any, evidence_root: Path
) -> None:
    assert settings.EVIDENCE_MAX_FILES == 20
    draft = a_draft(staff)
    page = send(client, draft, file=[made_up("png", number) for number in range(21)])
    assert page.status_code == 200 and "1 file was not kept" in page.content.decode()
    assert draft.files.count() == files_in(evidence_root) == 20
    answer = add(client, draft, made_up("png", 21))
    assert answer.status_code == 400 and "at most 20 files" in answer.json()["error"]
    assert files_in(evidence_root) == 20
    assert send(client, draft).status_code == 302 and Evidence._base_manager.count() == 20


def test_a_file_for_a_report_that_is_gone_leaves_nothing(client: Client, staff: User, evidence_root: Path) -> None:
    draft = a_draft(staff)
    send(client, draft)
    assert add(client, draft, made_up("png", 1)).status_code == 404
    assert client.post(page_of(draft, "report_add_file"), headers=SCRIPT).status_code == 404
    assert files_in(evidence_root) == 0


def test_no_file_and_another_persons_file_are_refused(client: Client, staff: User) -> None:
    draft = a_draft(staff)
    answer = client.post(page_of(draft, "report_add_file"), {"file": "text"}, headers=SCRIPT)
    assert (answer.status_code, answer.json()) == (400, {"error": "Choose a file first."})
    kept = add(client, draft, made_up("png", 1)).json()
    head = person(SCHOOL, "head")
    client_of(head).post(page_of(a_draft(head), "report_remove_file"), {"id": kept["id"]}, headers=SCRIPT)
    assert draft.files.count() == 1
