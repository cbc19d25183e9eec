"""The address of a post: read strictly when it is typed, and shown as text with its host set apart. Pure.

An address that people paste is never a link on our pages: opening it would tell its owner who reads it (S3.10).
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

LONGEST = 2048
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(.*)", re.IGNORECASE | re.DOTALL)
_PORT = re.compile(r"[0-9]{1,5}(/|\?|#|$)")

NOT_WEB = "Give a web address, such as https://www.example.com/post/123."
HIDDEN = "This address holds a space or a hidden character. Copy it again from the address bar."
NAMED = "Leave out what stands before the @ sign: a name or password does not belong in an address."
NO_HOST = "letters that no host can have"
TOO_LONG = f"This address is longer than {LONGEST:,} characters. Leave out what follows the question mark."


class NotAnAddress(ValueError):
    """What was typed cannot be kept as the address of a post; the sentence says why."""


@dataclass(frozen=True)
class Address:
    """An address in three pieces, so that a page can set its host apart: nobody mistakes whose page it is."""

    before: str
    host: str
    after: str

    @property
    def in_plain_letters(self) -> str:
        """The host as computers write it, where it has letters beyond a to z: some only look like ours (S3.11)."""
        if self.host.isascii():
            return ""
        try:
            return self.host.encode("idna").decode()
        except UnicodeError:
            return NO_HOST


def address_of(typed: str) -> str:
    """The address as it is kept: http or https, with https:// added where none was typed. Raises NotAnAddress."""
    text = typed.strip()
    if any(unicodedata.category(letter)[0] in "CZ" for letter in text) or "\\" in text:
        raise NotAnAddress(HIDDEN)
    text = _with_scheme(text)
    if len(text) > LONGEST:
        raise NotAnAddress(TOO_LONG)
    _check(_split(text))
    return text


def _with_scheme(text: str) -> str:
    """`example.com:8080/x` is a host with its port; `javascript:x` is a scheme of another kind."""
    found = _SCHEME.match(text)
    if found is None or ("." in found[1] and _PORT.match(found[2])):
        return f"https://{text}"
    if found[1].lower() not in ("http", "https") or not found[2].startswith("//"):
        raise NotAnAddress(NOT_WEB)
    return text


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise NotAnAddress(NOT_WEB) from error
    return parts


def _check(parts: SplitResult) -> None:
    if "@" in parts.netloc:
        raise NotAnAddress(NAMED)
    host = parts.hostname or ""
    if ("." not in host.strip(".") or ".." in host) and ":" not in host:
        raise NotAnAddress(NOT_WEB)


def shown(url: str) -> Address:
    """The pieces of an address that was kept; one that cannot be taken apart stands whole behind its host."""
    before, slashes, rest = url.partition("://")
    end = min((place for place in map(rest.find, "/?#") if place >= 0), default=len(rest))
    return Address(before + slashes, rest[:end], rest[end:]) if slashes else Address("", "", url)
