"""The receipt of an erasure as a printed document. It names nobody whom the erasure was about."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from schools.erasure import Receipt
from schools.models import School
from schools.printing import blocks
from schools.printing.pdf import Printed, pdf_of


def print_receipt(school: School, receipt: Receipt, mark: str) -> Printed:
    """The receipt on a page of paper, to be filed, with the mark of who printed it (S14.08, S14.13, S14.16)."""
    said = receipt.details
    parts = [
        blocks.heading("What was erased"),
        blocks.table(("What", "How many"), [(_first_up(kind), str(count)) for kind, count in receipt.kinds.items()]),
        blocks.heading("Why, and who decided"),
        blocks.entry("Ground", f"{receipt.ground.label}.", note=receipt.ground.law),
        blocks.entry("Proposed by", receipt.proposed_by),
        blocks.entry("Agreed to by", receipt.agreed_by, note="The first person"),
        blocks.entry("Agreed to by", receipt.confirmed_by, note="The second person"),
        blocks.heading("Copies in backups"),
        blocks.words(
            f"They are gone by {_day(receipt.backups_gone_by)}: backups are kept for {said['backup_days']} days."
        ),
        *_fingerprints(list(said["fingerprints"])),
    ]
    return pdf_of(
        blocks.document(
            school=school.name,
            title="Receipt of an erasure",
            caption=f"Receipt {receipt.short}",
            under=[_about(said), f"Erased on {_day(timezone.localdate(receipt.at))}."],
            foot=f"{school.name}, receipt {receipt.short}. {mark}",
            blocks=parts,
        ),
        keep=False,
    )


def _fingerprints(hashes: list[str]) -> list[blocks.Block]:
    if not hashes:
        return []
    what = "Each destroyed file had one of these SHA-256 fingerprints. They say which file it was to whoever has it."
    return [blocks.heading("Fingerprints of the files"), blocks.words(what), blocks.listed(hashes)]


def _about(said: Mapping[str, Any]) -> str:
    other = "The name of somebody who left" if said["act"] == "NAME" else "A subject access request"
    return f"Incident {said['reference']}" if said["reference"] else other


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(day: date) -> str:
    return date_format(day, "j F Y")
