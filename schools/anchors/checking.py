"""Checking records against statements that were kept elsewhere: what no chain of hashes can show by itself.

A record that was cut short, rewritten and sealed again, or taken out whole is sound in itself. Where it no longer says
what it said when a statement was signed, the range is named: from behind the last statement that it agrees with, to the
first that it does not (S16.18, S16.20). It reads and never writes; every hash is read as bytes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import BinaryField
from django.db.models.functions import Cast

from schools.anchors.files import FileUnfit, read_file, read_stamps
from schools.anchors.keys import NoKey, key_fingerprint, signing_keys
from schools.anchors.looks import broken_seal
from schools.anchors.stamps import NotAStamp, certificates_in, check_stamps
from schools.anchors.statements import Entry, Statement, beginning, read
from schools.models import Anchor, Event, School
from schools.record import genesis

MANY = 500


@dataclass(frozen=True)
class Finding:
    """Something that does not agree. `kind` is short and the same for ever; `first` to `last` are events."""

    kind: str
    sentence: str
    school: str = ""
    first: int = 0
    last: int = 0


@dataclass(frozen=True)
class Checked:
    """What came of comparing: how many statements, by which keys, and what does not agree."""

    statements: int
    keys: Sequence[str]
    findings: Sequence[Finding]
    notes: Sequence[str] = ()
    newest: date | None = None

    @property
    def sentence(self) -> str:
        """Say it in plain English, when all agree."""
        count = f"{self.statements} signed statement{'' if self.statements == 1 else 's'}"
        return f"All records agree with {count}, the newest of {self.newest:%-d %B %Y}."


class NothingToCheck(Exception):
    """The files say nothing of these records. The sentence says why."""


def check_files(paths: Sequence[str | Path], schools: Iterable[School], certificate: str | Path = "") -> Checked:
    """Check the records of these schools, and that none has vanished, against files of statements.

    :param certificate: of the authority that time-stamped them, a file.
    :raises NothingToCheck: a file is damaged, or belongs to another installation.
    """
    try:
        given = [each for path in paths for each in _ours(path)]
        stamps = [each for path in paths for each in read_stamps(path)]
        roots = certificates_in(certificate) if certificate else []
    except (FileUnfit, NotAStamp) as unfit:
        raise NothingToCheck(str(unfit)) from unfit
    found, stamped = check(given, schools), check_stamps(stamps, {each.number: each for each in given}, roots)
    wrong = [Finding("wrong time-stamp", each) for each in stamped.wrong]
    return replace(found, findings=[*found.findings, *wrong], notes=[*found.notes, *stamped.notes])


def check(given: Iterable[Statement], schools: Iterable[School]) -> Checked:
    """The same for statements of this installation."""
    found = {(each.number, each.text): each for each in given}
    ordered = [found[place] for place in sorted(found)]
    findings = [*_faults(ordered)]
    trusted = [each for each in ordered if each.is_signed]
    notes: list[str] = []
    if not findings:
        findings += _records(trusted, list(schools), notes)
    keys = dict.fromkeys(key for each in trusted for key in each.keys)
    newest = trusted[-1].day if trusted else None
    return Checked(len(ordered), [key_fingerprint(key) for key in keys], findings, notes, newest)


def _ours(path: str | Path) -> list[Statement]:
    found, ours = read_file(path), installation()
    if ours and any(each.said["installation"] != ours for each in found):
        raise NothingToCheck(
            f"{path} belongs to another installation of Fairpost, so it says nothing of the records here."
        )
    return found


def installation() -> str:
    """Which installation this is: by its key, which is not in the database, or else by its own statements."""
    try:
        return signing_keys()[0].installation
    except NoKey:
        first = Anchor.objects.order_by("number").first()
        return read(first.line).said["installation"] if first else ""


# The statements among themselves


def _faults(statements: Sequence[Statement]) -> Iterator[Finding]:
    """What is wrong with the statements: their signatures first, for nothing else counts without them."""
    trusted = _known_keys(statements)
    for each in statements:
        if not each.is_signed or not set(each.keys) & trusted:
            yield Finding(
                "wrong signature", f"{_named(each)} is not signed by this installation: it was changed, or made up."
            )
            return
    for before, each in zip(statements, statements[1:], strict=False):
        if each.number == before.number:
            says = f"There are two different statements of number {each.number}, both signed."
            yield Finding("two statements", f"{says} The database was put back to an earlier day after one was made.")
        elif each.number == before.number + 1 and each.said["previous"] != before.hash:
            yield Finding("statements broken", f"{_named(each)} does not follow the one before it.")
    first = statements[0]
    if first.number == 1 and first.said["previous"] != beginning(first.said["installation"]):
        yield Finding("statements broken", f"{_named(first)} does not begin where this installation began.")


def _known_keys(statements: Sequence[Statement]) -> set[str]:
    """The keys that count: those here, or of the newest statement; and those that vouched for them, back in time."""
    try:
        trusted = {key.public for key in signing_keys()}
    except NoKey:
        trusted = set(statements[-1].keys) if statements else set()
    for each in reversed(statements):
        if each.is_signed and set(each.keys) & trusted:
            trusted |= set(each.keys)
    return trusted


def _named(statement: Statement) -> str:
    return f"Statement {statement.number} of {statement.day:%-d %B %Y}"


# The records against the statements


def _records(statements: Sequence[Statement], schools: Sequence[School], notes: list[str]) -> Iterator[Finding]:
    stood: dict[int, list[tuple[Statement, Entry]]] = {}
    for statement in statements:
        for entry in statement.entries:
            stood.setdefault(entry.school, []).append((statement, entry))
    for school in schools:
        yield from _one(school, stood.get(school.pk, []))
    gone = set(stood) - set(School.objects.values_list("pk", flat=True))
    for number in sorted(gone):
        statement, entry = stood[number][-1]
        told = f"{_named(statement)} has it at {entry.number:,} events"
        if entry.final:
            notes.append(f"Record {number} ended on {statement.day:%-d %B %Y} and was taken out. {told}.")
        else:
            yield Finding("vanished", f"Record {number} is gone, with its school. {told}.", "", 1, entry.number)


def _one(school: School, stood: Sequence[tuple[Statement, Entry]]) -> Iterator[Finding]:
    """One record: the first statement, by the number it names, that it does not agree with."""
    ordered = sorted(stood, key=lambda pair: pair[1].number)
    hashes = dict(_hashes(school, sorted({entry.number for _, entry in ordered})))
    agreed = 0
    for statement, entry in ordered:
        if hashes.get(entry.number) != bytes.fromhex(entry.hash):
            yield _disagrees(school, statement, entry, agreed)
            return
        agreed = entry.number
    if (seal := broken_seal(school)) is not None:
        yield Finding(
            "looks changed",
            f"Who looked at {school.name} was changed after it was sealed, {seal.count:,} looks.",
            school.slug,
        )


def _disagrees(school: School, statement: Statement, entry: Entry, agreed: int) -> Finding:
    end, day, first, last = _end(school), f"{statement.day:%-d %B %Y}", agreed + 1, entry.number
    if end < last:
        says = f"The record of {school.name} was cut short: it had {last:,} events on {day}, and only {end:,} are left."
        return Finding("truncated", f"{says} It is not as it was from event {first} on.", school.slug, first, last)
    says = f"The record of {school.name} was written anew: it is not what it was on {day}."
    where = f"What does not fit lies between event {first} and event {last}."
    return Finding("anchor mismatch", f"{says} {where}", school.slug, first, last)


def _end(school: School) -> int:
    events = Event.objects.of(school).filter(number__lt=2**63)  # SQLite may hold a number that is a word
    return events.order_by("-number").values_list("number", flat=True).first() or 0


def _hashes(school: School, numbers: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """The hashes of these events, as they stand there. Before the first event stands what ties it to its school."""
    yield 0, genesis(school.pk)
    for place in range(0, len(numbers), MANY):
        events = Event.objects.of(school).filter(number__in=numbers[place : place + MANY])
        yield from ((number, bytes(hash)) for number, hash in events.values_list("number", _as_bytes()))


def _as_bytes() -> Any:
    return Cast("hash", BinaryField()) if connection.vendor == "sqlite" else "hash"
