"""The register of data for who needs to know what. Its words and rules are in `schools.field_register`."""

from schools.field_register import Data, Kept, Table

_NOBODY, _ACT, _INCIDENT, _PARTY, _WORDS = Data.NOBODY, Data.ACT, Data.INCIDENT, Data.PARTY, Data.WORDS

_OF_INCIDENT = {"incident": (_INCIDENT, "The incident")}
_KEY = {"key": (_NOBODY, "A random key by which pages name it")}

KNOWING = {
    "incidents.KeptName": Table(
        "A name that is not told in one incident.",
        Kept.INCIDENT,
        {
            **_KEY,
            **_OF_INCIDENT,
            "user": (_PARTY, "Whoever reported it, where it is their name"),
            "involvement": (_PARTY, "The person linked, where it is their name"),
            "evidence": (_INCIDENT, "The evidence, where it is told by nobody where it came from"),
            "reason": (_WORDS, "Why it is not told"),
            "since": (_INCIDENT, "Since when"),
            "by": (_ACT, "Who asked or decided it"),
            "ended_at": (_INCIDENT, "When it was told again"),
            "ended_by": (_ACT, "Who decided that"),
            "ended_reason": (_WORDS, "Why"),
        },
    ),
    "incidents.LegalDocument": Table(
        "Legal advice, or what was written to get it: few may read it.",
        Kept.INCIDENT,
        {
            **_KEY,
            **_OF_INCIDENT,
            "evidence": (_INCIDENT, "The piece of evidence, where it is one"),
            "note": (_INCIDENT, "The number of the note in the record, where it is one"),
            "marked_at": (_INCIDENT, "When it was kept to a few"),
            "marked_by": (_ACT, "Who kept it so"),
            "ended_at": (_INCIDENT, "When it was opened again"),
            "ended_by": (_ACT, "Who opened it"),
        },
    ),
    "incidents.Adviser": Table(
        "Somebody whom the owner lets read one such document.",
        Kept.INCIDENT,
        {
            "document": (_INCIDENT, "The document"),
            "user": (_PARTY, "Who may read it"),
            "since": (_INCIDENT, "Since when"),
            "by": (_ACT, "Who let them"),
            "ended_at": (_INCIDENT, "When that ended"),
            "ended_by": (_ACT, "Who ended it"),
        },
    ),
}
