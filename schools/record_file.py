"""A backup's database file, opened for reading alone: its records can be checked with nothing else running (S16.18)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from schools.record_rows import Of, schools_in


class NotReadable(Exception):
    """The file is not a database of this product, or is too badly damaged to be read. Says so in a sentence."""


@contextmanager
def opened(file: Path) -> Iterator[tuple[BaseDatabaseWrapper, list[Of]]]:
    """Open an SQLite file so that nothing can be written to it, and name the schools in it. Raises NotReadable."""
    if not file.is_file():
        raise NotReadable(f"There is no file {file}.")
    on = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": _address(file)}})["default"]
    try:
        yield on, schools_in(on)
    except DatabaseError as error:
        raise NotReadable(f"{file} cannot be read as a database of Fairpost: {error}.") from error
    finally:
        on.close()


def _address(file: Path) -> str:
    """A backup in WAL mode has no log beside it, and a folder that cannot be written to allows none to be made."""
    alone = not file.with_name(f"{file.name}-wal").exists()
    return f"file:{quote(str(file.resolve()))}?mode=ro{'&immutable=1' if alone else ''}"
