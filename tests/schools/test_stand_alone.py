"""The program in one file: its arithmetic, what it says, and that it agrees with the command (S16.22)."""

import ast
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from schools.models import School
from schools.standalone import check_record
from tests.prove import stand_alone
from tests.prove.stand_alone import ABOUT, export
from tests.schools.anchored import night, statements_made
from tests.schools.recording import a_school, note

VECTORS = [  # RFC 8032, section 7.1: secret, public, message, signature
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.parametrize(("secret", "public", "message", "signature"), VECTORS)
def test_its_signatures_are_those_of_the_standard(secret: str, public: str, message: str, signature: str) -> None:
    key, words, given = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret)).sign(words) == given
    assert check_record.is_signed(words, key, given)
    assert not check_record.is_signed(words + b"1", key, given)


def test_it_takes_and_refuses_the_signatures_that_the_library_does() -> None:
    dice, taken = random.Random(8032), 0
    for _ in range(60):
        private = Ed25519PrivateKey.from_private_bytes(dice.randbytes(32))
        words, key = dice.randbytes(dice.randrange(80)), private.public_key().public_bytes_raw()
        good = private.sign(words)
        number = int.from_bytes(good[32:], "little") + check_record.ORDER  # the same point, written otherwise
        spoilt = bytearray(good)
        spoilt[dice.randrange(64)] ^= 1 << dice.randrange(8)
        for signature in (
            good,
            bytes(spoilt),
            good[:32] + number.to_bytes(32, "little"),
            good[:63],
            dice.randbytes(64),
        ):
            says = check_record.is_signed(words, key, signature)
            assert says is by_library(key, signature, words)
            taken += says
        assert check_record.is_signed(words, dice.randbytes(32), good) is False
    assert taken == 60


def by_library(key: bytes, signature: bytes, words: bytes) -> bool:
    """What the library says."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, words)
    except (InvalidSignature, ValueError):
        return False
    return True


def test_it_needs_nothing_but_an_old_python() -> None:
    text = Path(check_record.__file__).read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 9))
    names = {
        alias.name.partition(".")[0] for each in ast.walk(tree) if isinstance(each, ast.Import) for alias in each.names
    }
    names |= {str(each.module).partition(".")[0] for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
    assert names <= set(sys.stdlib_module_names) and "socket" not in names
    assert not any(isinstance(each, ast.Call) and ast.unparse(each.func) in ("eval", "exec") for each in ast.walk(tree))


@pytest.fixture
def school(db: None) -> School:
    """A school with twelve events, of which two wait for the next night."""
    made = a_school()
    for number in range(2):
        for _ in range(5):
            note(made, details={"text": "Spoke to them"})
        night(number)
    note(made)
    note(made)
    return made


def say(folder: Path, *words: str) -> tuple[int, str]:
    """What the program says of the archive, in a folder where nothing else is."""
    alone = folder / "alone"
    alone.mkdir(exist_ok=True)
    program = alone / "check_record.py"
    program.write_bytes(Path(check_record.__file__).read_bytes())
    command = [sys.executable, "-I", "-S", str(program), *words]
    done = subprocess.run(command, cwd=alone, env={}, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


def rewritten(source: Path, target: Path, change: Callable[[dict[str, Any]], None]) -> str:
    """The archive with another record in it, and a manifest that fits it."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        record, manifest = json.loads(old.read("record.json")), json.loads(old.read("manifest.json"))
        change(record)
        text = json.dumps(record).encode()
        manifest["files"]["record.json"] = check_record.sha256(text)
        for name, content in (("record.json", text), ("manifest.json", json.dumps(manifest).encode())):
            new.writestr(name, content)
        new.writestr("check_record.py", old.read("check_record.py"))
    return str(target)


def test_it_says_what_was_proved_and_what_was_not(school: School, tmp_path: Path) -> None:
    export(school, tmp_path / "it.zip")
    code, said = say(tmp_path, str(tmp_path / "it.zip"))
    assert code == 0
    proved, _, unproved = said.partition("NOT PROVED")
    assert "The hash of each of the 12 events is that of what it says." in proved
    assert (
        "10 events stood in the record, as they are here, when statements were signed between 2027-03-14 and" in proved
    )
    assert "Event 11 is not anchored yet" in unproved and "Event 12 is not anchored yet" in unproved
    assert statements_made()[0].fingerprint in unproved and statements_made()[0].key_fingerprint in proved
    assert said.endswith("All that can be checked here agrees.\n")
    with zipfile.ZipFile(tmp_path / "it.zip") as archive:
        archive.extractall(tmp_path / "alone")
    assert say(tmp_path) == (code, said)  # unpacked, it checks its own folder


FORGERIES: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "other details": (lambda it: it["events"][3].update(details='{"text":"Nothing"}'), "What event 4 tells is not"),
    "another kind": (lambda it: it["events"][3].update(kind="other"), "Event 4 was changed after it was written"),
    "no proof": (lambda it: it["events"][3].update(proofs=[]), "Event 4 had been anchored, and there is no proof"),
    "another way": (lambda it: it["events"][3]["proofs"][0].update(way=["00" * 32] * 3), "Event 4 is not what stood"),
    "a spoilt record": (
        lambda it: it["events"][3]["proofs"][-1].update(way=["00" * 32] * 4),
        "The school's record as a whole is not what it was at statement 2",
    ),
    "a twin": (
        lambda it: it["events"].insert(3, it["events"][3]),
        "Event 4 was changed after it was written, or put in",
    ),
    "another signature": (
        lambda it: it["statements"][0].update(signatures=["00" * 64]),
        "The signature of statement 1",
    ),
    "no signature": (lambda it: it["statements"][0].update(signatures=[]), ""),
    "another school": (lambda it: it["school"].update(number=10**6), "Event 1 was changed"),
    "another incident": (lambda it: it["incident"].update(about="incident:2"), "Event 1 was changed"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_export_is_found(school: School, tmp_path: Path, name: str) -> None:
    change, says = FORGERIES[name]
    export(school, tmp_path / "it.zip")
    assert say(tmp_path, rewritten(tmp_path / "it.zip", tmp_path / "same.zip", lambda it: None))[0] == 0
    code, said = say(tmp_path, rewritten(tmp_path / "it.zip", tmp_path / "other.zip", change))
    assert code == (1 if says else 2) and says in said


def test_statements_that_somebody_kept_and_a_key_are_compared(school: School, tmp_path: Path, settings: Any) -> None:
    settings.ANCHOR_FILE = str(tmp_path / "statements")
    night(1)
    export(school, tmp_path / "it.zip")
    archive, kept = str(tmp_path / "it.zip"), str(tmp_path / "statements")
    code, said = say(tmp_path, archive, "--anchors", kept, "--key", statements_made()[0].keys[0])
    assert code == 0 and "The statements here are those that were kept elsewhere." in said
    assert say(tmp_path, archive, "--key", "00" * 32)[0] == 1
    night(2)  # the file now knows of a night after which the export was made as if it were before
    code, said = say(tmp_path, archive, "--anchors", kept)
    assert code == 1 and "Event 11 had been anchored, and there is no proof of it." in said
    assert say(tmp_path, archive, "--anchors", archive)[0] == 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"{}", b"\x00" * 99])
def test_what_is_no_export_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "it.zip").write_bytes(content)
    code, said = say(tmp_path, str(tmp_path / "it.zip"))
    assert (code, said) == (2, "This is not an export of an incident, or it is damaged beyond reading.\n")


def test_the_program_and_the_command_agree(db: None) -> None:
    """S16.22."""
    assert stand_alone.run(len(stand_alone.KINDS) * 2) == 0
    assert ABOUT == "incident:1"
