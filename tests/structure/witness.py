"""A witness of every statement that a page makes: none asks a table of schools but within one school (S8.04).

A table is within a school where its school is one that the page may touch; where a key by which it is asked leads to a
row of such a school (looked up, not believed); or where it is joined to a table of which that is so. It stands in the
way of each statement (`execute_wrapper`), on both databases, beside whatever else a test looks at.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.db import connection, models
from django.urls import Resolver404, resolve
from django.utils import timezone

from schools.access import schools_of
from schools.models import School, User
from schools.scoping import path_of
from tests.structure.statements import Place, Table, inserted, tables_of

SCHOOLS = "schools_school"

EXCEPT: dict[tuple[str, str], str] = {
    ("schools_invitation", "token_hash"): "whoever opens the link of an invitation has no school yet",
    ("schools_factorreset", "user_id"): "somebody has one second factor, at however many schools",
    ("incidents_access", "asked_by_id"): "one's own requests: somebody may be let in where they hold no office",
}
"""By what else a table may be asked, and why: each is somebody's own, or a secret in hand."""

BETWEEN: dict[str, str] = {
    "link_incidents": "the same post at two schools of a trust is one linked incident at each",
}
"""Pages whose statements touch the other schools of the trust, and why."""


DATES = {"schools_term", "schools_closureday"}
"""What may be read of another school of the trust: the days by which it goes when its policy is adopted here."""


def owned() -> dict[str, type[models.Model]]:
    """The tables whose rows belong to one school."""
    return {model._meta.db_table: model for model in apps.get_models() if path_of(model)}


OWNED = owned()


@dataclass
class Witness:
    """What was seen of the statements of some pages."""

    schools: frozenset[int] = frozenset()
    statements: int = 0
    held: int = 0
    used: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    known: dict[tuple[str, str, Any], Any] = field(default_factory=dict)
    looking: bool = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        """Let the statement through, and note whether all its tables were within a school."""
        if not self.looking:
            for values in params if many else [params]:
                self.see(sql, tuple(values or ()))
        return execute(sql, params, many, context)

    def see(self, sql: str, values: Sequence[Any]) -> None:
        """Judge one statement."""
        self.statements += 1
        added, rows = inserted(sql, values)
        tables = [table for table in tables_of(sql) if table.name in OWNED and table.name != added]
        self.held += len(tables) + (added in OWNED)
        for table in tables:
            if not self.within(table, values, ()):
                self.faults.append(f"{table.name} without a school: {sql[:1500]} with {values!r:.300}")
        if added in OWNED and not all(self._added_within(added, row) for row in rows or [{}]):
            self.faults.append(f"{added} written for another school: {sql[:300]} with {values!r:.300}")

    def within(self, table: Table, values: Sequence[Any], seen: tuple[int, ...]) -> bool:
        """Whether all that is asked of a table is of these schools."""
        if id(table) in seen:
            return False
        seen = (*seen, id(table))
        if any(self._leads_here(table.name, column, _given(given, values)) for column, given in table.held):
            return True
        if any(_is_key(table.name, mine) and self._beside(other, values, seen) for mine, other, _ in table.tied):
            return True
        return any(
            _is_key(table.name, column) and any(self._beside(each, values, seen) for each in scope.tables.values())
            for column, scope in table.among
        )

    def _beside(self, other: Table, values: Sequence[Any], seen: tuple[int, ...]) -> bool:
        """Whether a table that this one is joined to is of these schools, or is the school itself."""
        if other.name == SCHOOLS:
            return any(self._is_here(column, _given(given, values)) for column, given in other.held)
        return other.name in OWNED and self.within(other, values, seen)

    def _is_here(self, column: str, given: Sequence[Any]) -> bool:
        """Whether that is said of a school by which only these are found."""
        if column not in ("id", "slug", "trust_id"):
            return False
        self.looking = True
        try:
            found = set(School.objects.filter(**{f"{column}__in": given}).values_list("pk", flat=True))
        finally:
            self.looking = False
        return found <= self.schools

    def _leads_here(self, table: str, column: str, given: Sequence[Any]) -> bool:
        if (table, column) in EXCEPT:
            self.used[table, column] += 1
            return True
        theirs = self._trust() if table in DATES else self.schools
        return _is_key(table, column) and all(self.school_of(table, column, each) in (None, *theirs) for each in given)

    def _trust(self) -> set[int]:
        """These schools, and the others of their trusts."""
        self.looking = True
        try:
            others = School.objects.filter(trust__schools__in=self.schools).values_list("pk", flat=True)
            return {*self.schools, *others}
        finally:
            self.looking = False

    def _added_within(self, table: str, row: dict[str, Any]) -> bool:
        return any(
            self.school_of(table, column, value) in self.schools
            for column, value in row.items()
            if _is_key(table, column) and column != "id" and value is not None
        )

    def school_of(self, table: str, column: str, value: Any) -> int | None:
        """The school that a key leads to; nothing where it leads to no row."""
        if column == "school_id":
            return int(value)
        key = table, column, str(value)
        if self.known.get(key) is None:
            self.known[key] = self._look_up(OWNED[table], column, value)
        return self.known[key]

    def _look_up(self, model: type[models.Model], column: str, value: Any) -> int | None:
        """Ask the thing that the key is of, past the managers and past this witness."""
        parent, path = _parent(model, column), path_of(model)
        target, way = (parent, path_of(parent)) if parent else (model, path)
        self.looking = True
        try:
            return target._default_manager.filter(pk=value).values_list(f"{way}_id", flat=True).first()
        finally:
            self.looking = False


def _parent(model: type[models.Model], column: str) -> type[models.Model] | None:
    """What a column leads to: a model whose rows belong to a school; none for a row's own key."""
    for each in model._meta.local_fields:
        related = each.related_model
        if each.column == column and isinstance(related, type) and path_of(related):
            return related
    return None


def _is_key(table: str, column: str) -> bool:
    """Whether a column is the school, the row's own key, or the key of something else of one school."""
    own = OWNED[table]._meta.pk.column
    return column in ("school_id", own) or _parent(OWNED[table], column) is not None


def _given(given: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    return [values[each.number] if isinstance(each, Place) else each for each in given]


TALLY: Counter[str] = Counter()
"""How much was witnessed in all, for whoever prints it."""


def schools_in(address: str, user: User | None) -> set[int]:
    """The school that a page is of, by its address: all that it may touch, but for `BETWEEN`.

    A page of no school is about the person, and may touch those that are theirs.
    """
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:  # no page, so it touches nothing
        return set()
    if "slug" not in match.kwargs:
        return {each.pk for each in schools_of(user, timezone.localdate())} if user else set()
    here = School.objects.filter(slug=match.kwargs["slug"])
    if match.url_name in BETWEEN:
        here = School.objects.filter(trust__schools__in=here)
    return set(here.values_list("pk", flat=True))


@contextmanager
def witnessed(schools: Collection[int]) -> Iterator[Witness]:
    """Watch every statement made inside, none of which may touch another school than these."""
    witness = Witness(frozenset(schools))
    with connection.execute_wrapper(witness):
        yield witness
    TALLY.update(statements=witness.statements, held=witness.held)
    TALLY.update({f"{table}.{column}": count for (table, column), count in witness.used.items()})
