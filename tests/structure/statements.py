"""Reads a statement of Django's: which tables it asks, and what holds each of them to a school (S8.04).

Not a parser of SQL: Django writes names in double quotes, gives every table a name, and puts values where `%s` stands.
What counts as holding is only what must be so for every row: an equation on the level of a WHERE or an ON, never one
inside an OR, a NOT or a CASE.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

TOKEN = re.compile(r'"[^"]+"|\'(?:[^\']|\'\')*\'|%s|[A-Za-z_][A-Za-z_0-9]*|\d+(?:\.\d+)?|::|<=|>=|<>|\S')
CLAUSES = {"GROUP", "ORDER", "HAVING", "LIMIT", "OFFSET", "UNION", "FOR", "RETURNING", "WINDOW"}
END_OF_NAME = {"WHERE", "ON", "INNER", "LEFT", "CROSS", "JOIN", "SET", "USING", "VALUES", *CLAUSES}


@dataclass(frozen=True)
class Place:
    """Where a value stands among those of a statement."""

    number: int


@dataclass
class Table:
    """A table in one place of a statement."""

    name: str
    held: list[tuple[str, Sequence[Any]]] = field(default_factory=list)
    """Columns that equal one of some values."""
    tied: list[tuple[str, "Table", str]] = field(default_factory=list)
    """Columns that equal a column of another table."""
    among: list[tuple[str, "Scope"]] = field(default_factory=list)
    """Columns that are among what a question inside this one finds."""


@dataclass
class Scope:
    """A question, or a question inside a question, with its tables by the names it gives them."""

    above: "Scope | None" = None
    tables: dict[str, Table] = field(default_factory=dict)

    def find(self, alias: str) -> Table | None:
        """The table of that name, here or in the question around it."""
        return self.tables.get(alias) or (self.above.find(alias) if self.above else None)


class Reader:
    """Reads one statement. Values stay places among those that come with it, so that it is read once."""

    def __init__(self, sql: str) -> None:
        self.tokens = TOKEN.findall(sql)
        self.place: list[int] = []
        count = 0
        for token in self.tokens:
            self.place.append(count)
            count += token == "%s"
        self.scopes: list[Scope] = []

    def read(self) -> list[Table]:
        """Every table of the statement."""
        self._question(0, len(self.tokens), None)
        return [table for scope in self.scopes for table in scope.tables.values()]

    def _question(self, start: int, end: int, above: Scope | None) -> Scope:
        """Read a question: its tables first, then what holds them, then the questions inside."""
        scope = Scope(above)
        self.scopes.append(scope)
        if joined := [at for at in self._level(start, end) if self.tokens[at].upper() == "UNION"]:
            self._question(joined[0] + 1, end, above)
            end = joined[0]
        for at in self._level(start, end):
            if self.tokens[at].upper() in ("FROM", "JOIN", "UPDATE", "INTO"):
                self._table(at + 1, scope)
        read = set()
        for first, last in self._conditions(start, end):
            read |= self._condition(first, last, scope)
        for at in range(start, end):
            if self._opens(at) and at not in read:
                inside = self._close(at)
                if not any(other < at < self._close(other) for other in range(start, at) if self._opens(other)):
                    self._question(at + 1, inside, scope)
        return scope

    def _opens(self, at: int) -> bool:
        """Whether a question inside begins here."""
        return self.tokens[at] == "(" and at + 1 < len(self.tokens) and self.tokens[at + 1].upper() == "SELECT"

    def _level(self, start: int, end: int) -> Iterator[int]:
        """The places of this level alone: what is in brackets is stepped over."""
        at = start
        while at < end:
            if self.tokens[at] == "(":
                at = self._close(at)
            else:
                yield at
            at += 1

    def _close(self, at: int) -> int:
        """Where the bracket that opens here is shut."""
        depth = 0
        for place in range(at, len(self.tokens)):
            depth += (self.tokens[place] == "(") - (self.tokens[place] == ")")
            if depth == 0:
                return place
        return len(self.tokens)

    def _table(self, at: int, scope: Scope) -> None:
        if at >= len(self.tokens) or not self.tokens[at].startswith('"'):
            return
        name = alias = self.tokens[at].strip('"')
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else ""
        if re.fullmatch(r'[A-Z]\d+|"[^"]+"', after) and after.upper() not in END_OF_NAME:
            alias = after.strip('"')
        scope.tables[alias] = Table(name)

    def _conditions(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Each run of words that must be so: after ON, and after WHERE."""
        begins = None
        for at in self._level(start, end):
            word = self.tokens[at].upper()
            if begins is not None and (word in CLAUSES or word in ("WHERE", "INNER", "LEFT", "JOIN", "CROSS")):
                yield begins, at
                begins = None
            if word in ("ON", "WHERE"):
                begins = at + 1
        if begins is not None:
            yield begins, end

    def _condition(self, start: int, end: int, scope: Scope) -> set[int]:
        """Note what holds and ties, part by part; brackets that hold neither OR nor NOT nor CASE are looked into."""
        if any(self.tokens[at].upper() == "OR" for at in self._outside_cases(start, end)):
            return set()
        read: set[int] = set()
        at = start
        while at < end:
            word = self.tokens[at].upper()
            if word == "CASE":
                at = self._end_of_case(at)
            elif word in ("NOT", "EXISTS"):
                at = self._close(at + 1) if at + 1 < end and self.tokens[at + 1] == "(" else at + 1
            elif word == "(" and not self._opens(at) and (at == start or self.tokens[at - 1].upper() in ("AND", "(")):
                read |= self._condition(at + 1, self._close(at), scope)
                at = self._close(at)
            elif self._is_column(at):
                read |= self._equation(at, scope)
            at += 1
        return read

    def _outside_cases(self, start: int, end: int) -> Iterator[int]:
        """The places of this level, without what a CASE asks."""
        past = start
        for at in self._level(start, end):
            if at >= past:
                yield at
            if at >= past and self.tokens[at].upper() == "CASE":
                past = self._end_of_case(at) + 1

    def _end_of_case(self, at: int) -> int:
        depth = 0
        for place in range(at, len(self.tokens)):
            word = self.tokens[place].upper()
            depth += (word == "CASE") - (word == "END")
            if depth == 0:
                return place
        return len(self.tokens)

    def _is_column(self, at: int) -> bool:
        tokens = self.tokens
        return at + 2 < len(tokens) and tokens[at + 1] == "." and tokens[at + 2].startswith('"')

    def _equation(self, at: int, scope: Scope) -> set[int]:
        """A column that equals a value, a column, or one of several; the question inside that was read, if any."""
        table, column = scope.find(self.tokens[at].strip('"')), self.tokens[at + 2].strip('"')
        sign = self.tokens[at + 3].upper() if at + 3 < len(self.tokens) else ""
        right = at + 4
        if table is None or sign not in ("=", "IN") or right >= len(self.tokens):
            return set()
        if sign == "=" and self.tokens[right] == "(" and not self._opens(right):
            right += 1
        if self._is_column(right):
            return self._tie(table, column, right, scope)
        if self._opens(right):
            table.among.append((column, self._question(right + 1, self._close(right), scope)))
            return {right}
        last = self._close(right) if self.tokens[right] == "(" else right
        given = [self._value(place) for place in range(right, last + 1) if self.tokens[place] not in ("(", ")", ",")]
        table.held.append((column, given))
        return set()

    def _tie(self, table: Table, column: str, right: int, scope: Scope) -> set[int]:
        other, theirs = scope.find(self.tokens[right].strip('"')), self.tokens[right + 2].strip('"')
        if other is not None:
            table.tied.append((column, other, theirs))
            other.tied.append((theirs, table, column))
        return set()

    def _value(self, place: int) -> Any:
        token = self.tokens[place]
        return Place(self.place[place]) if token == "%s" else int(token) if token.isdigit() else token.strip("'")


@cache
def tables_of(sql: str) -> tuple[Table, ...]:
    """Every table that a statement asks, changes or removes from, with what holds each."""
    return tuple(Reader(sql).read())


def inserted(sql: str, values: Sequence[Any]) -> tuple[str, list[dict[str, Any]]]:
    """The table that rows are added to, and what is given for each; no table where none are."""
    match = re.match(r'INSERT (?:OR \w+ )?INTO "([^"]+)" \(([^)]*)\) (?:VALUES|SELECT)', sql)
    if match is None:
        return "", []
    columns = re.findall(r'"([^"]+)"', match[2])
    if "UNNEST" in sql:  # PostgreSQL is given each column as a list
        return match[1], [dict(zip(columns, row, strict=True)) for row in zip(*values, strict=True)]
    given = list(values)
    rows = [given[at : at + len(columns)] for at in range(0, len(given), len(columns))]
    return match[1], [dict(zip(columns, row, strict=False)) for row in rows]
