"""Tampering with what is kept beside the record: rows, their history, and the bytes of evidence.

Each is done to one incident with a file of evidence, by somebody who holds the database and the disk, and looked for as
the nightly check does. Not tried, because nothing finds it: a row and its last history changed alike, or a history that
is not the last. What such a row was is in the backups, and what was decided is in the record.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from incidents.kept_files import CHANGED, MISSING, OTHERWISE, check_files
from incidents.models import Evidence, Incident
from schools.reconcile import GONE, NO_HISTORY, differences
from tests.builders import AT, a_reported_post, keep_a_capture, person, the_schools
from tests.prove._owner import flipped

Seen = list[tuple[str, Any, str]]
TEXTS = ("summary", "reference", "search", "channel")


@dataclass
class Beside:
    """An incident with a file, and dice."""

    incident: Incident
    kept: Evidence
    dice: random.Random

    @property
    def place(self) -> Path:
        """Where the file lies."""
        return Path(settings.EVIDENCE_ROOT) / self.kept.path

    def sql(self, statement: str, *values: Any) -> None:
        """Run it past the software."""
        with connection.cursor() as cursor:
            cursor.execute(statement, values)


def beside(dice: random.Random) -> Beside:
    """Make one, by the real operations."""
    the_schools()
    incident = a_reported_post()
    return Beside(incident, keep_a_capture(incident, person(incident.school.slug, "head"), AT), dice)


def found(here: Beside) -> Seen:
    """What the nightly check finds in these tables and files."""
    odd = [("incidents_evidence", pk, wrong) for pk, wrong in check_files(here.incident.school).odd]
    return odd + [(one.table, one.row, one.field) for model in (Incident, Evidence) for one in differences(model)]


def edit_a_row(here: Beside) -> Seen:
    """A field of an incident."""
    field = here.dice.choice(TEXTS)
    here.sql(
        f"UPDATE incidents_incident SET {field} = %s WHERE id = %s", f"x{here.dice.randrange(10**6)}", here.incident.pk
    )
    return [("incidents_incident", here.incident.pk, field)]


def edit_its_history(here: Beside) -> Seen:
    """The same in its last row of history."""
    field, table = here.dice.choice(TEXTS), "incidents_historicalincident"
    last = f"(SELECT max(history_id) FROM {table} WHERE id = %s)"
    here.sql(
        f"UPDATE {table} SET {field} = %s WHERE history_id = {last}", f"x{here.dice.randrange(10**6)}", here.incident.pk
    )
    return [("incidents_incident", here.incident.pk, field)]


def remove_its_history(here: Beside) -> Seen:
    """All rows of history of a file of evidence."""
    here.sql("DELETE FROM incidents_historicalevidence WHERE id = %s", here.kept.pk)
    return [("incidents_evidence", here.kept.pk, NO_HISTORY)]


def remove_a_row(here: Beside) -> Seen:
    """The row of a file of evidence."""
    here.sql("DELETE FROM incidents_evidence WHERE id = %s", here.kept.pk)
    return [("incidents_evidence", here.kept.pk, GONE)]


def flip_a_bit_of_evidence(here: Beside) -> Seen:
    """One bit of a file."""
    here.place.chmod(0o640)
    here.place.write_bytes(flipped(here.place.read_bytes(), here.dice))
    return [("incidents_evidence", here.kept.pk, CHANGED)]


def put_another_file(here: Beside) -> Seen:
    """Another file, its hash set in the row and its last history, so that they agree."""
    flip_a_bit_of_evidence(here)
    sha256 = f"{here.dice.randrange(16**64):064x}"
    for table in ("incidents_evidence", "incidents_historicalevidence"):
        here.sql(f"UPDATE {table} SET sha256 = %s WHERE id = %s", sha256, here.kept.pk)
    return [("incidents_evidence", here.kept.pk, OTHERWISE)]


def take_a_file_away(here: Beside) -> Seen:
    """The file itself."""
    here.place.unlink()
    return [("incidents_evidence", here.kept.pk, MISSING)]


@contextmanager
def file_put_back(here: Beside) -> Iterator[None]:
    """Put the file back as it was; rows go back with the transaction."""
    whole = here.place.read_bytes()
    try:
        yield
    finally:
        here.place.unlink(missing_ok=True)
        here.place.write_bytes(whole)


BESIDE: list[Callable[[Beside], Seen]] = [
    edit_a_row, edit_its_history, remove_its_history, remove_a_row, flip_a_bit_of_evidence, put_another_file,
    take_a_file_away,
]  # fmt: skip
