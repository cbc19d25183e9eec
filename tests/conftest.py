"""What every test shares: the cast, a folder for evidence, and a flush that gets past the append-only triggers."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from schools.mail import wait_until_handed_over
from tests.clients import share_one_site
from tests.databases import (
    as_a_superuser,
    as_the_owner,
    begin_with_every_school,
    made_by_the_owner,
    taken_away_by_the_owner,
)
from tests.schools.flush import flush_past_append_only_triggers
from tests.sharing_out import of_others

__all__ = ["flush_past_append_only_triggers"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--share-out`, which `manage.py verify` gives where it tests both databases."""
    parser.addoption("--share-out", action="store_true", help="leave to the other database what it shows as well")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave to the other database its share. What is left out is counted as deselected, in view."""
    if config.getoption("--share-out"):
        left = of_others(items, connection.vendor)
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[ExitStack]:
    """The owner makes the database; from `django_db_setup` on everybody is the application (S13.03)."""
    with ExitStack() as making:
        making.enter_context(made_by_the_owner())
        yield making


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_modify_db_settings: ExitStack, django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """Make the fixture schools once, for `the_schools()` to find. Transactional tests make them anew."""
    from tests.builders import the_schools

    with django_db_blocker.unblock():
        django_db_modify_db_settings.close()
        the_schools()
    yield
    with django_db_blocker.unblock():
        taken_away_by_the_owner()


@pytest.fixture(autouse=True)
def every_school() -> None:
    """A test looks at every school until it names one (S8.09)."""
    begin_with_every_school()


@pytest.fixture(autouse=True)
def no_mail_of_another_test() -> Iterator[None]:
    """What is handed over meanwhile has arrived before the next test begins."""
    yield
    wait_until_handed_over()


@pytest.fixture
def a_superuser(db: None) -> Iterator[None]:
    """For a test of what holds even whoever runs the database server."""
    with as_a_superuser():
        yield


@pytest.fixture
def the_owner(db: None) -> Iterator[None]:
    """For a test that does what only whoever owns the tables can."""
    with as_the_owner():
        yield


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Collect the static files, so that pages are served in the tests as they are in production, by one site."""
    call_command("collectstatic", interactive=False, verbosity=0)
    share_one_site()


@pytest.fixture(autouse=True)
def evidence_root(settings: Any, tmp_path: Path) -> Path:
    """Evidence of one test, and what it erased, does not meet that of another."""
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    settings.ERASURE_LOG = tmp_path / "erasures.jsonl"
    return settings.EVIDENCE_ROOT
