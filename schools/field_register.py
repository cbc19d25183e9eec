"""The register of data: what every field of every table holds, whose it is, and how long it is meant to be kept.

The tables of this app; the other apps keep theirs in a module of the same name. Its words are in `data_words.py`. A
field without an entry fails a test (S14.01), and `docs/data.md` is printed from here. Nothing here deletes anything:
what `Kept` says are defaults, and each school sets its own for its incidents (S14.15).
"""

from schools.data_words import Data, Kept, Table
from schools.erasure_register import ERASURE
from schools.sent_register import SENT

__all__ = ["EVERY_HISTORY", "EVERY_TABLE", "PACKAGES", "TABLES", "Data", "Kept", "Table"]

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
            "colour": (_NOBODY, "The colour of its band, where one was chosen"),
            "anchor_mailbox": (
                _ACCOUNT,
                "The mailbox to which signed statements of the record go, where one was named",
            ),
        },
    ),
    "schools.Anchor": Table(
        "A signed statement of where every school's record stood on a day. It names nobody, and may be published.",
        Kept.RECORD,
        {
            "number": (_NOBODY, "Its number"),
            "day": (_NOBODY, "The day"),
            "line": (_NOBODY, "The statement: numbers, hashes and times, with its signatures"),
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
            "sessions_from": (_NOBODY, "A random mark; a new one ends every session of theirs"),
            "seen_off_at": (_ACCOUNT, "When they were signed out everywhere, having no office left"),
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
    "schools.AcceptedStep": Table(
        "Which code of an authenticator app was taken last, so that none is taken twice.",
        Kept.ACCOUNT,
        {"user": (_ACCOUNT, "Whose app"), "step": (_ACT, "The half minute of that code")},
    ),
    "schools.RecoveryCode": Table(
        "A code with which somebody signs in once, should they lose their second step.",
        Kept.ACCOUNT,
        {
            "user": (_ACCOUNT, "Whose code"),
            "digest": (_SECRET, "A hash of it"),
            "made_at": (_ACT, "When it was made"),
            "used_at": (_ACT, "When it was used"),
        },
    ),
    "schools.FactorReset": Table(
        "Somebody's lost second step was reset, or was asked to be.",
        Kept.ACCOUNT,
        {
            "key": (_NOBODY, "A random key"),
            "school": (_NOBODY, "At which school"),
            "user": (_ACCOUNT, "Whose second step"),
            "reason": (Data.WORDS, "What happened"),
            "identity": (Data.WORDS, "How it was made sure that it was them who asked"),
            "started_by": (_ACT, "Who asked for it"),
            "started_at": (_ACT, "When"),
            "approved_by": (_ACT, "Who agreed, where a second person has to"),
            "approved_at": (_ACT, "When"),
            "withdrawn_by": (_ACT, "Who took it back"),
            "withdrawn_at": (_ACT, "When"),
            "done_at": (_NOBODY, "When it was reset"),
        },
    ),
    "schools.SignIn": Table(
        "Somebody signed in with one browser.",
        Kept.SIGN_IN,
        {
            "key": (_NOBODY, "A random key by which it is ended"),
            "user": (_ACCOUNT, "Who signed in"),
            "session_hash": (_SECRET, "A hash of the session's key, which opens nothing"),
            "browser": (_ACCOUNT, "The browser and the kind of device, in words"),
            "started_at": (_ACCOUNT, "When they signed in"),
            "seen_at": (_ACCOUNT, "When they last opened a page, noted once a minute at most"),
            "ended_at": (_ACCOUNT, "When it ended"),
            "ended_why": (_ACCOUNT, "Why it ended"),
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
    "schools.RecordCheck": Table(
        "What came of one check of a school's record.",
        Kept.RECORD,
        {
            "school": (_NOBODY, "The school"),
            "at": (_NOBODY, "When it was checked"),
            "by": (_ACT, "Who had it checked, by their random key, or the software itself"),
            "number": (_NOBODY, "The number of the last event that was checked"),
            "hash": (_NOBODY, "That event's hash"),
            "damage": (_NOBODY, "What was done to the record, if anything"),
            "first": (_NOBODY, "The first event that does not fit"),
            "last": (_NOBODY, "The last of those next to it that do not"),
            "files": (_NOBODY, "How many files of evidence were checked"),
            "rows": (_NOBODY, "How many rows were compared with their history"),
            "odd": (_NOBODY, "Files and fields that are not as the record or history says, by table and number alone"),
            "odd_in_all": (_NOBODY, "How many those are"),
        },
    ),
}

TABLES |= {
    "schools.LastSignIn": Table(
        "The last day on which somebody signed in.",
        Kept.ACCOUNT,
        {"user": (_ACCOUNT, "Who"), "on": (_ACCOUNT, "The day")},
    ),
    "schools.Invitation": Table(
        "An office held out to somebody: by a link, or until a second person agrees.",
        Kept.ACCOUNT,
        {
            "key": (_NOBODY, "A random key"),
            "school": (_ACCOUNT, "At which school"),
            "role": (_ACCOUNT, "Which office"),
            "starts": (_ACCOUNT, "From which day"),
            "ends": (_ACCOUNT, "Until which day"),
            "name": (_ACCOUNT, "The name of whoever is invited"),
            "email": (_ACCOUNT, "Their e-mail address"),
            "person": (_ACCOUNT, "Who it is, where the school knows them already"),
            "made_at": (_NOBODY, "When they were invited"),
            "made_by": (_ACT, "By whom; nobody where the operator did"),
            "confirmed_at": (_NOBODY, "When a second person agreed"),
            "confirmed_by": (_ACT, "Who that was"),
            "token_hash": (_SECRET, "A hash of the token in the link, from which the link cannot be made"),
            "expires_at": (_NOBODY, "Until when the link works"),
            "outcome": (_ACCOUNT, "What became of it"),
            "settled_at": (_NOBODY, "When that was"),
        },
    ),
    "schools.Outgoing": Table(
        "A mail on its way. It says that there is something to see, never what.",
        Kept.MAIL,
        {
            "key": (_NOBODY, "A random key, which is the mail's own number"),
            "to": (_ACCOUNT, "The address it goes to"),
            "person": (_ACCOUNT, "Who signs in with that address, where somebody does"),
            "template": (_NOBODY, "Which mail it is"),
            "subject": (_NOBODY, "Its subject"),
            "data": (_NOBODY, "What it is filled with: the school, an office, days and the page it leads to"),
            "state": (_NOBODY, "Whether it waits, was handed over, or was given up"),
            "attempts": (_NOBODY, "How often it was tried"),
            "made_at": (_NOBODY, "When it was written"),
            "next_at": (_NOBODY, "When it is tried next"),
            "sent_at": (_NOBODY, "When it was handed over"),
        },
    ),
    "schools.Safekeeping": Table(
        "That everything was backed up, that a backup was tried out, or that this place was restored from one.",
        Kept.RECORD,
        {
            "kind": (_NOBODY, "A backup, a drill or a restore"),
            "at": (_NOBODY, "When it was done"),
            "backup_at": (_NOBODY, "When the backup was made"),
            "seconds": (_NOBODY, "How long it took"),
            "size": (_NOBODY, "How many bytes the backup has"),
            "events": (_NOBODY, "How many events the records in it have"),
            "files": (_NOBODY, "How many files are in it"),
            "fault": (_NOBODY, "Why a drill failed"),
        },
    ),
}

TABLES |= ERASURE | SENT

PACKAGES = {
    "account.EmailAddress": "The e-mail address of somebody who signs in, and whether they have confirmed it.",
    "socialaccount.SocialAccount": "Which account at a provider opens whose account here, by the provider's own key.",
    "socialaccount.SocialApp": "Not used: the environment names the providers.",
    "socialaccount.SocialToken": "Not used: no token of a provider is kept.",
    "account.EmailConfirmation": "A link of one use that confirms an e-mail address.",
    "mfa.Authenticator": "Somebody’s second step of signing in: a secret, sealed with a key kept elsewhere.",
    "sessions.Session": "Who is signed in; of no use after they sign out or ten hours have passed.",
    "auth.Group": "Not used.",
    "auth.Permission": "Not used: Django makes the rows by itself.",
    "contenttypes.ContentType": "The names of the tables.",
}
"""Tables of the packages that Fairpost uses."""
