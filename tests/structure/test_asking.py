"""Asking changes nothing: every row and every file is the same before and after the walk (S3.04)."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection

from schools.history import SET_UP, acting
from tests.databases import as_the_owner
from tests.structure.routes import ROUTES
from tests.structure.walking import undone
from tests.structure.world import World

pytestmark = pytest.mark.django_db

NOTED = {"schools_look", "schools_signin", "django_session"}
"""Who looked; that somebody is still there; and which of their schools they are at. All else stays as it was."""


def digest(folder: Path) -> dict[str, str]:
    """A hash of every table, also of those that the application does not read, and of every file."""
    found = {}
    with as_the_owner(), connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table not in NOTED:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                rows = sorted(repr([_plain(value) for value in row]) for row in cursor.fetchall())
                found[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    for file in sorted(each for each in folder.rglob("*") if each.is_file()):
        found[str(file)] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def _plain(value: Any) -> Any:
    """PostgreSQL gives bytes as a view, which is named by where it lies."""
    return bytes(value) if isinstance(value, memoryview) else value


def test_every_row_and_file_is_the_same_after_everything_was_asked_for(world: World) -> None:
    """With the table's own walk, which looks at what each answer of each person wrote, one by one."""
    asked = 0
    with undone():
        before, letters = digest(world.evidence_root), len(mail.outbox)
        for name, route in ROUTES.items():
            able = [who for who in ("head", *route.get) if route.get[who] == "200"][:2]
            for who in dict.fromkeys([*able, "head", "anonymous"]):
                cache.clear()
                client, address = world.client(who), world.address(name, who)
                for method in ("GET", "HEAD", "OPTIONS"):
                    client.generic(method, address).getvalue()
                    asked += 1
        after = digest(world.evidence_root)
    print(f"{asked} asked, {len(before)} tables and files")
    assert asked >= 800 and len(before) >= 60
    assert [name for name in before | after if before.get(name) != after.get(name)] == []
    assert len(mail.outbox) == letters


def test_a_row_that_changes_is_found(world: World) -> None:
    with undone():
        before = digest(world.evidence_root)
        person = world.people["head"]
        assert person is not None
        person.name = "Somebody Else"
        with acting(SET_UP):
            person.save(update_fields=["name"])
        after = digest(world.evidence_root)
        person.refresh_from_db()
    assert "schools_user" in [name for name in before | after if before.get(name) != after.get(name)]
