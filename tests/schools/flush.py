"""Lets the tests, and nothing else, empty and tamper with tables whose rows are only ever added.

`flush_past_append_only_triggers` is for tests/conftest.py: transactional tests and `live_server` flush the database
when they end, which the triggers rightly refuse. They are taken down for the moment of the flush and put back.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from schools import triggers
from tests.databases import as_the_owner


@contextmanager
def lifted(on: BaseDatabaseWrapper) -> Iterator[None]:
    """Take the triggers down, as only the owner of the tables can, and put them back afterwards."""
    if on.in_atomic_block:
        on.check_constraints()  # PostgreSQL alters no table for which a foreign key is still to be looked at
    with as_the_owner(on):
        with on.cursor() as cursor:
            for trigger in triggers.declared(on):
                cursor.execute(trigger.drop)
        try:
            yield
        finally:
            if not on.needs_rollback:  # a transaction that is taken back puts them back itself
                if on.in_atomic_block:
                    on.check_constraints()
                triggers.install(on)


@pytest.fixture(scope="session", autouse=True)
def flush_past_append_only_triggers() -> Iterator[None]:
    """Let Django's own flush through. ENABLE ALWAYS triggers heed no session setting, so they have to go and come."""
    operations = type(connection.ops)
    real = operations.execute_sql_flush

    def flush(self: Any, sql_list: Sequence[str]) -> None:
        with lifted(self.connection):
            real(self, sql_list)

    operations.execute_sql_flush = flush  # type: ignore[method-assign]
    yield
    operations.execute_sql_flush = real  # type: ignore[method-assign]
