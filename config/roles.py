"""The roles of a PostgreSQL database: who makes its tables, who uses their rows, who only reads them (S13.03, S16.12).

Whoever owns a table can take its triggers down, so the application must not; and whoever checks the record from
elsewhere needs to read, and nothing else. Safe to run again, and on a database whose
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


def make(superuser: str, owner: Login, application: Login, reader: Login | None = None) -> None:
    """Make the roles and their database, and give each what it needs and no more. Raises NotUsable."""
    logins = [owner, application, *([reader] if reader else [])]
    roles = {login_of("DATABASE_SUPERUSER_URL", superuser).role, *(each.role for each in logins)}
    if len({each.database for each in logins}) > 1 or len(roles) <= len(logins):
        raise NotUsable("Each address needs a role of its own, and all but the superuser's one database.")
    with _line(superuser) as cursor:
        for login in logins:
            _make_role(cursor, login)
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [owner.database])
        if cursor.fetchone() is None:
            _run(cursor, "CREATE DATABASE {database} OWNER {owner}", owner, application)
        _run(cursor, "ALTER DATABASE {database} OWNER TO {owner}", owner, application)
    with _line(superuser, owner.database) as cursor:
        for statement in GRANTS:
            _run(cursor, statement, owner, application)
        for statement in READS if reader else ():
            _run(cursor, statement, owner, reader)


GRANTS = (
    "REASSIGN OWNED BY {role} TO {owner}",
    "REVOKE ALL ON DATABASE {database} FROM PUBLIC, {role}",
    "GRANT CONNECT ON DATABASE {database} TO {role}",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC, {role}",
    "GRANT ALL ON SCHEMA public TO {owner}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    f"REVOKE {TOO_MUCH} ON ALL TABLES IN SCHEMA public FROM PUBLIC, {{role}}",
    f"GRANT {ROWS} ON ALL TABLES IN SCHEMA public TO {{role}}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {{owner}} IN SCHEMA public REVOKE {TOO_MUCH} ON TABLES FROM {{role}}",
    f"ALTER DEFAULT PRIVILEGES FOR ROLE {{owner}} IN SCHEMA public GRANT {ROWS} ON TABLES TO {{role}}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT USAGE ON SEQUENCES TO {role}",
)
"""In the database itself, in this order. Later tables are the owner's too, and get the same."""

READS = (
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
    "GRANT CONNECT ON DATABASE {database} TO {role}",
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT ON TABLES TO {role}",
    "ALTER ROLE {role} SET default_transaction_read_only = on",
)
"""For whoever only reads."""


def _make_role(cursor: psycopg2.extensions.cursor, login: Login) -> None:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [login.role])
    verb = "ALTER" if cursor.fetchone() else "CREATE"
    plain = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    text = sql.SQL(f"{verb} ROLE {{}} {plain}").format(sql.Identifier(login.role))
    if login.password:
        text += sql.SQL(" PASSWORD {}").format(sql.Literal(login.password))
    cursor.execute(text)


def _run(cursor: psycopg2.extensions.cursor, statement: str, owner: Login, other: Login) -> None:
    names = {"owner": owner.role, "role": other.role, "database": owner.database}
    cursor.execute(sql.SQL(statement).format(**{name: sql.Identifier(word) for name, word in names.items()}))


@contextlib.contextmanager
def _line(address: str, database: str | None = None) -> Iterator[psycopg2.extensions.cursor]:
    """A line to the server on which each statement counts by itself: CREATE DATABASE refuses a transaction."""
    connection = psycopg2.connect(address, **({"dbname": database} if database else {}))
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        yield cursor
