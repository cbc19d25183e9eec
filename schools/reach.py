"""Whose rows this connection reaches: the second wall between schools, in the database itself (S8.09).

PostgreSQL shows and takes rows of the schools named in `fairpost.school` alone (`row_security.py`); of none, where none
is named. The door of a request names the school; the end of the request takes it back, whatever happened. What acts for
several schools says which, or why: `within(one, other)`, `across_schools("why")`. SQLite has no such wall: there
these do nothing, and the managers (`scoping.py`) are all there is.

The names stand in the session, not in a transaction: pages run in autocommit, where a transaction's would be gone at
once. So a pooler between must keep one session to one connection.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import connection

from schools.models import School

SET = "SELECT set_config('fairpost.school', %s, false), set_config('fairpost.why', %s, false)"


class Reach(NamedTuple):
    """What is set: the numbers of some schools as PostgreSQL writes an array, or a reason for reaching all."""

    schools: str = ""
    why: str = ""


IN_ERROR = 3
"""libpq's word for a transaction that has failed and waits to be taken back."""

NOWHERE = Reach()
unless_set = NOWHERE
"""What a new connection reaches. The tests, which look at every school, have theirs begin otherwise."""


@contextmanager
def within(*schools: School) -> Iterator[None]:
    """Reach these schools inside, and no other."""
    with _reaching(Reach(_array(*schools))):
        yield


@contextmanager
def across_schools(why: str) -> Iterator[None]:
    """Reach every school inside. `why` is a plain sentence; a test lists the modules that do."""
    with _reaching(Reach(why=why)):
        yield


@contextmanager
def nowhere() -> Iterator[None]:
    """Reach no school inside, until somebody comes in by a door: the frame of every request."""
    with _reaching(NOWHERE):
        yield


def come_within(school: School) -> None:
    """Reach this school from here to the end of the request. For doors alone, which know that the person may."""
    _set(Reach(_array(school)))


def _array(*schools: School) -> str:
    return "{" + ",".join(str(int(school.pk)) for school in schools) + "}"


@contextmanager
def _reaching(reach: Reach) -> Iterator[None]:
    before = _now()
    _set(reach)
    try:
        yield
    finally:
        _go_back(before)


def _now() -> Reach:
    """What the connection reaches: what was set last on it, unless it has been opened anew."""
    on, reach = getattr(connection, "_reach", (None, unless_set))
    return reach if on is not None and on is connection.connection else unless_set


def _set(reach: Reach) -> None:
    if connection.vendor != "postgresql" or reach == _now():
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(SET, reach)
    _note(reach)


def _go_back(before: Reach) -> None:
    """Set what was before; where that fails, shut the connection, which forgets everything."""
    if connection.vendor != "postgresql" or connection.connection is None:
        return
    if _failed():
        _note(before)  # the transaction that failed is taken back, and with it what was set in it
        return
    try:
        _set(before)
    except Exception:
        connection.close()
        raise


def _failed() -> bool:
    """Whether the transaction takes no more statements."""
    driver: Any = connection.connection
    return driver.info.transaction_status == IN_ERROR


def _note(reach: Reach) -> None:
    connection._reach = (connection.connection, reach)  # type: ignore[attr-defined]
