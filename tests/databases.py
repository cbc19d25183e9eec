"""On PostgreSQL the tests are the application: a role that is neither superuser nor owner of a table (S8.09, S13.03).

The database is made, migrated and emptied by its owner, as in production. Where the address that is given is a
superuser's, as that of the throwaway server is, the two roles are made there first. The tests themselves look at every
school, and so their connection begins with every school within reach; the requests in them begin with none.
"""

import contextlib
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg2
from django.db import connection
from psycopg2 import sql

from config.postgres import APPLICATION, OWNER, statements
from schools import reach

TESTS = reach.Reach(why="tests")
RIGHTS = ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE ON SEQUENCES")


@contextlib.contextmanager
def made_by_the_owner() -> Iterator[None]:
    """Let the database be made inside by the owner; from then on everybody is the application."""
    if connection.vendor != "postgresql":
        yield
        return
    make_roles()
    connection.settings_dict["OPTIONS"]["options"] += f" -c fairpost.why={TESTS.why}"
    reach.unless_set = TESTS
    be(OWNER)
    yield
    grant()
    be(APPLICATION)


def begin_with_every_school() -> None:
    """Forget what a test before left within reach: one that came in by a door without a request around it."""
    if hasattr(connection, "_reach"):
        del connection._reach
    driver: Any = connection.connection
    if connection.vendor == "postgresql" and driver is not None and not driver.closed:
        with driver.cursor() as cursor:
            cursor.execute("RESET fairpost.school; RESET fairpost.why")


def taken_away_by_the_owner() -> None:
    """Let the database be dropped by whoever made it."""
    if connection.vendor == "postgresql":
        be(OWNER)


def be(role: str) -> None:
    """Connect as this role from now on."""
    connection.close()
    connection.settings_dict["USER"] = role


def make_roles() -> None:
    """The two roles, on a server that does not have them. The application may become the others, and is neither.

    That is for the few tests that do what only an owner or a superuser can; in production no such thing is granted.
    """
    superuser = os.environ["DATABASE_URL"]
    with contextlib.closing(psycopg2.connect(superuser)) as server, server.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [OWNER])
        if cursor.fetchall() == [(1,)]:
            return
    owner, application = sql.Identifier(OWNER), sql.Identifier(APPLICATION)
    statements(superuser, "CREATE ROLE {} LOGIN CREATEDB", owner)
    statements(superuser, "CREATE ROLE {} LOGIN NOINHERIT IN ROLE {}", application, owner)
    statements(superuser, "GRANT {} TO {}", sql.Identifier(superusers_name()), application)


def grant() -> None:
    """What the application may do with the rows of the tables that the owner makes in this database."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for right in RIGHTS:
                cursor.execute(f"GRANT {right.replace(' ON ', ' ON ALL ')} IN SCHEMA public TO {APPLICATION}")
                cursor.execute(f"ALTER DEFAULT PRIVILEGES GRANT {right} TO {APPLICATION}")


def superusers_name() -> str:
    """Who the address that was given is of."""
    return urlsplit(os.environ["DATABASE_URL"]).username or "postgres"


@contextlib.contextmanager
def as_the_owner(on: Any = connection) -> Iterator[None]:
    """Do inside what only whoever owns the tables can, on the same connection and in the same transaction."""
    if on.vendor != "postgresql" or role_of(on) == superusers_name():
        yield
    else:
        with being(on, OWNER):
            yield


@contextlib.contextmanager
def as_a_superuser() -> Iterator[None]:
    """Do inside what nobody but a superuser can."""
    if connection.vendor != "postgresql":
        yield
    else:
        with being(connection, superusers_name()):
            yield


@contextlib.contextmanager
def being(on: Any, role: str) -> Iterator[None]:
    """Be another role inside."""
    before = role_of(on)
    with on.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
    try:
        yield
    finally:
        if not on.needs_rollback:
            with on.cursor() as cursor:
                cursor.execute(f"SET ROLE {before}")


def role_of(on: Any) -> str:
    """Which role somebody has become; `none` where they are who they are."""
    with on.cursor() as cursor:
        cursor.execute("SELECT current_setting('role')")
        return str(cursor.fetchone()[0])
