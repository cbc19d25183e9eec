"""The key that signs statements: Ed25519, from the `cryptography` package, kept outside the database (S16.20).

`FAIRPOST_ANCHOR_KEY` is the key itself or the path of a file that holds it: the installation's own number and the
secret, with a colon between. Several stand with commas between, the newest first: each of them signs, so that a new
key is vouched for by the old one before that is taken away.
"""

import re
import secrets
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

INSTALLATION_BYTES = 8
KEY = re.compile(r"[0-9a-f]{16}:[0-9a-f]{64}")
SIGNED = b"fairpost anchor 1\n"
"""What stands before every statement that is signed, so that a signature is good for nothing else."""


class NoKey(Exception):
    """There is no key to sign with, or it is not one. The sentence says what to do."""


@dataclass(frozen=True)
class SigningKey:
    """A secret key, and the installation it signs for."""

    installation: str
    secret: bytes

    @cached_property
    def public(self) -> str:
        """The public key, in hexadecimal figures."""
        return Ed25519PrivateKey.from_private_bytes(self.secret).public_key().public_bytes_raw().hex()

    def sign(self, statement: bytes) -> str:
        """The signature of a statement."""
        return Ed25519PrivateKey.from_private_bytes(self.secret).sign(SIGNED + statement).hex()


def new_key(installation: str = "") -> str:
    """A new key, for a new installation or for one that has a key already."""
    return f"{installation or secrets.token_hex(INSTALLATION_BYTES)}:{secrets.token_hex(32)}"


def read_keys(text: str) -> list[SigningKey]:
    """The keys in a text. Raises NoKey."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts or not all(KEY.fullmatch(part) for part in parts):
        raise NoKey("FAIRPOST_ANCHOR_KEY holds no key. Make one with `manage.py make_anchor_key`.")
    keys = [SigningKey(part[:16], bytes.fromhex(part[17:])) for part in parts]
    if len({key.installation for key in keys}) > 1:
        raise NoKey("The keys in FAIRPOST_ANCHOR_KEY belong to different installations.")
    return keys


def signing_keys() -> list[SigningKey]:
    """The keys of this installation, the newest first. Raises NoKey."""
    given = str(settings.ANCHOR_KEY)
    if not given:
        raise NoKey("FAIRPOST_ANCHOR_KEY is not set. Make a key with `manage.py make_anchor_key`.")
    if ":" in given and KEY.match(given):
        return read_keys(given)
    try:
        return read_keys(Path(given).read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise NoKey("The file that FAIRPOST_ANCHOR_KEY names cannot be read.") from error


def is_signed(statement: bytes, public: str, signature: str) -> bool:
    """Whether this key made this signature of this statement."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), SIGNED + statement)
    except (InvalidSignature, ValueError):
        return False
    return True


def short(hexadecimal: str) -> str:
    """A hash as people compare it: 32 figures in fours, so many that nobody can make two statements that share them."""
    return " ".join(hexadecimal[place : place + 4] for place in range(0, 32, 4)).upper()


def key_fingerprint(public: str) -> str:
    """By what people tell a public key."""
    return short(sha256(bytes.fromhex(public)).hexdigest())
