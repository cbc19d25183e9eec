"""Row-level security by school, on PostgreSQL: one list, made from what the managers know, put in after migrations.

A row of a school is seen and written only on a connection that reaches the school (`reach.py`); a part of something,
only where the thing is. It holds for the tables' owner as well (FORCE), not for a superuser, whom nothing holds. What
is lacking or not as declared is told by `missing`, as with the triggers (S8.09, S13.03).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from schools.scoping import path_of

NAME = "within_reach"
FUNCTION = "fairpost_reaches"
BODY = """
SELECT current_setting('fairpost.why', true) <> ''
    OR school = ANY (NULLIF(current_setting('fairpost.school', true), '')::bigint[])
"""
MAKE = f"CREATE OR REPLACE FUNCTION {FUNCTION}(school bigint) RETURNS boolean LANGUAGE sql STABLE AS $${BODY}$$"
ALL = f"{FUNCTION}(NULL::bigint)"
"""True where every school is within reach: a history may be of something that is gone."""

BOTH_ENDS = {"incidents_link": "to_id", "incidents_historicallink": "to_id"}
"""A link is seen from either of its incidents; it is written from the first."""


@dataclass(frozen=True)
class Wall:
    """The rule of one table: which rows are seen, and which may be written."""

    table: str
    seen: str
    written: str

    def __str__(self) -> str:
        return f"{self.table}: {NAME}"

    def statements(self) -> Iterator[str]:
        """What puts it in, whether or not something of it stands."""
        yield f'ALTER TABLE "{self.table}" ENABLE ROW LEVEL SECURITY'
        yield f'ALTER TABLE "{self.table}" FORCE ROW LEVEL SECURITY'
        yield f'DROP POLICY IF EXISTS {NAME} ON "{self.table}"'
        yield f'CREATE POLICY {NAME} ON "{self.table}" USING ({self.seen}) WITH CHECK ({self.written})'

    @property
    def standing(self) -> tuple[Any, ...]:
        """How the database shows that it stands: on, for the owner too, for everybody, and in these words."""
        return (True, True, 1, "*", True, plain(self.seen), plain(self.written))


def declared(connection: BaseDatabaseWrapper) -> list[Wall]:
    """The rule of every table that the database has whose rows belong to one school."""
    if connection.vendor != "postgresql":
        return []
    tables = set(connection.introspection.table_names())
    walled = [model for model in apps.get_models() if path_of(model) and model._meta.db_table in tables]
    return [_wall(model) for model in walled]


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Say which rules are lacking, switched off, joined by another, or not as declared; nothing when all stand."""
    return [str(wall) for wall in _lacking(connection)]


def install(connection: BaseDatabaseWrapper) -> list[str]:
    """Put in what is lacking and say what that was. Where nothing is, nothing is touched."""
    lacking = _lacking(connection)
    if lacking:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for statement in [MAKE, *(each for wall in lacking for each in wall.statements())]:
                cursor.execute(statement)
    return [str(wall) for wall in lacking]


def handler(sender: Any, using: str, **kwargs: Any) -> None:
    """After a migration, put in what is new. Called for every app; the last of ours knows all tables."""
    if sender.label == "incidents":
        install(connections[using])


def _wall(model: type[models.Model]) -> Wall:
    table, (first, *further) = model._meta.db_table, path_of(model).split("__")
    field: Any = model._meta.get_field(first)
    if not further:
        rule = f"{FUNCTION}({field.column})"
        return Wall(table, rule, rule)
    above = field.related_model._meta
    ends = [field.column, *([BOTH_ENDS[table]] if table in BOTH_ENDS else [])]
    rules = [f"EXISTS (SELECT 1 FROM {above.db_table} above WHERE above.id = {table}.{column})" for column in ends]
    return Wall(table, " OR ".join([ALL, *rules]), f"{ALL} OR {rules[0]}")


def plain(rule: str | None) -> str:
    """A rule without what PostgreSQL adds in telling it: brackets and spaces."""
    return re.sub(r"[\s()]", "", rule or "")


def _lacking(connection: BaseDatabaseWrapper) -> list[Wall]:
    walls = declared(connection)
    if not walls:
        return []
    if _function(connection) != BODY:
        return walls
    standing = _standing(connection)
    return [wall for wall in walls if standing.get(wall.table) != wall.standing]


def _function(connection: BaseDatabaseWrapper) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT prosrc FROM pg_proc WHERE proname = %s AND provolatile = 's' AND NOT prosecdef
               AND pronamespace = current_schema()::regnamespace""",
            [FUNCTION],
        )
        found = cursor.fetchall()
    return found[0][0] if len(found) == 1 else ""


def _standing(connection: BaseDatabaseWrapper) -> dict[str, tuple[Any, ...]]:
    """Each table with a rule: whether it is on, how many rules there are, and one of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT relname, relrowsecurity, relforcerowsecurity, count(*) OVER (PARTITION BY relname), polcmd::text,
                      polpermissive AND polroles = '{0}', pg_get_expr(polqual, polrelid),
                      pg_get_expr(polwithcheck, polrelid)
               FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
               WHERE relnamespace = current_schema()::regnamespace"""
        )
        return {table: (*shown, plain(seen), plain(check)) for table, *shown, seen, check in cursor.fetchall()}
