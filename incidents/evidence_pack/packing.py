"""Making the pack: an index to read as a PDF, each part as plain data, the table of security, a manifest (S14.19)."""

import hashlib
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

import django
from django.conf import settings
from django.utils import timezone

from incidents.evidence_pack.of_incidents import parts_of_incidents
from incidents.evidence_pack.of_school import parts_of_school
from incidents.evidence_pack.parts import Part, Period, moment
from schools.anchors.bundles import Bundle
from schools.models import School
from schools.printing import blocks
from schools.printing.pdf import pdf_of

NOTES = (
    "Of incidents, and of people in them, it holds counts and nothing else.",
    "Tries at signing in that failed, and what was refused, are in the service’s log: docs/operations.md says how.",
    "security.md says of each requirement whether it is met, and by which test.",
)


@dataclass(frozen=True)
class Pack:
    """A pack as one file, at its beginning, with the hash of the whole."""

    file: IO[bytes]
    sha256: str
    parts: Sequence[Part]


def pack_of(school: School, period: Period, *, by: str, for_whom: str, at: datetime) -> Pack:
    """Gather and write it. Whoever closes the file has thrown it away. Raises NotPrinted."""
    parts = [*parts_of_school(school, period), *parts_of_incidents(school, period), _software()]
    marks = {
        "school": school.name,
        "by": by,
        "at": timezone.localtime(at).isoformat(timespec="seconds"),
        "for": for_whom,
    }
    with ExitStack() as closing:
        file: Any = closing.enter_context(tempfile.TemporaryFile())
        with Bundle(file) as bundle:
            bundle.add("index.pdf", [_printed(school, period, parts, marks, at)], packed=False)
            bundle.add_json("index.json", marks | {"period": str(period), "parts": [each.name for each in parts]})
            for part in parts:
                bundle.add_json(f"{part.name}.json", marks | part.as_dict())
            bundle.add("security.md", [(settings.BASE_DIR / "docs" / "security.md").read_bytes()])
            bundle.seal()
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        closing.pop_all()
    return Pack(file, digest, parts)


def _software() -> Part:
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    rows = [("Fairpost", project["version"]), ("Django", django.get_version())]
    return Part("software", "The software", "Which versions made this pack.", ("What", "Version"), rows)


def _printed(school: School, period: Period, parts: Sequence[Part], marks: Mapping[str, str], at: datetime) -> bytes:
    mark = f"Made by {marks['by']} on {moment(at)}, for {marks['for']}."
    body = [blocks.words("What is in this file, and what each part shows."), blocks.listed(NOTES)]
    for part in parts:
        body += [blocks.heading(part.title), blocks.words(part.shows)]
        body.append(blocks.table(part.head, part.rows) if part.rows else blocks.words("Nothing in this period."))
        body.append(blocks.words(f"The same as plain data: {part.name}.json", quiet=True))
    document = blocks.document(
        school=school.name,
        title="How the rules are kept",
        caption="Evidence for an inspector",
        under=[f"The year from {period}.", mark],
        foot=f"{school.name}. {mark}",
        blocks=body,
    )
    return pdf_of(document, keep=False).content
