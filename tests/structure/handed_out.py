"""THE TABLE of what leaves the service as a file: whether it carries a mark, and where it is on record (S14.08).

Nothing runs here. `test_handed_out.py` asks for every page of the site, and holds that whatever answers with a file has
a row here, and is on record with the person and its scope before it leaves. Nothing handed out is stored anywhere, so
nothing has to expire; a backup is, and does (`config/backup/`).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Out:
    """A file that leaves: whether it says by whom, when and for whom, or why not; and what is left on record."""

    marked: bool
    why: str
    record: str


FILES = {
    "evidence": Out(False, "An original is handed out byte for byte, or it proves nothing. One file.", "evidence"),
    "letter_text": Out(
        False, "It goes to a parent, and its hash is of these bytes: no mark of the school's belongs on it.", "letter"
    ),
    "linked_file": Out(False, "Another document of the school, byte for byte as it was kept. One file.", "download"),
    "policy_pdf": Out(True, "At the foot of every page.", "download"),
    "procedure_pdf": Out(True, "At the foot of every page.", "download"),
    "public_policy_pdf": Out(False, "Everybody may read it and nobody is asked who they are.", ""),
    "receipt_pdf": Out(True, "At the foot of every page.", "download"),
    "export_incident": Out(
        True, "In its document, at the foot of every page, and in its list of contents.", "exported"
    ),
    "subject_access_release": Out(
        True, "In its list of contents: by whom, when, and for whom.", "subject-access-released"
    ),
}
"""By the address that answers. `record` is the kind of look or event; empty where none is kept."""

BY_SEND = {"export_incident", "subject_access_release"}
"""What is handed out for a form that was sent; everything else for an address."""

COMMANDS = {
    "backup": "Encrypted, noted with its time, size and counts, and thrown away after 35 days.",
    "evidence_pack": "An event says for whom, what and how many; each part of it is marked.",
    "anchor_records": "Signed statements. They name nobody, and are made to be published.",
    "write_docs": "Printed from the code; nothing of any school is in it.",
}
"""What commands write to a place that whoever runs the service names."""
