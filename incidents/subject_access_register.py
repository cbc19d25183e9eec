"""The register of data for requests of people to see what is kept about them. Its words are in `schools.data_words`."""

from schools.field_register import Data, Kept, Table

_NOBODY, _ACT, _PARTY, _WORDS = Data.NOBODY, Data.ACT, Data.PARTY, Data.WORDS
_REQUEST, _PART = {"request": (_PARTY, "The request")}, {"part": (_PARTY, "Whose answer it belongs to")}

SUBJECT_ACCESS = {
    "incidents.SubjectAccessRequest": Table(
        "Somebody asked what the school keeps about them.",
        Kept.ASKED,
        {
            "key": (_NOBODY, "A random key by which addresses and the record name it"),
            "school": (_NOBODY, "The school"),
            "name": (_PARTY, "The name of whoever asks, as it was typed"),
            "requester": (_PARTY, "Their account, where they can sign in here"),
            "received_on": (_PARTY, "On which day the request came"),
            "came": (_WORDS, "How it came"),
            "logged_at": (_PARTY, "When it was written down"),
            "logged_by": (_ACT, "Who wrote it down"),
            "identity_at": (_PARTY, "When it was made sure who they are"),
            "identity_by": (_ACT, "Who made sure"),
            "identity_how": (_WORDS, "How"),
            "extended_at": (_PARTY, "When two months more were taken"),
            "extended_by": (_ACT, "Who took them"),
            "extended_reason": (_WORDS, "Why"),
            "withdrawn_at": (_PARTY, "When it was taken back"),
            "withdrawn_by": (_ACT, "Who wrote that down"),
            "withdrawn_reason": (_WORDS, "How they took it back"),
            "erasing_at": (_ACT, "When the first of two people agreed that it goes"),
            "erasing_by": (_ACT, "Who that was"),
        },
    ),
    "incidents.SubjectAccessPause": Table(
        "Days that do not count, because the school waits for whoever asks.",
        Kept.ASKED,
        {
            **_REQUEST,
            "why": (_PARTY, "What the school waits for"),
            "since": (_PARTY, "From which day"),
            "until": (_PARTY, "Until which day"),
            "began_at": (_PARTY, "When that was written down"),
            "began_by": (_ACT, "Who stopped the clock"),
            "ended_at": (_PARTY, "When its end was written down"),
            "ended_by": (_ACT, "Who let it go on"),
        },
    ),
    "incidents.SubjectAccessPart": Table(
        "What one person answers of a request.",
        Kept.ASKED,
        {
            **_REQUEST,
            "by": (_ACT, "Who answers it"),
            "begun_at": (_PARTY, "When they began"),
            "closed_at": (_PARTY, "When they had answered"),
            "outcome": (_PARTY, "How it ended"),
            "sha256": (_NOBODY, "The hash of the file that was handed over; nothing else of it is kept"),
        },
    ),
    "incidents.SubjectAccessPerson": Table(
        "Somebody known by name who was chosen as being the person that asks.",
        Kept.ASKED,
        {**_PART, "person": (_PARTY, "Who")},
    ),
    "incidents.SubjectAccessReview": Table(
        "What was decided of each item of one incident: whether it goes out, and why not.",
        Kept.ASKED,
        {
            **_PART,
            "incident": (Data.INCIDENT, "The incident"),
            "digest": (_NOBODY, "A hash of what was seen"),
            "decisions": (_WORDS, "What was decided, with words to be taken out and reasons"),
            "reviewed_at": (_PARTY, "When"),
        },
    ),
}
