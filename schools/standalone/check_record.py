"""Checks an incident that was exported from Fairpost. One file; needs Python 3.9 or later and nothing else.

    python3 check_record.py                      checks the folder that this file lies in
    python3 check_record.py incident.zip         checks an archive without unpacking it
    python3 check_record.py --anchors FILE ...   compares with signed statements that somebody kept elsewhere
    python3 check_record.py --key KEY            accepts signatures of this public key alone

It reads, writes nothing, and asks nothing of any network. It says what was proved, what does not agree, and what nobody
can prove from these files. It ends with 0 when all that can be checked agrees, with 1 when something does not, and with
2 when this is not such an export at all.

What it computes, so that anybody can write it anew:
- An event's hash is SHA-256 of: the byte 01, the hash of the event before, its number (8 bytes, big-endian), then kind,
  about, actor, at and recorded_at, each after its length (4 bytes, big-endian), then its commitment.
- A commitment is HMAC-SHA256 with the salt as its key, of the details as they were written.
- A statement says at which number and hash a school's record stood on a day, and the root of a tree over the hashes of
  its events (RFC 6962). It is signed with Ed25519 (RFC 8032), behind the words "fairpost anchor 1" and a line end.
- A way is the few hashes that lead from one event to that root: they prove the event, and tell nothing of any other.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import hmac
import json
import re
import struct
import sys
import zipfile
from pathlib import Path
from typing import Any

FORMAT = "fairpost incident 1"
SIGNED = b"fairpost anchor 1\n"
UNREADABLE = (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError, struct.error)
UNREADABLE += (OverflowError, zipfile.BadZipFile, NotImplementedError, EOFError)
BLOCK = re.compile(r"-----BEGIN FAIRPOST STATEMENT-----\s+([A-Za-z0-9+/=\s]*?)\s*-----END FAIRPOST STATEMENT-----")

# Ed25519, RFC 8032, section 5.1. Checking needs no secrets, so nothing here has to take the same time always.

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(a: tuple, b: tuple) -> tuple:
    """The sum of two points, each as X, Y, Z, T."""
    left, right = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    crossed, doubled = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = right - left, doubled - crossed, doubled + crossed, right + left
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: tuple) -> tuple:
    """A point added to itself so many times."""
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = add(found, point)
        point, number = add(point, point), number >> 1
    return found


def point_of(data: bytes) -> tuple | None:
    """The point that 32 bytes stand for; None where they stand for none."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if len(data) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def same(a: tuple, b: tuple) -> bool:
    """Whether two points are one."""
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(message: bytes, public: bytes, signature: bytes) -> bool:
    """Whether the holder of this key signed this message."""
    key, first = point_of(public), point_of(signature[:32])
    if len(signature) != 64 or key is None or first is None:
        return False
    second = int.from_bytes(signature[32:], "little")
    if second >= ORDER:
        return False
    hashed = hashlib.sha512(signature[:32] + public + message).digest()
    return same(times(second, BASE), add(first, times(int.from_bytes(hashed, "little") % ORDER, key)))


# The tree of RFC 6962, and an event's own hash


def leads_to(root: bytes, content: bytes, place: int, size: int, way: list) -> bool:
    """Whether the way leads from this leaf, the first being 0, to the root of a tree of that size."""
    if not 0 <= place < size:
        return False
    found, last, rest = hashlib.sha256(b"\x00" + content).digest(), size - 1, list(way)
    while last:
        if place % 2 or place != last:
            if not rest:
                return False
            beside = rest.pop(0)
            pair = beside + found if place % 2 else found + beside
            found = hashlib.sha256(b"\x01" + pair).digest()
        place, last = place // 2, last // 2
    return not rest and found == root


def hash_of(event: dict) -> bytes:
    """The hash that an event has if it says what was written."""
    parts = [b"\x01", bytes.fromhex(event["previous"]), struct.pack(">Q", event["number"])]
    for name in ("kind", "about", "actor", "at", "recorded_at"):
        text = event[name].encode("utf-8", "surrogateescape")
        parts += [struct.pack(">I", len(text)), text]
    return hashlib.sha256(b"".join(parts) + bytes.fromhex(event["commitment"])).digest()


def genesis(school: int) -> bytes:
    """What the first event of a school's record is tied to."""
    return hashlib.sha256(b"\x01the record of school %d" % school).digest()


class NotAnExport(Exception):
    """The files are not an export, or so damaged that nothing of them can be said."""


class Statement:
    """A signed statement: its text, as it was signed, and what it says."""

    def __init__(self, given: dict) -> None:
        self.text, self.signatures = given["statement"], list(given["signatures"])
        self.says = json.loads(self.text)
        self.number, self.day, self.keys = self.says["number"], self.says["day"], self.says["keys"]
        self.entries = {each["school"]: each for each in self.says["schools"]}

    def is_signed(self) -> bool:
        """Whether each of the keys that it names signed it."""
        message = SIGNED + self.text.encode()
        pairs = [(bytes.fromhex(key), bytes.fromhex(self.signatures[n])) for n, key in enumerate(self.keys)]
        return bool(pairs) and all(is_signed(message, key, signature) for key, signature in pairs)

    def covers(self, school: int, number: int) -> bool:
        """Whether an event had been written when this was signed."""
        return school in self.entries and number <= self.entries[school]["number"]

    def __str__(self) -> str:
        return f"statement {self.number} of {self.day}, fingerprint {short(sha256(self.text.encode()))}"


def short(figures: str) -> str:
    """The first 32 figures in fours, as people compare them."""
    return " ".join(figures[place : place + 4] for place in range(0, 32, 4)).upper()


def sha256(content: bytes) -> str:
    """A hash, in hexadecimal figures."""
    return hashlib.sha256(content).hexdigest()


def statements_in(path: str) -> list:
    """The statements in a file that somebody kept: lines, or messages that were saved as text."""
    try:
        text = Path(path).read_text(encoding="utf-8")
        blocks = ["".join(block.split()).rstrip("=") for block in BLOCK.findall(text)]
        lines = [base64.b64decode(block + "=" * (-len(block) % 4)).decode() for block in blocks]
        lines = lines or [line for line in text.splitlines() if line.strip() and line[:12] != '{"timestamp"']
        return [Statement(json.loads(line)) for line in lines]
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise NotAnExport(f"{path} is not a file of statements, or it is damaged.") from error


class Folder:
    """The files of an export, in a folder or still in their archive."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.archive = None if path.is_dir() else zipfile.ZipFile(path)

    def open(self, name: str) -> Any:
        """One file, for reading."""
        if name.startswith(("/", "\\")) or ".." in name or ":" in name:
            raise NotAnExport(f"{name} is not a name of a file in an export.")
        return self.archive.open(name) if self.archive else open(self.path / name, "rb")

    def json(self, name: str) -> Any:
        """One file, read as JSON."""
        with self.open(name) as file:
            return json.load(file)

    def sha256(self, name: str) -> str:
        """The hash of one file; nothing where it is not there."""
        digest = hashlib.sha256()
        try:
            with self.open(name) as file:
                for piece in iter(lambda: file.read(1 << 20), b""):
                    digest.update(piece)
        except (OSError, KeyError, zipfile.BadZipFile):
            return ""
        return digest.hexdigest()


class Check:
    """One check: what was proved, what does not agree, and what is left open."""

    def __init__(self, folder: Folder, kept: list, keys: list) -> None:
        self.folder, self.kept, self.only_keys = folder, kept, keys
        self.record, self.manifest = folder.json("record.json"), folder.json("manifest.json")
        if self.record["format"] != FORMAT:
            raise NotAnExport("This was made by another version. Use the check_record.py that came with it.")
        self.school, self.events = self.record["school"]["number"], self.record["events"]
        self.statements = [Statement(each) for each in self.record["statements"]]
        self.proved: list = []
        self.failed: list = []
        self.open: list = []

    def run(self) -> Check:
        """Check all that can be checked."""
        self.files()
        self.chain()
        self.details()
        self.signatures()
        self.anchors()
        self.tied_files()
        self.elsewhere()
        self.never()
        return self

    def files(self) -> None:
        """Every file against the manifest."""
        hashes = self.manifest["files"]
        changed = [name for name, hash in hashes.items() if self.folder.sha256(name) != hash]
        self.failed += [f"The file {name} is missing, or not the one that the manifest names." for name in changed]
        if not changed:
            self.proved.append(f"All {len(hashes)} files are those that the manifest names.")
        if "record.json" not in hashes:
            self.failed.append("The manifest does not name record.json.")

    def chain(self) -> None:
        """Every event's own hash, and the ties between those that follow each other."""
        before, bad, about = None, [], self.record["incident"]["about"]
        for event in self.events:
            number = event["number"]
            tied = before is None or number > before["number"]
            if before is not None and number == before["number"] + 1:
                tied = event["previous"] == before["hash"]
            if number == 1:
                tied = tied and event["previous"] == genesis(self.school).hex()
            if not tied or hash_of(event).hex() != event["hash"] or event["about"] != about or number < 1:
                bad.append(number)
            before = event
        self.failed += [f"Event {number} was changed after it was written, or put in." for number in bad]
        if self.events and not bad:
            self.proved.append(f"The hash of each of the {len(self.events)} events is that of what it says.")

    def details(self) -> None:
        """What each event tells, against what it was sealed with; what was left out stays unknown."""
        shown = [each for each in self.events if each["details"] is not None and each["salt"] is not None]
        for each in shown:
            body = each["details"].encode("utf-8", "surrogateescape")
            if hmac.new(bytes.fromhex(each["salt"]), body, "sha256").hexdigest() != each["commitment"]:
                self.failed.append(f"What event {each['number']} tells is not what was written.")
        if shown:
            self.proved.append(f"The details of {len(shown)} events were compared with their seals.")
        for each in self.events:
            if each["details"] is None or each["salt"] is None:
                self.open.append(f"What event {each['number']} tells is not in this export: {self.why(each)}.")

    def why(self, event: dict) -> str:
        """Why details are not here. That they were erased is what the export says; these files cannot prove it."""
        under = event.get("erased_under")
        if under is None:
            return event["why"]
        here = any(each["number"] == under and each["kind"] == "erased" for each in self.events)
        where = "which is in this export" if here else "which is not in this export"
        return f"it is said to be erased under event {under}, {where}; that is not proved here"

    def signatures(self) -> None:
        """The statements, and by which key."""
        for each in self.statements:
            if not each.is_signed():
                self.failed.append(f"The signature of {each} is wrong: it was changed, or made up.")
            elif self.only_keys and not set(each.keys) & set(self.only_keys):
                self.failed.append(f"{each} is not signed by the key that you gave.".capitalize())
        keys = dict.fromkeys(key for each in self.statements for key in each.keys)
        for key in keys:
            self.proved.append(f"The statements are signed by key {short(sha256(bytes.fromhex(key)))}.")
        if keys and not self.only_keys:
            self.open.append("Whose key that is. Compare it with the one printed on a termly summary of the school.")

    def anchors(self) -> None:
        """Every event against the first statement that was signed after it, and the last."""
        numbered, days, whole = {each.number: each for each in self.statements}, [], {}
        for event in self.events:
            proofs = [(numbered[each["statement"]], each["way"]) for each in event["proofs"]]
            agree = [self.is_in(event, statement, way) for statement, way in proofs]
            if not proofs:
                self.without_proof(event["number"])
            elif not agree[0]:
                self.failed.append(f"Event {event['number']} is not what stood in the record at {proofs[0][0]}.")
            else:
                days.append(proofs[0][0].day)
                whole.update({proofs[-1][0].number: proofs[-1][0]} if not agree[-1] else {})
        for each in whole.values():
            says = "Something else in it was changed or taken out since."
            self.failed.append(f"The school's record as a whole is not what it was at {each}. {says}")
        if days:
            until = f"between {min(days)} and {max(days)}" if min(days) != max(days) else f"on {days[0]}"
            says = "stood in the record, as they are here, when statements were signed"
            self.proved.append(f"{len(days)} events {says} {until}.")

    def without_proof(self, number: int) -> None:
        """An event that no statement here is about: there is none yet, or it was left out."""
        if any(each.covers(self.school, number) for each in [*self.statements, *self.kept]):
            self.failed.append(f"Event {number} had been anchored, and there is no proof of it.")
        else:
            self.open.append(f"Event {number} is not anchored yet: no statement was signed after it.")

    def is_in(self, event: dict, statement: Statement, way: list) -> bool:
        """Whether the statement's tree holds the event at its place."""
        entry, own = statement.entries.get(self.school), bytes.fromhex(event["hash"])
        if entry is None or (entry["number"] == event["number"] and entry["hash"] != event["hash"]):
            return False
        root, hashes = bytes.fromhex(entry["root"]), [bytes.fromhex(each) for each in way]
        return leads_to(root, own, event["number"] - 1, entry["number"], hashes)

    def tied_files(self) -> None:
        """Every original and letter against the event that tells of it."""
        events, tied = {each["number"]: each for each in self.events}, 0
        for file in self.record["files"]:
            event = events.get(file["event"])
            details = json.loads(event["details"]) if event and event["details"] is not None else {}
            if details.get("sha256") == file["sha256"] == self.manifest["files"].get(file["path"]):
                tied += 1
            else:
                self.failed.append(f"The file {file['path']} is not the one that event {file['event']} tells of.")
        if tied:
            self.proved.append(f"{tied} originals and letters are, byte for byte, those that the record tells of.")

    def elsewhere(self) -> None:
        """The statements here against those that somebody kept."""
        known = {each.number: each for each in self.kept}
        for each in self.statements:
            if self.kept and each.number not in known:
                self.open.append(f"{each} is not in the file that was kept elsewhere.".capitalize())
            elif self.kept and known[each.number].text != each.text:
                self.failed.append(f"{each} is not the one of that number that was kept elsewhere.".capitalize())
        if self.kept and not self.failed:
            self.proved.append("The statements here are those that were kept elsewhere.")
        elif self.statements and not self.kept:
            seen = "; ".join(str(each) for each in self.statements)
            self.open.append(f"That these are the statements others hold. Compare the fingerprints: {seen}.")

    def never(self) -> None:
        """What no export can prove."""
        self.open.append("That these are all the events of this incident: an export shows what is in it.")
        self.open.append("That what people wrote down was true, or that the server's clock was right when they did.")

    def report(self) -> str:
        """All of it in sentences."""
        said, incident = self.record["exported"], self.record["incident"]
        head = f"Incident {incident['reference']} of {self.record['school']['name']}"
        lines = [f"{head}, exported by {said['by']} on {said['at'][:10]} for {said['for']}.", ""]
        for title, found in (("DOES NOT AGREE", self.failed), ("PROVED", self.proved), ("NOT PROVED", self.open)):
            if found:
                lines += [title, *(f"- {each}" for each in found), ""]
        answer = "Something does not agree: see above." if self.failed else "All that can be checked here agrees."
        return "\n".join([*lines, answer])


def main(words: list) -> int:
    """Check, print, and say how it went."""
    parser = argparse.ArgumentParser(description="Check an incident that was exported from Fairpost.")
    parser.add_argument(
        "export", nargs="?", default=str(Path(__file__).resolve().parent), help="a folder or a ZIP file"
    )
    parser.add_argument("--anchors", nargs="+", default=[], metavar="FILE", help="statements that were kept elsewhere")
    parser.add_argument("--key", action="append", default=[], help="a public key, in hexadecimal figures")
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    given = parser.parse_args(words)
    try:
        kept = [each for path in given.anchors for each in statements_in(path)]
        check = Check(Folder(Path(given.export)), kept, given.key).run()
    except NotAnExport as error:
        print(error)
        return 2
    except UNREADABLE:
        print("This is not an export of an incident, or it is damaged beyond reading.")
        return 2
    found = {"sound": not check.failed, "failed": check.failed, "proved": check.proved, "open": check.open}
    print(json.dumps(found, indent=2) if given.json else check.report())
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
