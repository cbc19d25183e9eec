"""Drafting, approving and sending a letter. It is frozen, with the hash of its bytes, once approved."""

import hashlib
from datetime import datetime

from incidents.letters import compose, why_not
from incidents.models import Incident, Involvement, Letter
from incidents.need_to_know import is_unnamed
from incidents.operations.entry import Entry, enter_to_act, save_changed, tell
from incidents.timeline import EventKind
from incidents.vocabulary import LetterKind, LetterState, SentHow
from schools.models import User
from schools.operation import Refused, operation
from schools.vocabulary import Role

SOMEBODY_ELSE = (
    "This letter is not to the person you picked. Read it again, and pick who it goes to. Nothing is recorded as sent."
)


@operation
def draft_letter(
    *, incident: Incident, kind: LetterKind, to: Involvement, by: User, at: datetime, version: int | None = None
) -> Letter:
    """Draft a letter to somebody who is at least probable. Raises Refused as its step does, and while contact waits."""
    entry = enter_to_act(incident, by=by, at=at, version=version)
    if to.pk not in {each.pk for each in entry.facts.all_involvements}:
        raise Refused("This person is not linked to the incident.")
    _refuse(entry, kind, to)
    if is_unnamed(entry.facts, to):
        raise Refused("The name of this person is kept back, and the letter would tell it.")
    if is_unnamed(entry.facts, by):
        raise Refused("Your name is kept back in this incident, and a letter bears it. Ask somebody else to draft it.")
    office = next((role.label for role in Role if role in entry.viewer.roles), "")
    letter = Letter.objects.create(
        incident=entry.incident,
        kind=kind,
        to=to,
        body=compose(kind, to, entry.facts, author=by.name, office=office, at=at),
        drafted_at=at,
        drafted_by=by,
    )
    return _told(entry, EventKind.LETTER_DRAFTED, letter, by, at)


@operation
def edit_letter(*, letter: Letter, body: str, by: User, at: datetime, version: int | None = None) -> None:
    """Change the text of a draft."""
    entry = enter_to_act(letter.incident, by=by, at=at, version=version)
    if letter.state != LetterState.DRAFT:
        raise Refused("This letter has been approved and cannot be changed. Draft a new one.")
    if not body.strip():
        raise Refused("A letter cannot be empty.")
    letter.body = body
    letter.save()
    save_changed(entry.incident)


@operation
def approve_letter(*, letter: Letter, by: User, at: datetime, version: int | None = None) -> None:
    """Approve a draft: from now on its bytes are fixed. Whoever decides the step approves."""
    entry = enter_to_act(letter.incident, by=by, at=at, version=version)
    if letter.state != LetterState.DRAFT:
        raise Refused(_state_sentence(letter))
    _refuse(entry, LetterKind(letter.kind), letter.to)
    letter.state, letter.approved_at, letter.approved_by = LetterState.APPROVED, at, by
    letter.sha256 = hashlib.sha256(letter.body.encode()).hexdigest()
    letter.save()
    _told(entry, EventKind.LETTER_APPROVED, letter, by, at)


@operation
def send_letter(
    *, letter: Letter, to: Involvement, how: SentHow, by: User, at: datetime, version: int | None = None
) -> None:
    """Record that an approved letter went out, to whom, and how. It stays as it was sent.

    `to` is who it went to, in the words of whoever sent it: a letter to somebody else is not recorded as sent, and the
    refusal tells nobody whose letter it is (S14.07).
    """
    entry = enter_to_act(letter.incident, by=by, at=at, version=version)
    if letter.state != LetterState.APPROVED:
        raise Refused(_state_sentence(letter))
    _refuse(entry, LetterKind(letter.kind), letter.to, sending=True)
    if to.pk != letter.to_id:
        raise Refused(SOMEBODY_ELSE)
    letter.state, letter.sent_at, letter.sent_by, letter.sent_how = LetterState.SENT, at, by, how
    letter.save()
    _told(entry, EventKind.LETTER_SENT, letter, by, at)


def _refuse(entry: Entry, kind: LetterKind, to: Involvement, *, sending: bool = False) -> None:
    said = why_not(kind, to, entry.facts, entry.viewer, sending=sending)
    if said:
        raise Refused(*said)


def _state_sentence(letter: Letter) -> str:
    return {
        LetterState.DRAFT: "This letter has not been approved yet.",
        LetterState.APPROVED: "This letter has been approved already.",
        LetterState.SENT: "This letter has been sent already.",
        LetterState.VOID: "This letter is void: the person was taken off the incident.",
    }[LetterState(letter.state)]


def _told(entry: Entry, kind: EventKind, letter: Letter, by: User, at: datetime) -> Letter:
    details = {"to": str(letter.to.key), "letter": letter.kind, "key": str(letter.key), "how": letter.sent_how}
    tell(entry.incident, kind, by=by, at=at, sha256=letter.sha256, **details)
    save_changed(entry.incident)
    return letter
