"""The pack that shows an inspector how the rules are kept holds counts, and no word of any incident (S14.19)."""

import io
import json
import re
import zipfile
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from incidents.evidence_pack.parts import Period, counted
from incidents.models import Incident
from schools.models import Event, School, User
from schools.record import details_of
from tests.builders import AT, a_reported_post, client_of, person, the_schools
from tests.incidents.at_erasing import LATER, SLUG, a_case, both_agree, propose
from tests.incidents.at_erasing import marked as marked
from tests.incidents.let_in import reader
from tests.prove._marked import Marked
from tests.schools.anchored import night
from tests.schools.flush import lifted

pytestmark = pytest.mark.django_db
PARTS = {
    *("record", "checks", "statements", "backups", "second-factors", "offices", "schedule"),
    *("looks", "unusual", "disposals", "let-in", "software"),
}


def pack(folder: Path, *words: str, at: Any = LATER + timedelta(days=2)) -> zipfile.ZipFile:
    """Make a pack, and open it."""
    out = io.StringIO()
    with time_machine.travel(at, tick=True):
        call_command("evidence_pack", SLUG, "--to", str(folder), *words, stdout=out)
    place, digest = re.fullmatch(r"(.*)\nSHA-256 ([0-9a-f]{64})\n", out.getvalue()).groups()  # type: ignore[union-attr]
    assert sha256(Path(place).read_bytes()).hexdigest() == digest
    assert Path(place).stat().st_mode & 0o777 == 0o600
    assert next(reversed(list(details_of(School.objects.get(slug=SLUG), "evidence-pack-made"))))["sha256"] == digest
    return zipfile.ZipFile(place)


def rows(found: zipfile.ZipFile, part: str) -> list[dict[str, str]]:
    """The rows of a part."""
    return json.loads(found.read(f"{part}.json"))["rows"]


def words_of(found: zipfile.ZipFile) -> str:
    """Every word in it: of its names, its texts, and its document."""
    document = pypdfium2.PdfDocument(found.read("index.pdf"))
    printed = "\n".join(page.get_textpage().get_text_range() for page in document)
    texts = [found.read(name).decode() for name in found.namelist() if not name.endswith(".pdf")]
    return "\n".join([*found.namelist(), *texts, printed])


def test_nothing_of_an_incident_is_in_it_but_counts(marked: Marked, tmp_path: Path) -> None:
    """Canaries in every text of an incident, one erased, one with everything on it; and names, references, keys."""
    the_schools()
    both_agree(propose(a_case(marked).incident))
    a_case(marked, at=LATER - timedelta(days=3))
    night(0, at=LATER)
    found = pack(tmp_path)
    everything = words_of(found)
    assert len(marked.canaries) > 60
    assert [word for word in marked.canaries if word.lower() in everything.lower()] == []
    for incident in Incident._base_manager.all():
        assert incident.reference not in everything and str(incident.key) not in everything
    for user in User.objects.all():
        assert user.name not in everything and user.email not in everything
    assert len(everything) > 20_000


def test_it_has_every_part_a_mark_on_each_and_a_manifest(tmp_path: Path) -> None:
    the_schools()
    call_command("verify_records_nightly", stdout=io.StringIO())
    found = pack(tmp_path, "--for", "the Information Commissioner", at=AT + timedelta(days=9))
    names = {name.removesuffix(".json") for name in found.namelist()}
    assert names == {*PARTS, "index", "index.pdf", "security.md", "manifest"}
    manifest = json.loads(found.read("manifest.json"))["files"]
    assert {name: sha256(found.read(name)).hexdigest() for name in manifest} == manifest
    assert set(manifest) == set(found.namelist()) - {"manifest.json"}
    for part in PARTS:
        said = json.loads(found.read(f"{part}.json"))
        assert said["for"] == "the Information Commissioner" and said["by"] == "whoever runs the service" and said["at"]
        assert said["title"] in words_of(found)
    assert "for the Information Commissioner." in words_of(found)
    assert rows(found, "record") == [
        {"Question": "The record today", "Answer": "Sound: every event stands as it was written."}
    ]
    everybody = rows(found, "second-factors")[-1]
    assert int(everybody["People who need one"]) >= 5 and everybody["Have one"] == "0"


def test_it_counts_looks_readers_and_erasures_and_hides_small_numbers(marked: Marked, tmp_path: Path) -> None:
    """S8.20."""
    the_schools()
    incident = a_reported_post(at=AT)
    with time_machine.travel(AT + timedelta(days=1), tick=True):
        reader(incident, at=AT + timedelta(days=1))
        head, slt = (client_of(person(SLUG, office)) for office in ("head", "slt"))
        for client, times in ((head, 6), (slt, 2)):
            for _ in range(times):
                assert client.get(f"/{SLUG}/incidents/{incident.reference}/").status_code == 200
    found = pack(tmp_path, at=AT + timedelta(days=2))
    looked = {each["Office"]: each["How often"] for each in rows(found, "looks") if each["At"] == "an incident"}
    assert looked == {"Head of school": "6", "Senior leader": "fewer than 5"}
    assert {each["What"]: each["How it stands"] for each in rows(found, "let-in")}["Let in"] == "fewer than 5"
    assert {each["What"]: each["How often"] for each in rows(found, "unusual")}["Out of hours"] in ("0", "fewer than 5")
    assert (counted(0), counted(1), counted(4), counted(5)) == ("0", "fewer than 5", "fewer than 5", "5")
    assert Period((AT + timedelta(days=2)).date()).moments[0] < AT


def test_it_is_written_down_before_it_is_handed_over_and_never_over_a_file(tmp_path: Path) -> None:
    """S14.08."""
    the_schools()
    made = Event.objects.across_schools("test").filter(kind="evidence-pack-made")
    found = pack(tmp_path, at=AT + timedelta(days=1))
    assert made.count() == 1 and Path(str(found.filename)).exists()
    for words, says in (
        (("--to", str(tmp_path)), "is there already"),
        (("--to", str(tmp_path / "no")), "is no folder"),
        (("--to", str(tmp_path), "--until", "soon"), "is no day"),
        (("--to", str(tmp_path), "--until", "2999-01-01"), "is a day to come"),
        (("--to", str(tmp_path), "--until", "2026-11-02", "--for", " "), "Say for whom this pack is."),
    ):
        with time_machine.travel(AT + timedelta(days=1)), pytest.raises(CommandError, match=says):
            call_command("evidence_pack", SLUG, *words, stdout=io.StringIO())
    with pytest.raises(CommandError, match="There is no school nowhere"):
        call_command("evidence_pack", "nowhere", "--to", str(tmp_path))
    assert made.count() == 1 and len(list(tmp_path.iterdir())) == 1


def test_a_damaged_record_is_said_to_be_damaged(tmp_path: Path) -> None:
    the_schools()
    school = School.objects.get(slug=SLUG)
    with lifted(connection), connection.cursor() as cursor:
        cursor.execute("UPDATE schools_event SET kind = 'changed' WHERE school_id = %s AND number = 3", [school.pk])
    [said] = rows(pack(tmp_path, at=AT + timedelta(days=1)), "record")
    assert said["Answer"].startswith("Damaged: ")
