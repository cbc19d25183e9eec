"""The world of the route walk, made once for all its tests: none of them leaves anything behind."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from tests.structure.walking import undone
from tests.structure.world import World, a_world


@pytest.fixture(scope="module")
def the_world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    """Everybody and everything, in a transaction that is taken back when the module is done."""
    folder = tmp_path_factory.mktemp("evidence")
    with django_db_blocker.unblock(), undone():
        with override_settings(EVIDENCE_ROOT=folder):
            world = a_world()
        world.evidence_root = folder
        yield world


@pytest.fixture
def world(the_world: World, settings: Any, evidence_root: object) -> World:
    """The same, with the folder where its evidence lies."""
    settings.EVIDENCE_ROOT = the_world.evidence_root
    return the_world
