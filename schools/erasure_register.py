"""The register of data for erasures. Its words and rules are in `field_register.py`."""

from schools.data_words import Data, Kept, Table

_NOBODY = Data.NOBODY

ERASURE = {
    "schools.ErasurePermit": Table(
        "One row of the record, of looks or of a history that was erased.",
        Kept.RECORD,
        {
            "tombstone": (_NOBODY, "The entry that tells of the erasure"),
            "table_name": (_NOBODY, "The table it was in"),
            "row": (_NOBODY, "Its number there"),
        },
    ),
    "schools.TakenOut": Table(
        "A school that was taken out whole.",
        Kept.RECORD,
        {
            "record": (_NOBODY, "The number it had"),
            "head": (_NOBODY, "The hash of the last entry of its record"),
            "at": (_NOBODY, "When it was taken out"),
            "line": (_NOBODY, "The receipt: numbers, hashes, counts, and a reason that names nobody"),
        },
    ),
    "schools.DoomedFile": Table(
        "A file that is to be destroyed, because its row was erased.",
        Kept.DOOMED,
        {
            "path": (_NOBODY, "Where it lies: a random name in the school's folder"),
            "doomed_at": (_NOBODY, "Since when"),
        },
    ),
}
