"""Time-stamps of statements by an authority (RFC 3161): what they say, and whether they are right (S16.20).

A statement says by our own clock when it was made. An authority that everybody trusts, given nothing but its hash, says
the same by its own. Its answer is kept in a line of its own behind the statement, in the file that is only added to:
`{"timestamp": {"statement": 12, "answer": "…"}}`. Asking for one is in `asking`; nothing here opens a connection.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import NameOID
from rfc3161_client import TimeStampResponse, VerificationError, VerifierBuilder, decode_timestamp_response

from schools.anchors.statements import Statement

KEY = '{"timestamp":'
"""How a line begins that holds a time-stamp."""

EARLY = timedelta(minutes=5)
"""By how much the two clocks may differ."""

LARGEST = 64 * 1024


class NotAStamp(ValueError):
    """This is not a time-stamp of that statement. The sentence says why."""


@dataclass(frozen=True)
class Stamp:
    """An authority's answer, and the number of the statement that it is said to be of."""

    statement: int
    answer: bytes

    @cached_property
    def said(self) -> TimeStampResponse:
        """What it says. Raises NotAStamp."""
        try:
            found = decode_timestamp_response(self.answer)
            if found.status not in (0, 1) or found.tst_info.gen_time.tzinfo is None:
                raise NotAStamp("the authority did not give one")
        except ValueError as error:
            raise error if isinstance(error, NotAStamp) else NotAStamp("it cannot be read") from error
        return found

    @property
    def at(self) -> datetime:
        """When the authority saw the statement, by its own clock. Raises NotAStamp."""
        return self.said.tst_info.gen_time

    @property
    def line(self) -> str:
        """It in one line, as the file keeps it."""
        kept = {"statement": self.statement, "answer": base64.b64encode(self.answer).decode()}
        return json.dumps({"timestamp": kept}, separators=(",", ":"))


def stamped_bytes(statement: Statement) -> bytes:
    """What is stamped: the statement and its signatures, as the line that keeps them."""
    return statement.line.encode()


def read_stamp(line: str) -> Stamp:
    """A time-stamp from its line. Raises NotAStamp."""
    try:
        given = json.loads(line)["timestamp"]
        number, answer = given["statement"], base64.b64decode(given["answer"], validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError) as error:
        raise NotAStamp("This is not a time-stamp.") from error
    if type(number) is not int or len(answer) > LARGEST:
        raise NotAStamp("This is not a time-stamp.")
    return Stamp(number, answer)


def certificates_in(path: str | Path) -> Sequence[x509.Certificate]:
    """The authority's certificates in a file of the form PEM. Raises NotAStamp."""
    try:
        return x509.load_pem_x509_certificates(Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise NotAStamp(f"{path} holds no certificate in the form PEM.") from error


def check_stamp(stamp: Stamp, statement: Statement, roots: Sequence[x509.Certificate], nonce: int | None = None) -> str:
    """Whether a time-stamp is of this statement, by one of these authorities: its name. Raises NotAStamp.

    Without certificates only what it is of is looked at, and its name is nothing.
    """
    said, words = stamp.said, stamped_bytes(statement)
    if said.tst_info.message_imprint.message not in _hashes(words):
        raise NotAStamp("it is of something else")
    if nonce is not None and said.tst_info.nonce != nonce:
        raise NotAStamp("it answers another question")
    if stamp.at < datetime.fromisoformat(statement.said["at"]) - EARLY:
        raise NotAStamp("it is older than the statement")
    if not roots:
        return ""
    try:
        VerifierBuilder(roots=list(roots)).build().verify_message(said, words)
    except (VerificationError, ValueError) as error:
        raise NotAStamp("the authority did not sign it") from error
    return _name_of(said)


def _hashes(words: bytes) -> set[bytes]:
    return {hashlib.sha256(words).digest(), hashlib.sha512(words).digest()}


def _name_of(said: TimeStampResponse) -> str:
    """Who signed, as their certificate has it."""
    signers = {each.serial_number for each in said.signed_data.signer_infos}
    given = [x509.load_der_x509_certificate(each) for each in said.signed_data.certificates]
    names = [
        each.subject.get_attributes_for_oid(NameOID.COMMON_NAME) for each in given if each.serial_number in signers
    ]
    return next((str(each[0].value) for each in names if each), "an authority without a name")


@dataclass(frozen=True)
class Stamped:
    """What came of checking time-stamps: sentences on those that are wrong, and on the rest."""

    wrong: Sequence[str]
    notes: Sequence[str]


def check_stamps(
    stamps: Iterable[Stamp], statements: Mapping[int, Statement], roots: Sequence[x509.Certificate]
) -> Stamped:
    """Check every time-stamp against the statement that it names."""
    wrong, right = [], []
    for stamp in stamps:
        try:
            if stamp.statement not in statements:
                raise NotAStamp("there is no such statement")
            right.append((stamp, check_stamp(stamp, statements[stamp.statement], roots)))
        except NotAStamp as error:
            wrong.append(f"The time-stamp of statement {stamp.statement} is wrong: {error}.")
    return Stamped(wrong, list(_notes(right, checked=bool(roots))))


def _notes(right: Sequence[tuple[Stamp, str]], *, checked: bool) -> Iterator[str]:
    if not right:
        return
    times = sorted(stamp.at for stamp, _ in right)
    many = f"{len(right)} statement{'' if len(right) == 1 else 's'}"
    when = f"the first on {times[0]:%-d %B %Y at %H:%M} UTC, the last on {times[-1]:%-d %B %Y at %H:%M} UTC"
    if checked:
        names = ", ".join(sorted({name for _, name in right}))
        yield f"Time-stamped by {names}: {many}, {when}."
    else:
        yield f"{many} carry a time-stamp, {when}. Who made it was not checked: name the authority’s certificate."
