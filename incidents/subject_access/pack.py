"""The one file that leaves: to be read, to be taken over by a computer, and what was chosen of the evidence (S14.08).

It is written to a file without a name and is gone once it was handed over. It says by whom, when and for whom it was
made, and names everything that was kept back with its reason, never with what it is or where it came from.
"""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from incidents.exporting.archive import Archive, pieces_of
from incidents.models import SubjectAccessPart
from incidents.subject_access.items import FIXED
from incidents.subject_access.reviewing import Decided, Reviewed
from schools.anchors.bundles import Bundle
from schools.models import User
from schools.printing import blocks
from schools.printing.blocks import Block
from schools.printing.pdf import pdf_of

FORMAT = "fairpost subject access 1"
SOMETHING = "Something that is kept here"
"""What stands for an item whose kind alone could tell too much."""

YOURS = (("Their ", "Your "), ("of theirs", "of yours"), ("to them", "to you"), ("about them", "about you"))

HOW_READ = (
    "This is what the school keeps about you in its records of social media incidents, as far as the person named "
    "above answers for them. Names of other people have been taken out. What was kept back is listed at the end of "
    "each incident, with the reason."
)
YOUR_RIGHTS = (
    "If something is wrong, you can ask the school to put it right. If you are not content with this answer, you can "
    "complain to the school, and to the Information Commissioner (ico.org.uk). This is information, not advice."
)


@dataclass(frozen=True)
class Pack:
    """An answer as it was looked over, before it is put together."""

    part: SubjectAccessPart
    incidents: Sequence[Reviewed]
    by: User
    at: datetime

    @property
    def digests(self) -> dict[int, str]:
        """What each incident was when this was made."""
        return {each.kept.facts.incident.pk: each.kept.digest for each in self.incidents}

    @property
    def items(self) -> int:
        """How many items go out."""
        return sum(len(each.out) for each in self.incidents)

    @property
    def kept_back(self) -> int:
        """How many are named as kept back."""
        return sum(len(each.kept_back) for each in self.incidents)

    @property
    def mark(self) -> str:
        """By whom, when and for whom it was made."""
        day = f"{timezone.localtime(self.at):%-d %B %Y}"
        return f"Made by {self.by.name} on {day}, for {self.part.request.name}."


def packed(pack: Pack) -> Archive:
    """Put it together. Whoever closes the file has thrown it away. Raises NotExported and NotPrinted."""
    with ExitStack() as closing:
        file: Any = closing.enter_context(tempfile.TemporaryFile())
        with Bundle(file) as bundle:
            files = _add_files(bundle, pack)
            bundle.add("answer.pdf", [pdf_of(_document(pack, files), keep=False).content], packed=False)
            bundle.add_json("answer.json", _data(pack, files))
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        closing.pop_all()
    return Archive(file, digest, len(files))


Files = dict[str, str]
"""The names of files in the archive, by the items that they belong to. Their own names could name somebody."""


def _add_files(bundle: Bundle, pack: Pack) -> Files:
    found: Files = {}
    for each in (item for incident in pack.incidents for item in incident.out):
        if each.item.file is not None:
            name = f"evidence/{len(found) + 1:02}.{each.item.file.extension or 'bin'}"
            bundle.add(name, pieces_of(each.item.file), packed=False)
            found[each.item.key] = name
    return found


def to_you(what: str) -> str:
    """What an item is, said to the person who asked."""
    for theirs, yours in YOURS:
        what = what.replace(theirs, yours)
    return what


def _left(each: Decided) -> dict[str, str]:
    """An item that is kept back, as it is named."""
    return {"what": SOMETHING if each.why in FIXED else to_you(each.item.what), "why": each.reason}


def _data(pack: Pack, files: Files) -> dict[str, Any]:
    request = pack.part.request
    return {
        "format": FORMAT,
        "school": request.school.name,
        "for": request.name,
        "received": request.received_on.isoformat(),
        "made": {"by": pack.by.name, "at": timezone.localtime(pack.at).isoformat(timespec="seconds")},
        "incidents": [_incident(each, files) for each in pack.incidents],
    }


def _incident(each: Reviewed, files: Files) -> dict[str, Any]:
    return {
        "reference": each.kept.facts.incident.reference,
        "items": [_item(item, files) for item in each.out],
        "kept_back": [_left(item) for item in each.kept_back],
    }


def _item(each: Decided, files: Files) -> dict[str, str]:
    said = {"what": to_you(each.item.what), "when": each.item.when, "words": each.text}
    return said | ({"file": files[each.item.key]} if each.item.key in files else {})


def _document(pack: Pack, files: Files) -> dict[str, Any]:
    request = pack.part.request
    under = [pack.mark, f"The request came on {request.received_on:%-d %B %Y}."]
    return blocks.document(
        school=request.school.name,
        title="What the school keeps about you",
        caption="Answer to a subject access request",
        under=under,
        foot=pack.mark,
        blocks=[blocks.words(HOW_READ), *_story(pack, files), blocks.words(YOUR_RIGHTS, quiet=True)],
    )


def _story(pack: Pack, files: Files) -> Iterator[Block]:
    for each in pack.incidents:
        yield blocks.heading(f"Incident {each.kept.facts.incident.reference}")
        for item in (_item(item, files) for item in each.out):
            note = f"The file {item['file']} beside this document." if "file" in item else ""
            yield blocks.entry(item["what"], item["words"] or "A file.", mark=item["when"], note=note)
        left = [f"{item['what']}: {item['why']}." for item in map(_left, each.kept_back)]
        if left:
            yield blocks.heading("Kept back", 2)
            yield blocks.listed(left)
