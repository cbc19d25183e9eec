"""Keeping evidence: captures that passed the gate, and statements. An intimate image of a child is never taken in."""

from datetime import datetime
from functools import partial

from incidents.models import Evidence, Finding, Incident
from incidents.models.evidence import KEPT_FILE_FIELDS, KeptFile
from incidents.operations.entry import Told, enter, save_changed, tell, tell_all
from incidents.operations.knowing import mark_as_legal
from incidents.timeline import EventKind
from incidents.vocabulary import EvidenceKind, FindingKind
from schools.files.store import Received
from schools.models import User
from schools.operation import Refused, operation
from schools.operations.sending import send_once
from schools.sent import Sending

NEVER_HELD = (
    "An intimate image of a child is never kept here. Do not copy, forward or print it. Tell the safeguarding lead, "
    "and the police on 101, or 999 in an emergency; describe it in words instead."
)


def a_capture(incident: Incident, received: Received | KeptFile, *, source: str, by: User, at: datetime) -> Evidence:
    """The row of a file that passed the gate. Not saved yet."""
    facts = {name: getattr(received, name) for name in KEPT_FILE_FIELDS}
    return Evidence(incident=incident, kind=EvidenceKind.CAPTURE, source=source, kept_at=at, kept_by=by, **facts)


def a_statement(incident: Incident, *, words: str, source: str, by: User, at: datetime) -> Evidence:
    """The row of a witness's words. Not saved yet."""
    return Evidence(incident=incident, kind=EvidenceKind.STATEMENT, words=words, source=source, kept_at=at, kept_by=by)


def told_of(kept: Evidence) -> Told:
    """The event of keeping it; a file's hash stands in it (S5.17)."""
    if kept.kind == EvidenceKind.STATEMENT:
        what, proof = "a statement", {"words": kept.words}
    else:
        what, proof = f"a file, {kept.original_name or 'without a name'}", {"sha256": kept.sha256}
    return EventKind.KEPT, {"what": what, "key": str(kept.key), "source": kept.source, **proof}


def _keep(kept: Evidence, by: User, at: datetime, *, legal: bool) -> Evidence:
    kept.save()
    if legal:
        mark_as_legal(kept.incident, evidence=kept, by=by, at=at)
    tell_all(kept.incident, [told_of(kept)], by=by, at=at)
    return kept


@operation
def keep_capture(
    *,
    incident: Incident,
    received: Received | KeptFile,
    source: str = "",
    legal: bool = False,
    by: User,
    at: datetime,
) -> Evidence:
    """Keep a capture. Somebody with a conflict of interest may; it does not change the version.

    `legal` where it is legal advice or was made for it: few may read it then.
    """
    locked = enter(incident, by=by, at=at).incident
    return _keep(a_capture(locked, received, source=source, by=by, at=at), by, at, legal=legal)


@operation
def keep_statement(
    *, incident: Incident, words: str, source: str = "", legal: bool = False, by: User, at: datetime
) -> Evidence:
    """Keep a witness's own words; `legal` as of a capture."""
    entry = enter(incident, by=by, at=at)
    if not words.strip():
        raise Refused("Write down the witness's words first.")
    return _keep(a_statement(entry.incident, words=words, source=source, by=by, at=at), by, at, legal=legal)


def refuse_intimate_image(
    *, incident: Incident, source: str = "", sent: Sending | None = None, by: User, at: datetime
) -> None:
    """Refuse an intimate image of a child: the one refusal that leaves an event. Always raises Refused.

    Nothing of the file is kept. The event stands before the refusal is raised (architecture, section 4), and once
    where the form was sent twice.
    """
    note = partial(_record_refused_image, incident=incident, source=source, by=by, at=at)
    if sent is None:
        note()
    else:
        send_once(sent=sent, school=incident.school, do=note, to=str, by=by, at=at)
    raise Refused(NEVER_HELD)


@operation
def _record_refused_image(*, incident: Incident, source: str, by: User, at: datetime) -> None:
    note_refused_image(enter(incident, by=by, at=at).incident, source=source, by=by, at=at)


def note_refused_image(incident: Incident, *, source: str, by: User, at: datetime) -> None:
    """Record that an intimate image was described and not held. Called inside an operation."""
    Finding.objects.create(incident=incident, kind=FindingKind.IMAGE_REFUSED, words=source, at=at, by=by)
    tell(incident, EventKind.IMAGE_REFUSED, by=by, at=at, source=source)
    save_changed(incident)
