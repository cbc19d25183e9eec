"""Who the tests of backups are: on PostgreSQL the owner of the tables, as the commands are in production."""

from collections.abc import Iterator

import pytest
from django.db import connection

from config.postgres import APPLICATION, OWNER
from tests.databases import be

BY_THE_OWNER = (
    "test_backup_and_restore",
    "test_backup_consistency",
    "test_damaged_backups",
    "test_erased_and_restored",
    "test_taken_out_and_restored",
)


@pytest.fixture(autouse=True)
def by_the_owner(request: pytest.FixtureRequest) -> Iterator[None]:
    """A backup takes every table and every sequence, which the application may not (S13.03)."""
    if connection.vendor != "postgresql" or request.module.__name__.rpartition(".")[2] not in BY_THE_OWNER:
        yield
        return
    request.getfixturevalue("transactional_db")
    be(OWNER)
    yield
    be(APPLICATION)
