"""Anchoring: sealing who looked, and signing where every record stands. And where a school wants that sent (S16.20)."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from schools import outbox, record
from schools.access import standing_at
from schools.anchors import looks, merkle, statements
from schools.anchors.files import block_of
from schools.anchors.keys import signing_keys
from schools.anchors.statements import Entry, Statement
from schools.history import Actor, SystemActor
from schools.models import Anchor, Event, RecordHead, School, User
from schools.operation import Refused, operation
from schools.operations.entry import tell
from schools.vocabulary import Permission

MAY_NAME_MAILBOX = (Permission.KEEP_PEOPLE, Permission.REVIEW_LOOKING)


@operation
def seal_looks(*, school: School, by: Actor, at: datetime) -> int:
    """Seal the looks since the last night in an event of the school's record. Says how many there were (S16.15)."""
    _only_by_itself(by)
    record.lock_head(school)
    seal = looks.next_seal(school, at)
    if seal is None:
        return 0
    record.write(school=school, kind=looks.KIND, about=looks.ABOUT, actor=by, at=at, details=seal.as_details())
    return seal.count


@operation
def sign_statement(*, final: Collection[School] = (), by: Actor, at: datetime) -> Statement:
    """Sign where every record stands, tied to the statement before, and mail it to the mailboxes that schools named.

    A record in `final` ends here: the school is taken out afterwards (S14.18). Raises NoKey.
    """
    _only_by_itself(by)
    keys = signing_keys()
    previous = last_statement()
    if previous and previous.said["installation"] != keys[0].installation:
        raise Refused("The key in FAIRPOST_ANCHOR_KEY belongs to another installation than the statements here.")
    schools = list(School.objects.order_by("pk"))
    ended = {school.pk for school in final}
    entries = [_entry(school, final=school.pk in ended) for school in schools]
    day = timezone.localdate(at)
    found = statements.signed(keys, entries, previous=previous, at=record.moment(at), day=day)
    Anchor(number=found.number, day=day, line=found.line).save()
    for school in schools:
        if school.anchor_mailbox and not school.demonstration:
            _mail(school, found, at)
    return found


def last_statement() -> Statement | None:
    """The last statement that was made here."""
    last = Anchor.objects.order_by("-number").first()
    return last and statements.read(last.line)


def _entry(school: School, *, final: bool) -> Entry:
    """Where a record stands: read once, in constant memory. What is added meanwhile is for the next statement."""
    head = RecordHead.objects.of(school).first()
    number, hash = (head.number, bytes(head.hash)) if head else (0, record.genesis(school.pk))
    events = Event.objects.of(school).filter(number__lte=number).order_by("number")
    hashes = events.values_list("hash", flat=True).iterator(chunk_size=2000)
    return Entry(school.pk, number, hash.hex(), merkle.root_of(map(bytes, hashes)).hex(), final)


def _mail(school: School, statement: Statement, at: datetime) -> None:
    facts = {
        "school": school.name,
        "record": str(school.pk),
        "number": str(statement.number),
        "day": f"{statement.day:%-d %B %Y}",
        "fingerprint": statement.fingerprint,
        "key": statement.key_fingerprint,
        "block": block_of(statement),
    }
    outbox.post(to=school.anchor_mailbox, template="statement", data=facts, at=at)


@operation
def name_mailbox(*, school: School, address: str, by: User, at: datetime) -> None:
    """Say where statements are sent to, or nowhere. The mailbox before is told, so that it cannot be moved unseen."""
    if not any(standing_at(by, school, timezone.localdate(at)).may(each) for each in MAY_NAME_MAILBOX):
        raise Refused("Your office does not say where proof of this school’s record is kept.")
    address, before = address.strip(), school.anchor_mailbox
    _check(address)
    if address == before:
        return
    school.anchor_mailbox = address
    school.save()
    tell(school, "anchor-mailbox-named", by, at, address=address)
    facts = {"school": school.name, "day": f"{timezone.localdate(at):%-d %B %Y}"}
    if before:
        outbox.post(to=before, template="statements_moved", data=facts, at=at)
    if address:
        outbox.post(to=address, template="statements_begin", data=facts, at=at)


def _check(address: str) -> None:
    try:
        if address:
            validate_email(address)
    except ValidationError as error:
        raise Refused("This is not an e-mail address.") from error


def _only_by_itself(by: Actor) -> None:
    if not isinstance(by, SystemActor):
        raise Refused("The service seals and signs by itself; nobody does it by hand.")
