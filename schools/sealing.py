"""Sealing small secrets with keys that are not in the database (S6.11, S11.02).

`FAIRPOST_KEYS` holds the keys, the newest first: it seals, and each of them opens. What is sealed is Fernet:
AES-128-CBC with HMAC-SHA-256, from the `cryptography` package. Whoever has the database without the keys has nothing.
"""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class CannotOpen(Exception):
    """None of the keys opens this: a key was taken away before `rotate_keys`, or the words were changed."""


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FAIRPOST_KEYS])


def seal(text: str) -> str:
    """Return `text` sealed under the newest key."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return what was sealed under any of the keys. Raises CannotOpen."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise CannotOpen("No key in FAIRPOST_KEYS opens this secret.") from error


def reseal(sealed: str) -> str:
    """Return the same secret under the newest key. Raises CannotOpen."""
    return seal(unseal(sealed))
