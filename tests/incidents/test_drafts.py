"""A report in progress: its author's alone, kept for seven days, sent once, and swept up with its files."""

from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from simple_history.models import HistoricalChanges

from incidents.models import Categorisation, DraftFile, Evidence, Incident, Person, ReportDraft
from incidents.models.evidence import KeptFile
from incidents.operations import drafts
from incidents.operations.people import Named
from incidents.operations.reported import Reported
from incidents.operations.reporting import report_draft
from incidents.operations.tidying import sweep
from incidents.playing.files import made_up
from incidents.vocabulary import Channel, FindingKind, Identity, Part
from policies.vocabulary import CategoryKind
from schools.files.store import Received, receive, verify_original
from schools.models import Event, User
from schools.operation import NotFound, Refused
from tests.builders import keep_a_capture, person, the_schools
from tests.incidents.reporting import SCHOOL, a_draft

REPORTED = Reported(summary="A post", channel=Channel.FORUM, category_kinds=["OFFENSIVE"])


@pytest.fixture
def staff(db: None) -> User:
    """A member of staff of a fixture school."""
    the_schools()
    return person(SCHOOL, "staff")


@pytest.fixture
def at() -> datetime:
    """The server's clock."""
    return timezone.now()


def a_file() -> Received:
    """A picture that passed the gate, and has no row yet."""
    return receive(made_up("png", 1), folder=SCHOOL)


def files_in(root: Path) -> list[Path]:
    """Every file of the store."""
    return [place for place in root.rglob("*") if place.is_file()]


def test_only_an_office_that_reports_starts_a_draft_and_an_untouched_one_is_used_again(
    staff: User, at: datetime
) -> None:
    school = a_draft(staff).school
    first = drafts.start_draft(school=school, by=staff, at=at)
    assert drafts.start_draft(school=school, by=staff, at=at).pk == first.pk
    drafts.save_draft(draft=first, answers={"summary": "Something"}, by=staff, at=at)
    assert drafts.start_draft(school=school, by=staff, at=at).pk != first.pk
    for office in ("governor", "chair", "admin"):
        with pytest.raises(NotFound):
            drafts.start_draft(school=school, by=person(SCHOOL, office), at=at)


def test_a_draft_is_saved_by_its_author_and_by_nobody_else(staff: User, at: datetime) -> None:
    draft = a_draft(staff)
    drafts.save_draft(draft=draft, answers={"summary": "Mine"}, by=staff, at=at)
    head = person(SCHOOL, "head")
    for refused in (
        lambda: drafts.save_draft(draft=draft, answers={}, by=head, at=at),
        lambda: drafts.answer_image_question(draft=draft, intimate=True, by=head, at=at),
        lambda: drafts.throw_away(draft=draft, by=head),
        lambda: report_draft(draft=draft, reported=REPORTED, by=head, at=at),
    ):
        with pytest.raises(NotFound):
            refused()
    assert ReportDraft._base_manager.get(pk=draft.pk).answers == {"summary": "Mine"}


def test_a_file_is_kept_up_to_the_limit_and_what_is_refused_leaves_nothing(
    staff: User, at: datetime, evidence_root: Path
) -> None:
    draft, unanswered = a_draft(staff), a_draft(staff, intimate=None)
    kept = drafts.add_file(draft=draft, received=a_file(), most=1, by=staff)
    for other, by, error in (
        (draft, staff, Refused),
        (unanswered, staff, Refused),
        (draft, person(SCHOOL, "head"), NotFound),
    ):
        with pytest.raises(error):
            drafts.add_file(draft=other, received=a_file(), most=1, by=by)
    assert [file.path for file in DraftFile._base_manager.all()] == [kept.path]
    assert files_in(evidence_root) == [evidence_root / kept.path]


@pytest.mark.parametrize("ending", ["sent", "thrown away"])
def test_a_draft_that_is_gone_never_comes_back_to_life(
    staff: User, at: datetime, evidence_root: Path, ending: str
) -> None:
    draft = a_draft(staff)
    drafts.save_draft(draft=draft, answers={"summary": "Typed"}, by=staff, at=at)
    if ending == "sent":
        report_draft(draft=draft, reported=REPORTED, by=staff, at=at)
    else:
        drafts.throw_away(draft=draft, by=staff)
    with pytest.raises(NotFound):
        drafts.save_draft(draft=draft, answers={"summary": "Again"}, by=staff, at=at)
    with pytest.raises(NotFound):
        drafts.add_file(draft=draft, received=a_file(), most=20, by=staff)
    assert not ReportDraft._base_manager.exists()
    assert files_in(evidence_root) == []


def test_the_answer_yes_removes_the_files_and_the_answer_no_leaves_them(
    staff: User, at: datetime, evidence_root: Path, django_capture_on_commit_callbacks: Any
) -> None:
    draft = a_draft(staff)
    drafts.add_file(draft=draft, received=a_file(), most=20, by=staff)
    with django_capture_on_commit_callbacks(execute=True):
        drafts.answer_image_question(draft=draft, intimate=False, by=staff, at=at)
    assert draft.files.count() == len(files_in(evidence_root)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        drafts.answer_image_question(draft=draft, intimate=True, by=staff, at=at)
    assert draft.files.count() == len(files_in(evidence_root)) == 0


def test_a_sent_draft_becomes_one_incident_and_its_files_become_evidence(staff: User, at: datetime) -> None:
    draft = a_draft(staff)
    file = drafts.add_file(draft=draft, received=a_file(), most=20, by=staff)
    incident = report_draft(
        draft=ReportDraft._base_manager.get(pk=draft.pk), reported=REPORTED, source="Taken by me", by=staff, at=at
    )
    again = report_draft(draft=draft, reported=REPORTED, by=staff, at=at)
    assert again.pk == incident.pk
    assert incident.token == draft.key
    kept = incident.evidence.get()
    assert (kept.path, kept.sha256, kept.source) == (file.path, file.sha256, "Taken by me")
    assert verify_original(kept.path, kept.sha256)
    assert not ReportDraft._base_manager.exists()
    assert Event.objects.across_schools("test").filter(about=incident.about).count() == 2


def test_a_report_about_an_intimate_image_says_described_and_holds_nothing(staff: User, at: datetime) -> None:
    draft = a_draft(staff, intimate=True)
    incident = report_draft(draft=draft, reported=REPORTED, source="A picture in a chat", by=staff, at=at)
    assert not incident.evidence.exists()
    assert incident.findings.get(kind=FindingKind.IMAGE_REFUSED).words == "A picture in a chat"
    assert Event.objects.across_schools("test").filter(about=incident.about, kind="image-refused").count() == 1


def test_a_draft_is_not_sent_before_the_first_question_is_answered(staff: User, at: datetime) -> None:
    draft = a_draft(staff, intimate=None)
    with pytest.raises(Refused, match="Answer first"):
        report_draft(draft=draft, reported=REPORTED, by=staff, at=at)
    assert not Incident._base_manager.exists()
    drafts.answer_image_question(draft=draft, intimate=False, by=staff, at=at)
    assert report_draft(draft=draft, reported=REPORTED, by=staff, at=at).reference


def test_rows_written_together_leave_the_same_history_as_rows_written_one_by_one(staff: User, at: datetime) -> None:
    people = [Named(f"Person {number}", Part.SHARER, Identity.POSSIBLE) for number in range(3)]
    kinds = [CategoryKind.OFFENSIVE, CategoryKind.UNTRUE]
    reported = Reported(summary="A post", channel=Channel.FORUM, category_kinds=kinds, people=people)
    incident = report_draft(draft=a_draft(staff), reported=reported, by=staff, at=at)
    for model, count in ((Person, 3), (Categorisation, 2)):
        rows = model.history.order_by("id")
        assert [(row.history_user_id, row.history_type) for row in rows] == [(staff.pk, "+")] * count
        assert [row.id for row in rows] == list(model._base_manager.order_by("pk").values_list("pk", flat=True))
    links = {link.pk: link.part for link in incident.involvements.all()}
    assert {row.id: row.part for row in incident.involvements.model.history.all()} == links


def test_what_nobody_saved_for_seven_days_is_swept_with_its_files_and_the_rest_stays(
    staff: User, at: datetime, evidence_root: Path, django_capture_on_commit_callbacks: Any
) -> None:
    old, young = a_draft(staff), a_draft(staff)
    for draft in (old, young):
        drafts.add_file(draft=draft, received=a_file(), most=20, by=staff)
    drafts.save_draft(draft=old, answers={}, by=staff, at=at - timedelta(days=7, minutes=1))
    drafts.save_draft(draft=young, answers={}, by=staff, at=at - timedelta(days=6, hours=23))
    with django_capture_on_commit_callbacks(execute=True):
        assert drafts.sweep_drafts(at=at) == 1
    assert list(ReportDraft._base_manager.all()) == [young]
    assert files_in(evidence_root) == [evidence_root / young.files.get().path]


def test_sweeping_removes_what_no_row_refers_to_and_keeps_evidence_and_drafts(staff: User, at: datetime) -> None:
    incident = report_draft(draft=a_draft(staff), reported=REPORTED, by=staff, at=at)
    kept = keep_a_capture(incident, person(SCHOOL, "head"), at)
    file = drafts.add_file(draft=a_draft(staff), received=a_file(), most=20, by=staff)
    orphan = a_file()
    assert sweep(at=at).files == 0  # too young to be told from a file whose row is on its way
    assert sweep(at=at + timedelta(hours=25)).files == 1
    assert verify_original(kept.path, kept.sha256) and verify_original(file.path, file.sha256)
    assert not verify_original(orphan.path, orphan.sha256)


def test_the_command_says_what_it_did(staff: User) -> None:
    said = StringIO()
    call_command("sweep", stdout=said)
    assert said.getvalue() == "Reports in progress deleted: 0. Files without a row deleted: 0.\n"
    draft = a_draft(staff)
    drafts.save_draft(draft=draft, answers={}, by=staff, at=timezone.now() - timedelta(days=8))
    call_command("sweep", stdout=said)
    assert said.getvalue().endswith("Reports in progress deleted: 1. Files without a row deleted: 0.\n")


def test_every_model_that_holds_a_file_is_asked_before_one_is_swept() -> None:
    holders = {model for model in KeptFile.__subclasses__() if not issubclass(model, HistoricalChanges)}
    assert holders == {Evidence, DraftFile}, "paths_kept() names the models whose files are never swept"
