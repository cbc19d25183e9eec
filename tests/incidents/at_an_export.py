"""An incident with everything in it, its export, and what a stranger's check of it says."""

import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from incidents.models import Incident
from incidents.operations.details import add_note
from incidents.operations.keeping import keep_statement
from incidents.operations.letters import approve_letter, draft_letter
from incidents.operations.people import Named, link_person, unlink_person
from incidents.operations.steps import take_step
from incidents.vocabulary import Identity, LetterKind, Part
from policies.vocabulary import StepName
from tests.builders import AT, a_reported_post, keep_a_capture, person, the_author
from tests.schools.anchored import night

HERE = "larkspur-infant"


def a_full_incident() -> Incident:
    """Evidence, a letter, a witness, legal advice, and somebody linked by mistake; anchored, but for the last note."""
    incident, head = a_reported_post(), person(HERE, "head")
    keep_a_capture(incident, head)
    keep_statement(incident=incident, words="I saw it at the gate.", source="Mrs Witness-Words", by=head, at=AT)
    add(incident, "Winnie Witness", Part.WITNESS)
    wrong = add(incident, "Wanda Wronglinked", Part.SHARER)
    unlink_person(incident=incident, link=wrong, reason="Another Wanda it was", by=head, at=AT)
    take_step(incident=incident, step=StepName.DISCUSS, to=the_author(incident), note="Rang them.", by=head, at=AT)
    take_step(
        incident=incident,
        step=StepName.LEGAL_ADVICE,
        note="Privileged words",
        necessity="-",
        despite="-",
        by=head,
        at=AT,
    )
    incident.refresh_from_db()
    letter = draft_letter(incident=incident, kind=LetterKind.INVITATION, to=the_author(incident), by=head, at=AT)
    approve_letter(letter=letter, by=head, at=AT)
    night(0, at=AT + timedelta(hours=15))
    add_note(incident=incident, words="Since then quiet.", by=head, at=AT + timedelta(days=1))
    return incident


def add(incident: Incident, name: str, part: Part) -> Any:
    """Link somebody."""
    named = Named(name=name, part=part, identity=Identity.CONFIRMED)
    return link_person(incident=incident, named=named, by=person(HERE, "head"), at=AT)


def page(incident: Incident) -> str:
    """The address of the page."""
    return reverse("export_incident", args=[incident.school.slug, incident.reference])


@dataclass
class Exported:
    """An archive that was handed over."""

    content: bytes

    @property
    def archive(self) -> zipfile.ZipFile:
        """To be read."""
        return zipfile.ZipFile(io.BytesIO(self.content))

    @property
    def record(self) -> dict[str, Any]:
        """What it says of the events."""
        return json.loads(self.archive.read("record.json"))

    @property
    def everything(self) -> bytes:
        """Every file in it, one after the other, but for the program."""
        names = [name for name in self.archive.namelist() if not name.endswith(".py")]
        return b"\n".join(self.archive.read(name) for name in names)


def exported(client: Client, incident: Incident, **changes: Any) -> Exported:
    """Export it as the form stands at first, with these changes."""
    keys = [str(each.key) for each in incident.evidence.all()]
    form = {"purpose": "The solicitor", "evidence": keys, "without_sources": "on", "without_legal": "on"}
    response = client.post(page(incident), {key: value for key, value in (form | changes).items() if value is not None})
    assert response.status_code == 200 and "attachment" in response.headers.get("Content-Disposition", ""), response
    return Exported(response.getvalue())


def checked(found: Exported, folder: Path, *words: str) -> tuple[int, str]:
    """What its own program says, unpacked on a machine where nothing of ours is."""
    found.archive.extractall(folder)
    return checked_again(folder, *words)


def checked_again(folder: Path, *words: str) -> tuple[int, str]:
    """Run the program that lies there on what lies there."""
    command = [sys.executable, "-I", "-S", str(folder / "check_record.py"), *words]
    done = subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout
