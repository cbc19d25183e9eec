"""`create_roles`, on a real server: the application has the rows of every table and no power over any (S16.12)."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from config import postgres
from config.roles import NotUsable, login_of
from config.setup import ROOT

OWNER, APPLICATION, READER = "the_owner", "the-application", "the_reader"
WAYS = (
    "TRUNCATE schools_event CASCADE",
    "ALTER TABLE schools_event DISABLE TRIGGER append_only_row",
    "DROP TRIGGER append_only_row ON schools_event",
    "CREATE TRIGGER mine BEFORE INSERT ON schools_event EXECUTE FUNCTION append_only_refuse()",
    "CREATE TABLE mine (event bigint REFERENCES schools_event)",
    "DROP TABLE schools_event CASCADE",
    "CREATE OR REPLACE FUNCTION append_only_refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$",
    "SET session_replication_role = replica",
    "CREATE SCHEMA mine",
    "CREATE ROLE mine",
    f"SET ROLE {OWNER}",
    "COPY schools_event TO PROGRAM 'cat'",
)


@pytest.fixture(scope="module")
def addresses() -> Iterator[dict[str, str]]:
    """A server of its own, its three addresses in the environment's words."""
    with postgres.server() as superuser:
        place = superuser.rpartition("/")[0].replace("//postgres@", "//{}@") + "/school"
        yield {
            "DATABASE_SUPERUSER_URL": superuser,
            "DATABASE_OWNER_URL": place.format(f"{OWNER}:se%27cret"),
            "DATABASE_URL": place.format(f"{APPLICATION}:other"),
            "DATABASE_READER_URL": place.format(f"{READER}:third"),
        }


def manage(addresses: dict[str, str], folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command with these addresses."""
    environment = {**os.environ, **addresses, "FAIRPOST_DATA": str(folder)}
    run = [sys.executable, "manage.py", *words]
    return subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def said(address: str, statement: str) -> list[tuple[object, ...]]:
    """What the server answers; each statement by itself."""
    line = psycopg2.connect(address)
    line.autocommit = True
    with line.cursor() as cursor:
        cursor.execute(statement)
        found = cursor.fetchall() if cursor.description else []
    line.close()
    return found


def test_after_create_roles_and_migrate_the_application_has_rows_and_no_power(
    addresses: dict[str, str], tmp_path: Path
) -> None:
    for _ in range(2):  # safe to run again
        done = manage(addresses, tmp_path, "create_roles")
        assert done.returncode == 0, done.stderr
        assert "secret" not in done.stdout + done.stderr
    assert manage(addresses, tmp_path, "migrate", "-v0").returncode == 0
    application, owner = addresses["DATABASE_URL"], addresses["DATABASE_OWNER_URL"]
    said(application, "INSERT INTO schools_trust (slug, name) VALUES ('a', 'A'); UPDATE schools_trust SET name = 'B'")
    for way in WAYS:
        with pytest.raises((psycopg2.errors.InsufficientPrivilege, psycopg2.errors.InvalidSchemaName)):
            said(application, way)
    rights = said(application, "SELECT has_table_privilege('schools_event', each), each FROM unnest(ARRAY['SELECT', "
                  "'INSERT', 'TRUNCATE', 'TRIGGER', 'REFERENCES']) AS each")  # fmt: skip
    assert [right for right, _ in rights] == [True, True, False, False, False]
    said(owner, "CREATE TABLE later (id serial, word text)")
    said(application, "INSERT INTO later (word) VALUES ('x')")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        said(application, "TRUNCATE later")
    words = ("check", "--deploy", "--database", "default")
    assert "fairpost.W00" not in manage(addresses, tmp_path, *words).stderr
    as_owner = manage({**addresses, "DATABASE_URL": owner}, tmp_path, *words)
    assert "fairpost.W002" in as_owner.stderr and "fairpost.W001" not in as_owner.stderr


def test_the_reader_checks_every_record_and_writes_nothing(addresses: dict[str, str], tmp_path: Path) -> None:
    """S13.03: whoever checks from elsewhere needs no more."""
    assert manage(addresses, tmp_path, "create_roles").returncode == 0
    assert manage(addresses, tmp_path, "migrate", "-v0").returncode == 0
    who = ("--admin-email", "office@elm.example", "--admin-name", "Ann Elm", "--site-url", "https://fairpost.example")
    made = manage(addresses, tmp_path, "create_school", "elm", "Elm School", *who)
    assert made.returncode == 0, made.stderr
    reader = addresses["DATABASE_READER_URL"]
    only_reads = {
        "DATABASE_URL": "postgresql://nobody@/nowhere",
        "DATABASE_READER_URL": addresses["DATABASE_READER_URL"],
    }
    done = manage(only_reads, tmp_path, "verify_record")
    assert done.returncode == 0 and "elm" in done.stdout.casefold(), done.stdout + done.stderr
    for way in (*WAYS, "DELETE FROM schools_school", "UPDATE schools_event SET kind = 'x'", "CREATE TEMP TABLE x ()"):
        with pytest.raises((psycopg2.errors.InsufficientPrivilege, psycopg2.errors.ReadOnlySqlTransaction)):
            said(reader, f"SET default_transaction_read_only = off; {way}")


def test_tables_that_the_application_made_before_are_handed_to_the_owner(
    addresses: dict[str, str], tmp_path: Path
) -> None:
    superuser = addresses["DATABASE_SUPERUSER_URL"]
    here = {name: address.replace("/school", "/older") for name, address in addresses.items()}
    said(superuser, "CREATE ROLE older_app LOGIN")
    said(superuser, "CREATE DATABASE older OWNER older_app")
    here["DATABASE_URL"] = here["DATABASE_URL"].replace(APPLICATION, "older_app")
    said(here["DATABASE_URL"], "CREATE TABLE mine (id serial)")
    assert manage(here, tmp_path, "create_roles").returncode == 0
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        said(here["DATABASE_URL"], "DROP TABLE mine")
    said(here["DATABASE_URL"], "INSERT INTO mine DEFAULT VALUES")
    said(here["DATABASE_OWNER_URL"], "DROP TABLE mine")


@pytest.mark.parametrize("address", ["", "sqlite:///x", "postgresql://host/x", "postgresql://role@host/"])
def test_an_address_that_lacks_something_is_refused_by_name(address: str, tmp_path: Path) -> None:
    with pytest.raises(NotUsable, match="DATABASE_URL must be like"):
        login_of("DATABASE_URL", address)
    same = "postgresql://one:x@localhost/school"
    done = manage(
        dict.fromkeys(("DATABASE_SUPERUSER_URL", "DATABASE_OWNER_URL", "DATABASE_URL"), same), tmp_path, "create_roles"
    )
    assert done.returncode == 1 and "a role of its own" in done.stderr
