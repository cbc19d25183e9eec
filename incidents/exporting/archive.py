"""Putting an export together in one file that has no name: originals pass through in pieces, nothing stays (S16.23)."""

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import IO, Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import slugify

from incidents.exporting.contents import Contents, TiedFile, event_of
from incidents.exporting.printed import printed
from incidents.models import Evidence
from incidents.timeline import EventKind
from schools.anchors.bundles import Bundle
from schools.files.store import FilePathRefused, read_original
from schools.models import User

PIECE = 1 << 20
UNREADABLE = (
    "A file of this incident cannot be read just now, so nothing was exported. Tell whoever looks after this service, "
    "or leave that file out."
)


class NotExported(Exception):
    """An original could not be read. The sentence says what to do."""


@dataclass(frozen=True)
class Archive:
    """An export as one file, at its beginning, with the hash of the whole."""

    file: IO[bytes]
    sha256: str
    files: int


def archive_of(contents: Contents, *, by: User, at: datetime) -> Archive:
    """Write it. Whoever closes the file has thrown it away. Raises NotExported and NotPrinted."""
    with ExitStack() as closing:
        file: Any = closing.enter_context(tempfile.TemporaryFile())
        with Bundle(file) as bundle:
            _write(bundle, contents, _marks(contents, by, at))
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        closing.pop_all()
    return Archive(file, digest, len(contents.files))


def _marks(contents: Contents, by: User, at: datetime) -> dict[str, str]:
    local = timezone.localtime(at)
    said = {"by": by.name, "at": local.isoformat(timespec="seconds"), "day": f"{local:%-d %B %Y}"}
    return said | {"for": contents.choice.purpose}


def _write(bundle: Bundle, contents: Contents, marks: Mapping[str, str]) -> None:
    for number, evidence in enumerate(contents.evidence, start=1):
        _add_original(bundle, contents, number, evidence)
    for number, letter in enumerate(contents.letters, start=1):
        path = f"letters/{number:02}-{slugify(letter.get_kind_display())}.txt"
        event = event_of(contents, letter.key, EventKind.LETTER_APPROVED)
        hash = bundle.add(path, [letter.body.encode()])
        contents.files.append(TiedFile(path, event, hash, f"Letter: {letter.get_kind_display().lower()}"))
    bundle.add("incident.pdf", [printed(contents, marks).content], packed=False)
    words = {"contents": contents, "incident": contents.facts.incident, "marks": marks}
    bundle.add("README.txt", [render_to_string("export/README.txt", words).encode()])
    bundle.finish(_record(contents, marks))


def _add_original(bundle: Bundle, contents: Contents, number: int, evidence: Evidence) -> None:
    stem = slugify(evidence.original_name.rpartition(".")[0])[:60] or "original"
    path = f"evidence/{number:02}-{stem}.{slugify(evidence.extension) or 'bin'}"
    event = event_of(contents, evidence.key, EventKind.KEPT)
    hash = bundle.add(path, pieces_of(evidence), packed=False)
    contents.files.append(TiedFile(path, event, hash, evidence.original_name or "An original"))


def pieces_of(evidence: Evidence) -> Iterator[bytes]:
    """An original, in pieces. Raises NotExported."""
    try:
        with read_original(evidence.path) as file:
            while piece := file.read(PIECE):
                yield piece
    except (OSError, FilePathRefused) as error:
        raise NotExported(UNREADABLE) from error


def _record(contents: Contents, marks: Mapping[str, str]) -> dict[str, Any]:
    incident = contents.facts.incident
    return {
        "school": {"number": incident.school_id, "name": incident.school.name},
        "incident": {"reference": incident.reference, "about": incident.about},
        "exported": dict(marks),
        "people": [{"key": key, "name": name} for key, name in contents.names.items()],
        "left_out": [{"event": each["number"], "why": each["why"]} for each in contents.withheld],
        "events": contents.events,
        "statements": [{"statement": each.text, "signatures": each.signatures} for each in contents.statements],
        "files": [asdict(each) for each in contents.files],
    }
