"""What every test shares: the cast, a folder for evidence, and a flush that gets past the append-only triggers."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.schools.flush import flush_past_append_only_triggers

__all__ = ["flush_past_append_only_triggers"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Make the fixture schools once, for `the_schools()` to find. Transactional tests make them anew."""
    from tests.builders import the_schools

    with django_db_blocker.unblock():
        the_schools()


@pytest.fixture(scope="session", autouse=True)
def static_files() -> None:
    """Collect the static files, so that pages are served in the tests as they are in production."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def evidence_root(settings: Any, tmp_path: Path) -> Path:
    """Evidence of one test does not meet that of another."""
    settings.EVIDENCE_ROOT = tmp_path / "evidence"
    return settings.EVIDENCE_ROOT
