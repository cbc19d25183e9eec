"""A statement: where every record of an installation stood on a day, tied to the statement before it and signed.

It is text from the moment it is made: what is signed and hashed are those bytes, never something rebuilt (S16.16). It
holds numbers, hashes and times, and may be published (S16.21).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any

from schools.anchors.keys import SigningKey, is_signed, key_fingerprint, short

VERSION = 1
HASH = re.compile(r"[0-9a-f]{64}")
BEGIN, END = "-----BEGIN FAIRPOST STATEMENT-----", "-----END FAIRPOST STATEMENT-----"


class NotAStatement(ValueError):
    """This is not a statement: it is damaged, or something else."""


@dataclass(frozen=True)
class Entry:
    """Where one school's record stood: its last number, the hash of that event, and the root of the tree over all.

    `final` says that it ends here: the school was taken out afterwards (S14.18).
    """

    school: int
    number: int
    hash: str
    root: str
    final: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The same as plain data."""
        found = {"school": self.school, "number": self.number, "hash": self.hash, "root": self.root}
        return found | ({"final": True} if self.final else {})


@dataclass(frozen=True)
class Statement:
    """A statement as it was signed."""

    text: str
    signatures: tuple[str, ...]

    @cached_property
    def said(self) -> Mapping[str, Any]:
        """What it says, as plain data."""
        return json.loads(self.text)

    @property
    def number(self) -> int:
        """Its number in the chain of the installation's statements."""
        return self.said["number"]

    @property
    def day(self) -> date:
        """The day it was made."""
        return date.fromisoformat(self.said["day"])

    @property
    def keys(self) -> list[str]:
        """The public keys that signed it, the newest first."""
        return self.said["keys"]

    @cached_property
    def entries(self) -> list[Entry]:
        """Where each record stood."""
        return [Entry(**each) for each in self.said["schools"]]

    @cached_property
    def hash(self) -> str:
        """The hash by which the next statement, and people, refer to this one."""
        return sha256(self.text.encode()).hexdigest()

    @property
    def fingerprint(self) -> str:
        """The beginning of that hash, for people to compare."""
        return short(self.hash)

    @property
    def key_fingerprint(self) -> str:
        """By what people tell the key that signed it."""
        return key_fingerprint(self.keys[0])

    @cached_property
    def is_signed(self) -> bool:
        """Whether every key that it names signed it."""
        pairs = zip(self.keys, self.signatures, strict=True) if len(self.keys) == len(self.signatures) else ()
        return bool(self.keys) and [is_signed(self.text.encode(), *pair) for pair in pairs] == [True] * len(self.keys)

    @property
    def line(self) -> str:
        """It and its signatures in one line, as files keep it."""
        return json.dumps({"statement": self.text, "signatures": list(self.signatures)}, separators=(",", ":"))


def beginning(installation: str) -> str:
    """What the first statement of an installation is tied to."""
    return sha256(b"the statements of installation " + installation.encode()).hexdigest()


def signed(
    keys: Sequence[SigningKey], entries: Sequence[Entry], *, previous: Statement | None, at: str, day: date
) -> Statement:
    """A new statement, signed by every key. `at` is a time as the record writes it."""
    installation = keys[0].installation
    said = {
        "version": VERSION,
        "installation": installation,
        "number": previous.number + 1 if previous else 1,
        "previous": previous.hash if previous else beginning(installation),
        "day": day.isoformat(),
        "at": at,
        "keys": [key.public for key in keys],
        "schools": [entry.as_dict() for entry in entries],
    }
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return Statement(text, tuple(key.sign(text.encode()) for key in keys))


def read(line: str) -> Statement:
    """A statement from its line. Raises NotAStatement; a wrong signature is for whoever asks."""
    try:
        given = json.loads(line)
        found = Statement(given["statement"], tuple(given["signatures"]))
        if not all(isinstance(each, str) for each in (found.text, *found.signatures)) or not _is_whole(found):
            raise NotAStatement("Something in it has another shape.")
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise NotAStatement("This is not a statement.") from error
    return found


def _is_whole(statement: Statement) -> bool:
    said = statement.said
    numbers = [said["number"], *(number for each in statement.entries for number in (each.school, each.number))]
    hashes = [said["previous"], *said["keys"], *(part for each in statement.entries for part in (each.hash, each.root))]
    return (
        said["version"] == VERSION
        and isinstance(said["installation"], str)
        and all(isinstance(number, int) and 0 <= number < 2**63 for number in numbers)
        and all(isinstance(part, str) and HASH.fullmatch(part) for part in hashes)
        and statement.day <= date.max
    )
