"""Asking an authority for the time-stamp of a statement, over HTTPS (RFC 3161, S16.20).

The address is the operator's setting, and nothing that anybody typed has a part in it (S1.15). What is sent is a hash
and a number drawn at random. Five seconds are all it gets, and 64 KB; it is not followed anywhere else. Whatever goes
wrong is a sentence: the night's statement stands without a time-stamp, and is asked for again the next night.
"""

import http.client
import ssl
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import SplitResult, urlsplit

from cryptography import x509
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

from schools.anchors.stamps import LARGEST, NotAStamp, Stamp, check_stamp, stamped_bytes
from schools.anchors.statements import Statement

SECONDS = 5
ASKS, ANSWERS = "application/timestamp-query", "application/timestamp-reply"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NoStamp(Exception):
    """There is no time-stamp this time. The sentence says why."""


def ask_for_stamp(statement: Statement, url: str, roots: Sequence[x509.Certificate]) -> Stamp:
    """The time-stamp of a statement, looked at before it is kept. Raises NoStamp."""
    place = _place(url)
    words = stamped_bytes(statement)
    question = TimestampRequestBuilder().data(words).hash_algorithm(HashAlgorithm.SHA256).build()
    try:
        answer = _sent(place, question.as_bytes())
    except (OSError, http.client.HTTPException) as error:
        raise NoStamp(f"The authority for time-stamps does not answer: {type(error).__name__}.") from error
    stamp = Stamp(statement.number, answer)
    try:
        check_stamp(stamp, statement, roots, question.nonce)
    except NotAStamp as error:
        raise NoStamp(f"What the authority for time-stamps gave is not kept: {error}.") from error
    return stamp


def _place(url: str) -> SplitResult:
    """The address, where it may be asked: by https, or on this very machine. Raises NoStamp."""
    try:
        place = urlsplit(url)
        safe = place.scheme == "https" or place.scheme == "http" and place.hostname in LOOPBACK
        if not safe or not place.hostname or place.username is not None or (place.port or 1) < 1:
            raise ValueError(url)
    except ValueError as error:
        raise NoStamp("FAIRPOST_TIMESTAMP_URL is no address that begins with https://. Nobody was asked.") from error
    return place


def _sent(place: SplitResult, question: bytes) -> bytes:
    """Send the question; the answer, if it is one. Raises OSError, HTTPException or NoStamp."""
    deadline = time.monotonic() + SECONDS
    with _line(place) as line:
        path = (place.path or "/") + (f"?{place.query}" if place.query else "")
        line.request("POST", path, question, {"Content-Type": ASKS, "Accept": ANSWERS})
        response = line.getresponse()
        kind = response.headers.get_content_type()
        if response.status != 200 or kind != ANSWERS:
            raise NoStamp(f"The authority for time-stamps answered with {response.status}, and with no time-stamp.")
        answer = b""
        while piece := response.read1(8192):
            answer += piece
            if len(answer) > LARGEST or time.monotonic() > deadline:
                raise NoStamp("The answer of the authority for time-stamps is too long, or takes too long.")
    return answer


@contextmanager
def _line(place: SplitResult) -> Iterator[http.client.HTTPConnection]:
    host = str(place.hostname)
    if place.scheme == "https":
        line: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, place.port, timeout=SECONDS, context=ssl.create_default_context()
        )
    else:
        line = http.client.HTTPConnection(host, place.port, timeout=SECONDS)
    try:
        yield line
    finally:
        line.close()
