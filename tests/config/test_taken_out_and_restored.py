"""A school that was taken out stays out when a backup from before that is restored (S14.16, S14.18)."""

import io
from pathlib import Path
from typing import Any

from django.core.management import call_command

from incidents.models import Evidence
from schools.models import School
from tests.config.a_backup import SCHOOL, an_empty_database, asked, filled, key_file

__all__ = ["filled", "key_file"]


def test_an_archive_is_made_first_and_what_it_brings_back_is_taken_out_again(
    filled: list[Evidence], key_file: Path, tmp_path: Path, settings: Any
) -> None:
    settings.ANCHOR_FILE, settings.ERASURE_LOG = str(tmp_path / "statements"), tmp_path / "data" / "erasures.jsonl"
    school, folder, said = School.objects.get(slug=SCHOOL), tmp_path / "backups", io.StringIO()
    given = {"name": school.name, "reason": "The contract is over", "archive": folder}
    call_command("take_out_school", SCHOOL, **given, stdout=said)
    assert "holds everything once more" in said.getvalue() and not School.objects.filter(slug=SCHOOL).exists()
    assert not list((tmp_path / "data" / "evidence").glob("*/*"))
    call_command("backup", str(folder), "--erasures-only", stdout=said)
    archive, place = next(folder.glob("fairpost-*.age")), tmp_path / "restored"
    with an_empty_database() as database:
        words = ["--key-file", str(key_file), "--database", database]
        call_command("restore", str(archive), str(place), *words, stdout=said)
        assert asked(database, place, f"SELECT 1 FROM schools_event WHERE school_id = {school.pk}") == []
        assert asked(database, place, f"SELECT 1 FROM schools_school WHERE slug = '{SCHOOL}'") == []
        assert asked(database, place, "SELECT record FROM schools_takenout") == [(school.pk,)]
        mine = f"SELECT 1 FROM schools_historicaluser WHERE email LIKE '%@{SCHOOL}.example'"
        assert asked(database, place, mine) == []
    assert "Erased again since: 1." in said.getvalue() and not list((place / "evidence").glob("*/*"))
