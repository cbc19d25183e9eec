"""The protected tables, a row of any of them, and trying something that should be refused."""

import datetime
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import DatabaseError, connection, models, transaction

from schools import triggers
from schools.models import ErasurePermit, Event, EventPayload, Look, RecordCheck, School
from schools.models.event import NeverChanged
from schools.record import look
from schools.scoping import Unscoped
from tests.schools.recording import AT, a_head, a_school, note

Model = type[models.Model]
PROTECTED = triggers.protected()
ON_SQLITE = connection.vendor == "sqlite"

VALUES: dict[type[models.Field], Any] = {
    models.BooleanField: False,
    models.IntegerField: 7,
    models.DateTimeField: datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC),
    models.DateField: datetime.date(2020, 1, 1),
    models.UUIDField: uuid.UUID(int=7),
    models.DecimalField: Decimal(7),
    models.BinaryField: b"7",
    models.JSONField: {},
    models.TextField: "7",
    models.CharField: "7",
}


def a_row(model: Model) -> models.Model:
    """One row of a protected table: of the record by its writer, of a history as plain values."""
    if model is RecordCheck:
        school = School.objects.filter(slug="meadow").first() or a_school()
        return RecordCheck.objects.create(school=school, at=AT, by="system:set-up", number=0, hash=b"0" * 32)
    if model is ErasurePermit:
        stone = Event.objects.across_schools("The test makes one.").first() or a_row(Event)
        permit = ErasurePermit(tombstone=stone, table_name="schools_look", row=7)
        permit.save()
        return permit
    if model not in (Event, EventPayload, Look):
        row = model(**{field.attname: value_for(field) for field in model._meta.local_fields if not is_own_key(field)})
        row.save(force_insert=True)
        return row
    school = a_school()
    note(school)
    look(school=school, viewer=a_head(), kind="incident", about="incident:1", at=AT)
    return model._base_manager.latest("pk")


def is_own_key(field: models.Field) -> bool:
    """Whether the database gives the value itself."""
    return isinstance(field, models.AutoField | models.BigAutoField)


def value_for(field: Any) -> Any:
    """Any value that fits the column; history has no foreign keys that the database checks."""
    while field.remote_field:
        field = field.target_field
    if is_own_key(field):
        return 7
    return next(VALUES[kind] for kind in type(field).__mro__ if kind in VALUES)


def run(statement: str) -> None:
    """Run it without Django between."""
    with connection.cursor() as cursor:
        cursor.execute(statement)


def refusal(way: Callable[[], Any]) -> str:
    """Try it, take back whatever it did, and say how it was refused; nothing when it was not."""
    try:
        with transaction.atomic():
            way()
            transaction.set_rollback(True)
    except (DatabaseError, NeverChanged, Unscoped) as error:
        return str(error)
    return ""
