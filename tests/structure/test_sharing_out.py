"""Each test that is left to the other database exists, runs there, and is not left to both."""

import subprocess
import sys

from config.setup import ROOT
from tests.sharing_out import SHARES


def test_what_one_database_leaves_out_the_other_runs() -> None:
    words = [
        sys.executable,
        "-m",
        "pytest",
        "--collect-only",
        "-q",
        "tests/browser",
        "tests/structure",
        "tests/incidents",
        "tests/config",
    ]
    said = subprocess.run([*words, "tests/schools"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    there = [line for line in said.splitlines() if "::" in line]
    assert len(there) > 2000
    for mine, others in (("sqlite", "postgresql"), ("postgresql", "sqlite")):
        for place in SHARES[mine]:
            assert any(each.startswith(place) for each in there), place
            assert not [other for other in SHARES[others] if other.startswith(place) or place.startswith(other)], place
