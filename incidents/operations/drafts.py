"""A report in progress: started, saved, files kept on it, thrown away, and swept after seven days.

A draft is outside the record and every list; its author alone sees it. Each act locks the draft's row: a draft that
was reported, thrown away or swept a moment ago is not found, and never comes back to life.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from incidents.models import DraftFile, ReportDraft
from incidents.models.evidence import KEPT_FILE_FIELDS
from schools.access import standing_at
from schools.files.store import Received, discard
from schools.models import School, User
from schools.operation import NotFound, Refused
from schools.vocabulary import Permission

KEPT_FOR = timedelta(days=7)


def lock_draft(draft: ReportDraft, by: User) -> ReportDraft:
    """The draft's row, locked until the transaction ends. Raises NotFound when it is somebody else's, or gone."""
    rows = ReportDraft.objects.of(draft.school_id).select_for_update(of=("self",)).select_related("school__trust")
    found = rows.filter(pk=draft.pk, author=by).first()
    if found is None:
        raise NotFound()
    return found


def start_draft(*, school: School, by: User, at: datetime) -> ReportDraft:
    """Start a report, or go back to one that was started and never touched.

    Raises NotFound for an office that does not report.
    """
    if not standing_at(by, school, timezone.localdate(at)).may(Permission.REPORT):
        raise NotFound()
    untouched = ReportDraft.objects.of(school).filter(author=by, intimate_image=None, answers={}).first()
    draft = untouched or ReportDraft(school=school, author=by)
    draft.started_at = draft.saved_at = at
    draft.save()
    return draft


def save_draft(*, draft: ReportDraft, answers: dict[str, object], by: User, at: datetime) -> None:
    """Keep what was typed so far. Raises NotFound."""
    with transaction.atomic():
        _save(lock_draft(draft, by), at, answers=answers)


def answer_image_question(*, draft: ReportDraft, intimate: bool, by: User, at: datetime) -> None:
    """Record whether what is held shows a child in an intimate way. Files kept so far go at the answer yes (S5.20)."""
    with transaction.atomic():
        mine = lock_draft(draft, by)
        _save(mine, at, intimate_image=intimate)
        if intimate:
            _let_go(mine)


def add_file(*, draft: ReportDraft, received: Received, most: int, by: User) -> DraftFile:
    """Keep a file that passed the gate on a draft, so that an error elsewhere does not lose it.

    Raises Refused and NotFound; the bytes are gone then too.
    """
    facts = {name: getattr(received, name) for name in KEPT_FILE_FIELDS}
    try:
        with transaction.atomic():
            mine = lock_draft(draft, by)
            _refuse_file(mine, most)
            return DraftFile.objects.create(draft=mine, **facts)
    except BaseException:
        discard(received.path)
        raise


def _refuse_file(draft: ReportDraft, most: int) -> None:
    if draft.intimate_image is not False:
        raise Refused("Answer first whether what you hold shows a child in an intimate way.")
    if draft.files.count() >= most:
        raise Refused(f"A report holds at most {most} files.")


def remove_file(*, draft: ReportDraft, file: DraftFile, by: User) -> None:
    """Take a file off a draft. Its bytes go once the row has gone."""
    with transaction.atomic():
        lock_draft(draft, by)
        _discard_later([file.path])
        file.delete()


def throw_away(*, draft: ReportDraft, by: User) -> None:
    """Throw a draft away with its files."""
    with transaction.atomic():
        _delete(lock_draft(draft, by))


def sweep_drafts(*, at: datetime) -> int:
    """Delete drafts that nobody saved for seven days. Returns how many."""
    old = _every_draft().filter(saved_at__lt=at - KEPT_FOR)
    return sum(_sweep(pk, at) for pk in list(old.values_list("pk", flat=True)))


def _every_draft() -> QuerySet[ReportDraft]:
    return ReportDraft.objects.across_schools("The nightly sweep is of the whole installation.")


def _sweep(pk: int, at: datetime) -> int:
    """Delete one, unless its author saved it or sent it meanwhile."""
    with transaction.atomic():
        rows = _every_draft().select_for_update().filter(pk=pk, saved_at__lt=at - KEPT_FOR)
        for draft in rows:
            _delete(draft)
        return len(rows)


def _save(draft: ReportDraft, at: datetime, **changes: object) -> None:
    for name, value in {**changes, "saved_at": at}.items():
        setattr(draft, name, value)
    draft.save(update_fields=[*changes, "saved_at"])


def _delete(draft: ReportDraft) -> None:
    _let_go(draft)
    draft.delete()


def _let_go(draft: ReportDraft) -> None:
    _discard_later(list(draft.files.values_list("path", flat=True)))
    draft.files.all().delete()


def _discard_later(paths: list[str]) -> None:
    transaction.on_commit(lambda: [discard(path) for path in paths])
