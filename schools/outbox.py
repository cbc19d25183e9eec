"""The outbox: mail is posted in the transaction of the change that it tells of, and handed over after it.

`post` is for operations: the row is committed with the change or not at all (S14.06). What was posted is handed over as
soon as the transaction is committed, and by `manage.py send_mail_due` where that failed. A message that the server
perhaps took is not sent twice. Mail says that there is something to see, never what: the templates in `templates/mail/`
and the facts given to them name no parent, pupil, incident or colleague (S14.05), and links begin with SITE_URL,
whatever a browser said (S6.18). Only this module writes these rows; they are no part of the record.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db import connection, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from schools.links import link_of
from schools.mail import Sent, Unreachable, close_line, hand_over, open_line
from schools.models import User
from schools.models.outbox import Outgoing

State = Outgoing.State
BY_ITSELF = {"Auto-Submitted": "auto-generated"}
"""So that an absence note is not sent back to it."""

PATIENCE = 3
"""Seconds for which somebody who pressed a button waits for the mail server to answer."""
AWAY, AWAY_SECONDS = "mail-server-away", 60
"""While it does not answer, nobody else waits for it: the mail goes with the next `send_mail_due`."""
LATER = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60)]
"""When to try again what the server did not take; after the last, never."""
KEPT = timedelta(days=30)
"""How long a row stays once its message is sent or given up."""


class NotMailable(ValueError):
    """The address or the subject could not stand in a mail's head, such as one with a line end in it (S1.07)."""


class NotInATransaction(RuntimeError):
    """Mail was posted by itself; it belongs in one transaction with the change that it tells of."""


def post(*, to: User | str, template: str, data: Mapping[str, str], at: datetime) -> Outgoing | None:
    """Post a message inside the transaction of an operation; it is handed over once that is committed.

    :param to: a person, or an address. Nothing is sent to somebody whose account is shut (S7.07): then None.
    :param template: `templates/mail/<template>.txt` and `<template>_subject.txt`.
    :param data: facts for both. `link` is a path of this site and becomes an address; see `links.py` for links that
        hold a secret, which is never kept.
    :raises NotMailable: for an address or a subject with control characters in it.
    """
    if not connection.in_atomic_block:
        raise NotInATransaction("Mail is posted in one transaction with the change that it tells of.")
    person = to if isinstance(to, User) else None
    if person and not person.is_active:
        return None
    address = person.email if person else str(to)
    _check_address(address)
    row = Outgoing(to=address, person=person, template=template, data=dict(data), made_at=at, next_at=at)
    row.subject = _subject(template, data)
    row.save()
    transaction.on_commit(partial(_at_once, row.key), robust=True)
    return row


def message(row: Outgoing) -> EmailMessage:
    """The mail, as plain text. Its Message-ID is the row's own, so that a second copy can be told."""
    facts = {**row.data, "link": link_of(row.data)}
    body = render_to_string(f"mail/{row.template}.txt", facts)
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ")
    headers = {**BY_ITSELF, "Message-ID": f"<{row.key}@{host}>"}
    return EmailMessage(row.subject, body, to=[row.to], headers=headers)


def due(at: datetime) -> list[UUID]:
    """The keys of what waits to be handed over, the oldest first."""
    waiting = Outgoing.objects.filter(state=State.WAITING, next_at__lte=at)
    return list(waiting.order_by("next_at", "pk").values_list("key", flat=True))


def send(key: UUID, line: BaseEmailBackend, at: datetime) -> Sent | None:
    """Hand one message over. None where it is not waiting any more: somebody else took it, or its reader left.

    It is taken in a transaction of its own first, so that whatever stops this, it is never handed over twice.
    """
    row = _take(key)
    if row is None:
        return None
    found = hand_over(message(row), line)
    _settle(row, found, at)
    return found


def send_due(at: datetime) -> Counter[Sent | None]:
    """Hand over all that is due, each over a line of its own. Raises Unreachable."""
    done: Counter[Sent | None] = Counter()
    for key in due(at):
        line = open_line()
        try:
            done[send(key, line, at)] += 1
        finally:
            close_line(line)
    return done


def tidy(at: datetime) -> int:
    """Remove what was sent, given up or cut off long ago. Returns how many rows that was."""
    old = Outgoing.objects.exclude(state=State.WAITING).filter(made_at__lt=at - KEPT)
    return old.delete()[0]


def stop_mail_to(person: User) -> None:
    """Send nothing more of what waits for somebody: their account is shut (S7.07)."""
    _drop(Outgoing.objects.filter(person=person, state=State.WAITING))


def forget_mail_to(person: User, addresses: Iterable[str]) -> None:
    """Remove what was or is to be sent to somebody whose name is let go of, by any address that they had."""
    Outgoing.objects.filter(Q(person=person) | Q(to__in=addresses)).delete()


def _drop(rows: Iterable[Outgoing]) -> None:
    for row in rows:
        row.state = State.GIVEN_UP
        row.save(update_fields=["state"])


def _at_once(key: UUID) -> None:
    """Try while the person waits, but not for long, and not while the server is known not to answer."""
    if not settings.SITE_URL or cache.get(AWAY):
        return
    try:
        line = open_line(patience=PATIENCE)
    except Unreachable:
        cache.set(AWAY, True, AWAY_SECONDS)
        return
    try:
        send(key, line, timezone.now())
    finally:
        close_line(line)


@transaction.atomic
def _take(key: UUID) -> Outgoing | None:
    row = Outgoing.objects.select_for_update().filter(key=key, state=State.WAITING).first()
    if row is None:
        return None
    row.state, row.attempts = State.UNDER_WAY, row.attempts + 1
    if row.person_id and not User.objects.filter(pk=row.person_id, is_active=True).exists():
        _drop([row])
        return None
    row.save(update_fields=["state", "attempts"])
    return row


@transaction.atomic
def _settle(row: Outgoing, found: Sent, at: datetime) -> None:
    if found is Sent.YES:
        row.state, row.sent_at, row.data = State.SENT, at, {}
    elif found is Sent.UNKNOWN:
        row.state = State.CUT_OFF
    elif row.attempts > len(LATER):
        row.state = State.GIVEN_UP
    else:
        row.state, row.next_at = State.WAITING, at + LATER[row.attempts - 1]
    row.save(update_fields=["state", "sent_at", "next_at", "data"])


def _subject(template: str, data: Mapping[str, str]) -> str:
    subject = render_to_string(f"mail/{template}_subject.txt", dict(data)).rstrip("\n")
    if _holds_control(subject) or not 0 < len(subject) <= 200:
        raise NotMailable("The subject of a mail is one line of ordinary characters.")
    return subject


def _check_address(address: str) -> None:
    """Refuse what could end a line of a mail's head. Raises NotMailable."""
    try:
        validate_email(address)
    except ValidationError as error:
        raise NotMailable("This is not an e-mail address.") from error
    if _holds_control(address):
        raise NotMailable("This is not an e-mail address.")


def _holds_control(words: str) -> bool:
    return any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in words)
