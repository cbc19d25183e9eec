"""Compares every row of every tracked table with its last row of history, and names what differs (S16.13).

Whoever changes a row in the database itself, past the software, leaves no history. The comparing is done by the
database, in its own types, so that nothing that stands there can stop it; no value is read, only where one differs.
It reads and never writes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models import ForeignKey, OneToOneField
from simple_history.models import registered_models

from schools.models import School

NO_HISTORY, GONE, BACK = "no history", "row is gone", "row is back"
"""What else can be wrong than a field: a row that nothing tells of, one removed, and one that was removed before."""


@dataclass(frozen=True)
class Difference:
    """One field of one row that is not as its history says. `field` may be one of the words above."""

    model: type[models.Model]
    row: Any
    field: str

    @property
    def table(self) -> str:
        """The table, as the database names it."""
        return self.model._meta.db_table


def tracked_models() -> list[type[models.Model]]:
    """Every model that has a history, in the order of their tables."""
    return [registered_models[table] for table in sorted(registered_models)]


def differences(model: type[models.Model]) -> Iterator[Difference]:
    """Everything that differs in one table."""
    fields = _fields(model)
    with connection.cursor() as cursor:
        cursor.execute(_changed(model, fields))
        for key, kind, *differ in cursor.fetchall():
            if kind is None:
                yield Difference(model, key, NO_HISTORY)
            elif kind == "-":
                yield Difference(model, key, BACK)
            yield from (
                Difference(model, key, field.name)
                for field, one in zip(fields, differ, strict=True)
                if one and kind not in (None, "-")
            )
        cursor.execute(_gone(model))
        yield from (Difference(model, key, GONE) for (key,) in cursor.fetchall())


def schools_of(found: Difference) -> list[int]:
    """The schools that a row belongs to; what belongs to no one school, such as a person, concerns them all."""
    path = _way_to_school(found.model, ())
    if path is not None and found.field != GONE:
        return list(found.model._base_manager.filter(pk=found.row).values_list(path, flat=True))
    return list(School.objects.values_list("pk", flat=True))


def _fields(model: type[models.Model]) -> list[models.Field]:
    kept = {field.attname for field in _history(model)._meta.local_fields}
    return [field for field in model._meta.local_fields if field.attname in kept and not field.primary_key]


def _history(model: type[models.Model]) -> type[models.Model]:
    return model.history.model  # type: ignore[attr-defined,no-any-return]


def _names(model: type[models.Model]) -> tuple[str, str, str]:
    quote = connection.ops.quote_name
    return quote(model._meta.db_table), quote(_history(model)._meta.db_table), quote(model._meta.pk.column)


def _changed(model: type[models.Model], fields: list[models.Field]) -> str:
    """Rows that are not in every field as their last row of history, or have none. IS DISTINCT FROM minds nulls too."""
    differs = "{} IS NOT {}" if connection.vendor == "sqlite" else "{} IS DISTINCT FROM {}"
    table, history, key = _names(model)
    columns = [connection.ops.quote_name(field.column) for field in fields]
    each = [f"({differs.format(f'now.{column}', f'was.{column}')})" for column in columns]
    return (
        f"SELECT now.{key}, was.history_type, {', '.join(each)} FROM {table} AS now "
        f"LEFT JOIN ({_latest(history, key)}) AS last ON last.{key} = now.{key} "
        f"LEFT JOIN {history} AS was ON was.history_id = last.history_id "
        f"WHERE was.history_id IS NULL OR was.history_type = '-' OR {' OR '.join(each)} ORDER BY now.{key}"
    )


def _gone(model: type[models.Model]) -> str:
    table, history, key = _names(model)
    return (
        f"SELECT was.{key} FROM {history} AS was JOIN ({_latest(history, key)}) AS last "
        f"ON last.history_id = was.history_id LEFT JOIN {table} AS now ON now.{key} = was.{key} "
        f"WHERE now.{key} IS NULL AND was.history_type <> '-' ORDER BY was.{key}"
    )


def _latest(history: str, key: str) -> str:
    """By the number of the row: `history_date` is a time that code may set."""
    return f"SELECT {key}, MAX(history_id) AS history_id FROM {history} GROUP BY {key}"


def _way_to_school(model: type[models.Model], seen: tuple[type[models.Model], ...]) -> str | None:
    """How a model leads to its school, as Django writes it: "incident__school_id". None where it does not."""
    if model is School:
        return "pk"
    links = [field for field in model._meta.local_fields if isinstance(field, ForeignKey | OneToOneField)]
    for field in sorted(links, key=lambda field: (field.remote_field.model is not School, field.null)):
        to = field.remote_field.model
        way = None if to in (*seen, model) else _way_to_school(to, (*seen, model))
        if way is not None:
            return f"{field.name}_id" if way == "pk" else f"{field.name}__{way}"
    return None


def compared() -> int:
    """How many rows there are to compare."""
    return sum(model._base_manager.count() for model in tracked_models())
