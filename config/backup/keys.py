"""The keys of backups: the public one locks, the secret one opens, and only the public one need be on the server.

FAIRPOST_BACKUP_KEY holds one public key or several (`age1…`, commas between): each alone opens the backup. The secret
key is a file of its own, kept apart from the server and from the backups, so that whoever takes the database, the files
and every backup still cannot open one (S11.03). FAIRPOST_BACKUP_KEY may not hold a secret key: it would lie beside
what it opens.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from pyrage import IdentityError, RecipientError, x25519

from config.backup.trouble import NoBackup, NotRestored

SECRET = "AGE-SECRET-KEY-"
NO_KEY = (
    "FAIRPOST_BACKUP_KEY is not set, and a backup is never written in the clear. "
    "Make a key with `manage.py make_backup_key FILE`, and set what it prints."
)
SECRET_KEY_SET = (
    "FAIRPOST_BACKUP_KEY holds a secret key. Set the public one, which begins with age1, "
    "and keep the secret one away from this server."
)


def locks() -> list[x25519.Recipient]:
    """The public keys that backups are locked with. Raises NoBackup."""
    if not settings.BACKUP_KEYS:
        raise NoBackup(NO_KEY)
    if any(SECRET in key.upper() for key in settings.BACKUP_KEYS):
        raise NoBackup(SECRET_KEY_SET)
    try:
        return [x25519.Recipient.from_str(key) for key in settings.BACKUP_KEYS]
    except RecipientError as error:
        raise NoBackup("FAIRPOST_BACKUP_KEY is not a public key as `manage.py make_backup_key` prints it.") from error


def opener(file: str) -> list[x25519.Identity]:
    """The secret keys in a file, one a line. Raises NotRestored."""
    if not file:
        raise NotRestored("Say where the secret key is: --key-file FILE, or FAIRPOST_BACKUP_KEY_FILE.")
    try:
        lines: Sequence[str] = Path(file).read_text(encoding="ascii").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise NotRestored(f"The secret key in {file} cannot be read.") from error
    try:
        found = [x25519.Identity.from_str(line.strip()) for line in lines if line.strip().startswith(SECRET)]
    except IdentityError as error:
        raise NotRestored(f"{file} holds a secret key that is not whole.") from error
    if not found:
        raise NotRestored(f"There is no secret key in {file}.")
    return found


def make(file: Path) -> str:
    """Write a new secret key to a file that is not there yet, readable by its owner alone; return the public key.

    Raises NoBackup for a file that exists, or one that would lie beside what it opens.
    """
    place = file.absolute()
    if place.resolve().is_relative_to(Path(settings.DATA_DIR).resolve()):
        raise NoBackup("Keep the secret key apart from what it opens: not in Fairpost's own folder.")
    identity = x25519.Identity.generate()
    public = str(identity.to_public())
    words = (
        f"# The secret key of Fairpost's backups. Whoever has it can open them; without it nobody can.\n# {public}\n"
    )
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise NoBackup(f"The secret key was not made: {error.strerror}: {place}") from error
    with open(handle, "w", encoding="ascii") as out:
        out.write(f"{words}{identity}\n")
        out.flush()
        os.fsync(out.fileno())
    return public
