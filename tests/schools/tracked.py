"""Changing any field of any row in the database itself, past the software: what the nightly check has to find."""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, models, transaction

from schools.reconcile import Difference, differences

OTHER: list[tuple[type[models.Field], list[Any]]] = [
    (models.BooleanField, [True, False]),
    (models.UUIDField, [uuid.UUID(int=77)]),
    (models.JSONField, ['{"odd": 1}', "[7]"]),
    (models.DateTimeField, [datetime.datetime(2001, 2, 3, 4, 5, 6, tzinfo=datetime.UTC)]),
    (models.DateField, [datetime.date(2001, 2, 3), datetime.date(2093, 1, 1)]),
    (models.TimeField, [datetime.time(1, 2)]),
    (models.IntegerField, [1, 2, 3, 770077]),
    (models.ForeignKey, [1, 2, 3, 770077]),
    (models.TextField, ["zz"]),
    (models.CharField, ["zz", "Z9"]),
    (models.BinaryField, [b"zz"]),
]


def others(field: models.Field) -> list[Any]:
    """Values that the field may not have now. Choices first, for a rule of the database may know them."""
    fitting = next(values for kind, values in OTHER if isinstance(field, kind))
    found = [*[value for value, _ in field.flatchoices], *fitting, ""] if not field.remote_field else fitting
    prepared = [value if isinstance(field, models.JSONField) else _prepared(field, value) for value in found]
    return [None, *prepared] if field.null else [*prepared, None]


def _prepared(field: models.Field, value: Any) -> Any:
    try:
        return field.get_db_prep_value(value, connection, prepared=False)
    except (ValueError, TypeError, ValidationError):
        return None


def edited(model: type[models.Model], pk: Any, field: models.Field) -> Iterator[list[Difference]]:
    """Set the field of this row to one value after the other that the database takes, and say what is then found."""
    quote = connection.ops.quote_name
    table, column, key = quote(model._meta.db_table), quote(field.column), quote(model._meta.pk.column)
    differs = f"{column} IS NOT %s" if connection.vendor == "sqlite" else f"{column} IS DISTINCT FROM %s"
    cast = "::jsonb" if isinstance(field, models.JSONField) and connection.vendor == "postgresql" else ""
    statement = f"UPDATE {table} SET {column} = %s{cast} WHERE {key} = %s AND {differs}{cast}"
    for value in others(field):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, [value, pk, value])
                found = list(differences(model)) if cursor.rowcount else None
                transaction.set_rollback(True)
        except DatabaseError:
            continue
        if found is not None:
            yield found
            return
