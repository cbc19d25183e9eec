"""The register of data for retention and erasure. Its words and rules are in `schools.field_register`."""

from schools.field_register import Data, Kept, Table

_NOBODY, _ACT, _INCIDENT, _WORDS = Data.NOBODY, Data.ACT, Data.INCIDENT, Data.WORDS

RETENTION = {
    "incidents.RetentionPeriod": Table(
        "For how many years a school keeps what falls under one rule, where it does not go by the default.",
        Kept.SCHOOL,
        {
            "school": (_NOBODY, "The school"),
            "rule": (_NOBODY, "Which rule"),
            "years": (_NOBODY, "For how many years"),
            "reason": (_WORDS, "Why"),
            "decided_at": (_ACT, "When it was decided"),
            "decided_by": (_ACT, "Who decided it"),
        },
    ),
    "incidents.LegalHold": Table(
        "Nothing of an incident is disposed of while this stands.",
        Kept.INCIDENT,
        {
            "incident": (_INCIDENT, "The incident"),
            "reason": (_WORDS, "Why nothing may go"),
            "placed_at": (_INCIDENT, "Since when"),
            "placed_by": (_ACT, "Who placed it"),
            "lifted_at": (_INCIDENT, "When it was lifted"),
            "lifted_by": (_ACT, "Who lifted it"),
            "lifted_reason": (_WORDS, "Why it is not needed any more"),
        },
    ),
    "incidents.Leaving": Table(
        "The name of somebody who left that is to be let go of: since when, and who agreed.",
        Kept.RECEIPT,
        {
            "key": (_NOBODY, "A random key by which addresses name it"),
            "school": (_NOBODY, "The school"),
            "user": (_ACT, "Whose name, by their account"),
            "due_on": (_NOBODY, "Since when it is due"),
            "proposed_at": (_NOBODY, "When the nightly job proposed it"),
            "agreed_at": (_ACT, "When the first of two people agreed"),
            "agreed_by": (_ACT, "Who that was"),
            "settled_at": (_ACT, "When it was done, or decided against"),
            "settled_by": (_ACT, "The second person, or who decided against it"),
            "outcome": (_NOBODY, "What became of it"),
            "kept_until": (_NOBODY, "Until when it is not proposed again"),
            "receipt": (_NOBODY, "The number of the entry that tells of it"),
        },
    ),
    "incidents.Disposal": Table(
        "Something that is to be erased or was: why, and who agreed.",
        Kept.RECEIPT,
        {
            "key": (_NOBODY, "A random key by which addresses and the record name it"),
            "school": (_NOBODY, "The school"),
            "incident": (_NOBODY, "The incident, or what is left of it for the figures"),
            "subject": (_NOBODY, "What is erased, by its random key"),
            "erases": (_NOBODY, "Whether it is the incident, somebody wrongly linked, or looks"),
            "ground": (_NOBODY, "The legal ground, from a list"),
            "rule": (_NOBODY, "The rule of the schedule under which it is due"),
            "reason": (_WORDS, "Why, in words; empty once it is done"),
            "due_on": (_NOBODY, "Since when it is due"),
            "proposed_at": (_NOBODY, "When it was proposed"),
            "proposed_by": (_ACT, "By whom; nobody where it was the nightly job"),
            "agreed_at": (_ACT, "When the first of two people agreed"),
            "agreed_by": (_ACT, "Who that was"),
            "settled_at": (_ACT, "When it was done, or decided against"),
            "settled_by": (_ACT, "The second person, or who decided against it"),
            "outcome": (_NOBODY, "What became of it"),
            "kept_until": (_NOBODY, "Until when it is not proposed again"),
            "receipt": (_NOBODY, "The number of the entry that tells of the erasure"),
        },
    ),
}
