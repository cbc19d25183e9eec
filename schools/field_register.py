"""The register of data: what every field of every table holds, whose it is, and how long it is meant to be kept.

The words of the register and the tables of this app; the other apps keep theirs in a module of the same name. A field
without an entry fails a test (S14.01), and `docs/data.md` is printed from here. Nothing here deletes anything: what
`Kept` says are defaults, and each school will set its own.
"""

from dataclasses import dataclass
from enum import Enum


class Data(Enum):
    """What kind of data a field is: in a word, and in a sentence."""

    NOBODY = ("nobody's", "Not personal: settings, codes, numbers and dates that say nothing about anybody.")
    ACCOUNT = ("an account", "About somebody who signs in: their name, address and offices.")
    ACT = ("an act", "Which person who signs in did something.")
    INCIDENT = ("the incident", "A fact about an incident, and so about the people who are linked to it.")
    PARTY = ("a person in it", "About a parent, a pupil, a member of staff or anybody else with a part in an incident.")
    WORDS = (
        "free words",
        "Words that somebody typed or copied. They may name anybody, children included, and may tell of health, "
        "religion, ethnic origin or offences.",
    )
    SECRET = ("a secret", "Never shown, printed or exported.")

    def __init__(self, whose: str, sentence: str) -> None:
        self.whose = whose
        self.sentence = sentence


class Kept(Enum):
    """How long the rows of a table are kept by default."""

    INCIDENT = (
        "Six years after the incident is closed, with a review after three. One school year where it was not a breach "
        "or went to the complaints procedure. Up to fifteen years where it led to legal advice or the police."
    )
    PARTY = (
        "As long as the last incident they are linked to. The identity of somebody wrongly linked is erased promptly, "
        "and a note of the correction stays."
    )
    EVIDENCE = "As long as the incident. Then the original is destroyed with a certificate, and its hash stays."
    RECORD = "For good: it holds keys, codes and times, and nobody's name or words."
    PAYLOAD = "As long as what it tells of, and one year more. It can be erased, and the record is still sound."
    LOOK = "As long as what was looked at, and one year more."
    DRAFT = "Seven days after it was last saved."
    POLICY = "Six years after it was superseded."
    ACCOUNT = "As long as an act of theirs is kept. Somebody who leaves is deactivated, never deleted."
    SCHOOL = "As long as the school uses the service."

    @property
    def sentence(self) -> str:
        """The rule in words."""
        return self.value


@dataclass(frozen=True)
class Table:
    """One table: what a row is, how long it is kept, and for each field what kind of data it is and what it holds."""

    row: str
    kept: Kept
    fields: dict[str, tuple[Data, str]]


_NOBODY, _ACCOUNT, _ACT, _SECRET = Data.NOBODY, Data.ACCOUNT, Data.ACT, Data.SECRET

EVERY_TABLE = {"id": (_NOBODY, "The number of the row, never shown")}

EVERY_HISTORY = {
    "history_id": (_NOBODY, "The number of the row of history"),
    "history_date": (_NOBODY, "When the change was made"),
    "history_type": (_NOBODY, "Whether the row was added, changed or removed"),
    "history_change_reason": (_NOBODY, "Not used"),
    "history_user_id": (_ACT, "Who made the change, by number; a negative number is the software itself"),
}
"""What the history of a table holds besides its fields. It is kept as long as the table's own rows."""

TABLES = {
    "schools.Trust": Table(
        "A trust of schools.",
        Kept.SCHOOL,
        {"slug": (_NOBODY, "Its part of the addresses of pages"), "name": (_NOBODY, "Its name")},
    ),
    "schools.School": Table(
        "A school.",
        Kept.SCHOOL,
        {
            "slug": (_NOBODY, "Its part of the addresses of pages"),
            "name": (_NOBODY, "Its name"),
            "nation": (_NOBODY, "England, Wales, Scotland or Northern Ireland"),
            "trust": (_NOBODY, "The trust it belongs to"),
            "demonstration": (_NOBODY, "Whether it is made up"),
        },
    ),
    "schools.Term": Table(
        "A term of a school.",
        Kept.SCHOOL,
        {
            "school": (_NOBODY, "The school"),
            "name": (_NOBODY, "Its name, such as Autumn 2026"),
            "starts": (_NOBODY, "Its first day"),
            "ends": (_NOBODY, "Its last day"),
            "half_term_starts": (_NOBODY, "The first day of half term"),
            "half_term_ends": (_NOBODY, "The last day of half term"),
        },
    ),
    "schools.ClosureDay": Table(
        "A day in term on which the school is shut.",
        Kept.SCHOOL,
        {
            "school": (_NOBODY, "The school"),
            "day": (_NOBODY, "The day"),
            "why": (_NOBODY, "Why it is shut"),
        },
    ),
    "schools.User": Table(
        "Somebody who can sign in.",
        Kept.ACCOUNT,
        {
            "key": (_ACCOUNT, "A random key by which the record names them"),
            "email": (_ACCOUNT, "Their e-mail address, with which they sign in"),
            "name": (_ACCOUNT, "Their name, as others read it"),
            "password": (_SECRET, "A hash of their password"),
            "is_active": (_ACCOUNT, "Whether they may sign in"),
            "is_superuser": (_ACCOUNT, "Whether they run the installation; then they see no incident"),
            "groups": (_NOBODY, "Not used: offices say what somebody may do"),
            "user_permissions": (_NOBODY, "Not used: offices say what somebody may do"),
        },
    ),
    "schools.Membership": Table(
        "An office that somebody holds.",
        Kept.ACCOUNT,
        {
            "user": (_ACCOUNT, "Who holds it"),
            "school": (_ACCOUNT, "At which school"),
            "trust": (_ACCOUNT, "Or at which trust"),
            "role": (_ACCOUNT, "Which office"),
            "starts": (_ACCOUNT, "From which day"),
            "ends": (_ACCOUNT, "Until which day"),
        },
    ),
    "schools.Event": Table(
        "One thing that happened, in the school's sealed record.",
        Kept.RECORD,
        {
            "school": (_NOBODY, "The school"),
            "number": (_NOBODY, "Its number in the school's record"),
            "kind": (_NOBODY, "What happened, as a code"),
            "about": (_NOBODY, "To what, by its random key"),
            "actor": (_ACT, "Who did it, by their random key alone"),
            "at": (_NOBODY, "When it happened"),
            "recorded_at": (_NOBODY, "When it was written down, by the server's clock"),
            "commitment": (_NOBODY, "A seal over the details, which tells nobody what they are"),
            "previous": (_NOBODY, "The hash of the event before"),
            "hash": (_NOBODY, "The hash that ties it to the event before"),
        },
    ),
    "schools.EventPayload": Table(
        "The details of an event, kept apart so that they can be erased.",
        Kept.PAYLOAD,
        {
            "event": (_NOBODY, "The event"),
            "salt": (_SECRET, "What keeps the seal from being guessed"),
            "body": (Data.WORDS, "What the event says: who acted, and the words they gave"),
        },
    ),
    "schools.RecordHead": Table(
        "Where a school's record stands.",
        Kept.RECORD,
        {
            "school": (_NOBODY, "The school"),
            "number": (_NOBODY, "The number of its last event"),
            "hash": (_NOBODY, "The hash of its last event"),
        },
    ),
    "schools.Look": Table(
        "Somebody saw something.",
        Kept.LOOK,
        {
            "school": (_NOBODY, "The school"),
            "viewer": (_ACT, "Who looked"),
            "kind": (_NOBODY, "At what kind of thing"),
            "about": (_NOBODY, "At which, by its random key"),
            "at": (_ACT, "When"),
        },
    ),
}

PACKAGES = {
    "account.EmailAddress": "The e-mail address of somebody who signs in, and whether they have confirmed it.",
    "account.EmailConfirmation": "A link of one use that confirms an e-mail address.",
    "mfa.Authenticator": "Somebody's second step of signing in: a secret, never shown again.",
    "sessions.Session": "Who is signed in; of no use after they sign out or ten hours have passed.",
    "auth.Group": "Not used.",
    "auth.Permission": "Not used: Django makes the rows by itself.",
    "contenttypes.ContentType": "The names of the tables.",
}
"""Tables of the packages that Fairpost uses."""
