"""Taking a school out of the database: every row of it, past triggers that only the owner of the tables takes down.

Its record goes whole, entries included, which no permit of an erasure allows. There is no gate for it in the data, so
that whoever may only read and write rows can never do it (S14.18): the triggers stand aside inside the transaction that
takes the school out, and stand again before it ends. Called by the operation that knows what stands against it.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection, models, transaction
from django.utils import timezone

from schools import triggers
from schools.belonging import Belongings, is_history, rows_in
from schools.models import DoomedFile, Event, RecordHead, School, TakenOut
from schools.operations.erasing import backup_days, finish


def remove(school: School, *, told: Mapping[str, Any], at: datetime) -> TakenOut:
    """Take it out, inside the transaction of an operation, and say so without its name.

    :param told: what the receipt says besides, as codes and numbers.
    """
    belongings = Belongings(school)
    going = {model: rows for model, rows in belongings.rows() if rows}
    receipt = {**_receipt(school, going, at), **told}
    _end_sessions(belongings)
    with triggers.aside(connection):
        for model, rows in going.items():
            for some in rows_in(model, "pk", rows):
                some._raw_delete(connection.alias)
    done = TakenOut.objects.create(record=school.pk, head=receipt["event"], at=at, line=json.dumps(receipt))
    transaction.on_commit(cache.clear, robust=True)
    transaction.on_commit(finish, robust=True)
    return done


def doom(files: Iterable[str], *, at: datetime) -> None:
    """Have files destroyed once the transaction stands."""
    for path in files:
        DoomedFile.objects.get_or_create(path=path, defaults={"doomed_at": at})


def _receipt(school: School, going: Mapping[type[models.Model], set[Any]], at: datetime) -> dict[str, Any]:
    """What is kept outside: which record it was, by its first and last entry, and how much went. No name, no word."""
    head, days = RecordHead.objects.of(school).get(), backup_days()
    kinds = Counter[str]()
    for model, rows in going.items():
        kinds["earlier versions" if is_history(model) else "rows"] += len(rows)
    return {
        "subject": f"school:{school.pk}",
        "school": school.pk,
        "number": head.number,
        "first": first_of(school),
        "kinds": dict(kinds),
        "event": bytes(head.hash).hex(),
        "recorded_at": timezone.now().isoformat(),
        "backup_days": days,
        "backups_gone_by": (timezone.localdate(at) + timedelta(days=days)).isoformat(),
    }


def first_of(school: School) -> str:
    """The hash of a record's first entry: by it a school is told from another of the same number."""
    first = Event.objects.of(school).order_by("number").values_list("hash", flat=True).first()
    return bytes(first).hex() if first else ""


def _end_sessions(belongings: Belongings) -> None:
    """Sign out whoever holds or held an office there, and every browser that remembers a page of it."""
    people = {str(number) for number in belongings.everybody}
    for session in Session.objects.iterator():
        kept = session.get_decoded()
        theirs = {str(kept.get("_auth_user_id")), str(kept.get("account_authentication_methods_user"))}
        if theirs & people or belongings.is_named_in(repr(kept)):
            session.delete()
