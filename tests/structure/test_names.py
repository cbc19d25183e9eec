"""No real school, person or council of the two source policies is named here, nor any machine or registry.

The names themselves are not in this file either: only their salted hashes, of words in lower case.
"""

import hashlib
import re
import subprocess
from functools import cache
from pathlib import Path

from tests.structure.source import ROOT, words_of

SALT = b"words this repository must not hold: "
FORBIDDEN_WORDS = {
    "365b6cc897256fecb87801611075325aa67d13865972f707930fc52e99ddba7f",
    "1e0eef3dfd22b8cdaed7f931f32b7d5979b7d24b4abce34518ed8cab48df8f34",
    "b9e68649d74ea2821f39ca27a89bfb98e09b6611f11c197afb95dc5c51df37a1",
    "eeb4697ced3a1396c12cbc96ccfd03542c613c945ae97041473a27a8b0e695c9",
    "d0a2465ff7a6753d73638d8b73996c5e83295c665b16e7aa7e13102249f972ab",
    "844679e353de9f032e935950fa69c7fc8e787c7e9ed569cad3a24ca13f47b2a6",
    "2f398850aea72d4e0f1d2e562aee40cca560cb381b11d0596c3117eb8070ed1e",
    "c7aa8dab75198e134284087dbf9d6409d4c84baf050974133170487c6f4663ef",
    "3ecdbe81ab53b172482c6aa5f091259bb982e1d4b1d100187a94442a73f70627",
}
NOT_OURS = {".venv", ".git", "var", "staticfiles", "__pycache__", "node_modules"}

PLACES = {
    "a registry of packages": re.compile(r"py[p]i\.org|python[h]osted|npm[j]s\.(?:org|com)|index[-_]url\s*=", re.I),
    "a path of one machine": re.compile(
        r"(?<![\w.])/(?:wor[k]/(?:main|shared)|roo[t]/|hom[e]/\w|User[s]/\w|tm[p]/w/)|\b[A-Z]:\\User[s]"
    ),
    "the number of an issue": re.compile(r"\bissue[s]? #?\d|\bissues? sh[o]w\b", re.I),
    "whoever wrote it": re.compile(r"\bsub-?agen[t]s?\b|\bhelper-\d|\bclaud[e]\b|\banthropi[c]\b|contract\.m[d]", re.I),
}
"""Written so that this file does not hold what it looks for."""


def text_files() -> dict[str, str]:
    """Every file of the repository that is text, by its place: what git keeps, or the tree where there is no git."""
    found = {}
    for path in tracked() or walked():
        data = path.read_bytes() if path.is_file() else b"\0"
        if b"\0" not in data:
            found[path.relative_to(ROOT).as_posix()] = data.decode("utf-8", errors="replace")
    return found


def tracked() -> list[Path]:
    """What git keeps here, or would keep."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return []
    return [ROOT / place for place in said.split("\0") if place]


def walked() -> list[Path]:
    """The files of the tree but for what the product and its tests write."""
    return [path for path in ROOT.rglob("*") if not NOT_OURS & set(path.relative_to(ROOT).parts)]


@cache
def is_forbidden(word: str) -> bool:
    """Whether this is a name that must not be here."""
    return hashlib.sha256(SALT + word.encode()).hexdigest() in FORBIDDEN_WORDS


def test_no_file_names_a_real_school_person_or_council() -> None:
    files = text_files()
    print(f"{len(files)} files")
    assert len(files) > 250
    found = {place: names for place, text in files.items() if (names := set(filter(is_forbidden, words_of(text))))}
    assert found == {}
    assert [place for place in files if any(map(is_forbidden, words_of(place)))] == []


def test_the_hashes_find_what_they_stand_for() -> None:
    assert len(FORBIDDEN_WORDS) == 9
    made_up = hashlib.sha256(SALT + b"larkspur").hexdigest()
    assert made_up not in FORBIDDEN_WORDS
    FORBIDDEN_WORDS.add(made_up)
    is_forbidden.cache_clear()
    assert is_forbidden("larkspur")
    FORBIDDEN_WORDS.remove(made_up)
    is_forbidden.cache_clear()
    assert not is_forbidden("larkspur")


def test_no_file_tells_of_a_machine_a_registry_or_who_wrote_it() -> None:
    found = [
        f"{place}, line {text[: match.start()].count(chr(10)) + 1}: {kind}, {match.group()!r}"
        for place, text in text_files().items()
        for kind, pattern in PLACES.items()
        for match in pattern.finditer(text)
    ]
    assert not found, "\n".join(found)


def test_the_patterns_find_what_they_look_for() -> None:
    examples = {
        "a registry of packages": "--index-url" + "=https://files.python" + "hosted.org/simple",
        "a path of one machine": "see /ho" + "me/kim/notes and /wo" + "rk/main/docs",
        "the number of an issue": "as iss" + "ue 12 asks",
        "whoever wrote it": "made by a sub" + "agent",
    }
    assert set(examples) == set(PLACES)
    for kind, example in examples.items():
        assert PLACES[kind].search(example), kind
    assert not any(pattern.search("/usr/bin/chromium, /report/files/") for pattern in PLACES.values())
