"""The two roles of a PostgreSQL database: who makes its tables, and who may only use their rows (S13.03, S16.12).

Whoever owns a table can take its triggers down, so the application must not. Safe to run again, and on a database whose
tables the application made before: they are handed to the owner. The tests' throwaway roles are made in `postgres.py`.
"""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import psycopg2
from psycopg2 import sql

TOO_MUCH = "TRUNCATE, TRIGGER, REFERENCES"
ROWS = "SELECT, INSERT, UPDATE, DELETE"


class NotUsable(ValueError):
    """An address of a database lacks something. The sentence says which and what."""


@dataclass(frozen=True)
class Login:
    """A role, its password, and the database that it is for."""

    role: str
    password: str
    database: str


def login_of(name: str, address: str) -> Login:
    """The role of an address such as postgresql://role:password@host/database. Raises NotUsable."""
    parts = urlsplit(address)
    database = unquote(parts.path.lstrip("/"))
    if not parts.scheme.startswith("postgres") or not parts.username or not database:
        raise NotUsable(f"{name} must be like postgresql://role:password@host/database.")
    return Login(unquote(parts.username), unquote(parts.password or ""), database)


def make(superuser: str, owner: Login, application: Login) -> None:
    """Make both roles and their database, and give each what it needs and no more. Raises NotUsable."""
    as_superuser = login_of("DATABASE_SUPERUSER_URL", superuser).role
    if owner.database != application.database or len({owner.role, application.role, as_superuser}) < 3:
        raise NotUsable("The three addresses need three different roles, and owner and application one database.")
    with _line(superuser) as cursor:
        for login in (owner, application):
            _make_role(cursor, login)
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [owner.database])
        if cursor.fetchone() is None:
            _run(cursor, "CREATE DATABASE {database} OWNER {owner}", owner, application)
        _run(cursor, "ALTER DATABASE {database} OWNER TO {owner}", owner, application)
    with _line(superuser, owner.database) as cursor:
        for statement in GRANTS:
            _run(cursor, statement, owner, application)


GRANTS = (
    "REASSIGN OWNED BY {application} TO {owner}",
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC, {application}",
    "GRANT CONNECT ON DATABASE {database} TO {application}",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC, {application}",
    "GRANT ALL ON SCHEMA public TO {owner}",
    "GRANT USAGE ON SCHEMA public TO {application}",
    f"REVOKE {TOO_MUCH} ON ALL TABLES IN SCHEMA public FROM PUBLIC, {{application}}",
    f"GRANT {ROWS} ON ALL TABLES IN SCHEMA public TO {{application}}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {application}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {{owner}} IN SCHEMA public REVOKE {TOO_MUCH} ON TABLES FROM {{application}}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {{owner}} IN SCHEMA public GRANT {ROWS} ON TABLES TO {{application}}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE ON SEQUENCES TO {application}",
)
"""In the database itself, in this order. Later tables are the owner's too, and get the same."""


def _make_role(cursor: psycopg2.extensions.cursor, login: Login) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [login.role])
    verb = "ALTER" if cursor.fetchone() else "CREATE"
    plain = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    text = sql.SQL(f"{verb} ROLE {{}} {plain}").format(sql.Identifier(login.role))
    if login.password:
        text += sql.SQL(" PASSWORD {}").format(sql.Literal(login.password))
    cursor.execute(text)


def _run(cursor: psycopg2.extensions.cursor, statement: str, owner: Login, application: Login) -> None:
    names = {"owner": owner.role, "application": application.role, "database": owner.database}
    cursor.execute(sql.SQL(statement).format(**{name: sql.Identifier(word) for name, word in names.items()}))


@contextlib.contextmanager
def _line(address: str, database: str | None = None) -> Iterator[psycopg2.extensions.cursor]:
    """A line to the server on which each statement counts by itself: CREATE DATABASE refuses a transaction."""
    connection = psycopg2.connect(address, **({"dbname": database} if database else {}))
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        yield cursor
