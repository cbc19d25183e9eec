"""What `verify_record --anchors` says of the comparison, in sentences or as plain data."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from schools.anchors.checking import Checked


def lines_of(checked: Checked) -> Sequence[str]:
    """A sentence for each thing that does not agree, or one that all agree; and which keys signed."""
    said = [each.sentence for each in checked.findings] or [checked.sentence]
    return [*said, *checked.notes, *(f"Signed by key {key}." for key in checked.keys)]


def rows_of(checked: Checked) -> list[dict[str, Any]]:
    """The same as rows for JSON, each beside the rows of the records."""
    sound: dict[str, Any] = {"statements": checked.statements, "keys": list(checked.keys), "notes": list(checked.notes)}
    rows = [asdict(each) | {"sound": False} for each in checked.findings]
    return rows or [{"kind": "anchors", "sound": True, "sentence": checked.sentence, "school": "", **sound}]
